/* kill_nth.c -- a shim (LD_PRELOAD) that kills the process in front of its n-th change of a file.
 *
 * KILL_NTH=n: the n-th call of write, pwrite, fsync, fdatasync, ftruncate, rename or unlink on a
 * file (standard output and error are not counted) does not happen; the process is gone.
 * n = 0 counts, and writes the number to the file KILL_COUNT at the end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static long nth = -1, seen;

__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("KILL_NTH");

	nth = text != NULL ? strtol(text, NULL, 10) : 0;
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("KILL_COUNT");
	FILE *file = path != NULL && nth == 0 ? fopen(path, "w") : NULL;

	if (file == NULL)
		return;
	nth = -1;
	fprintf(file, "%ld\n", seen);
	fclose(file);
}

static void step(void)
{
	if (__atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST) == nth)
		kill(getpid(), SIGKILL);
}

static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

ssize_t write(int fd, const void *at, size_t n)
{
	if (fd > 2)
		step();
	return ((ssize_t (*)(int, const void *, size_t))real("write"))(fd, at, n);
}

ssize_t pwrite(int fd, const void *at, size_t n, off_t to)
{
	step();
	return ((ssize_t (*)(int, const void *, size_t, off_t))real("pwrite"))(fd, at, n, to);
}

ssize_t pwrite64(int fd, const void *at, size_t n, off64_t to)
{
	step();
	return ((ssize_t (*)(int, const void *, size_t, off64_t))real("pwrite64"))(fd, at, n, to);
}

int fsync(int fd)
{
	step();
	return ((int (*)(int))real("fsync"))(fd);
}

int fdatasync(int fd)
{
	step();
	return ((int (*)(int))real("fdatasync"))(fd);
}

int ftruncate(int fd, off_t n)
{
	step();
	return ((int (*)(int, off_t))real("ftruncate"))(fd, n);
}

int ftruncate64(int fd, off64_t n)
{
	step();
	return ((int (*)(int, off64_t))real("ftruncate64"))(fd, n);
}

int rename(const char *from, const char *to)
{
	step();
	return ((int (*)(const char *, const char *))real("rename"))(from, to);
}

int unlink(const char *path)
{
	step();
	return ((int (*)(const char *))real("unlink"))(path);
}
