/* power_cut.c -- keeps beside a folder what a power cut would leave of it.
 *
 * Loaded before a program (LD_PRELOAD). Files under POWER_ROOT have twins under
 * POWER_TWIN. What is written goes to the file as always, and its range is noted;
 * only fsync and fdatasync copy noted ranges to the twin. A name given by rename
 * reaches the twin when its folder is synced. Whoever kills the program and opens
 * the twin sees the disk after a power cut.
 *
 *     POWER_LUCK=N   some ranges reach the twin unasked, cut at 512 bytes (seed N)
 *     POWER_DEAF=1   syncing the write-ahead log does nothing: shows that the test
 *                    finds what it looks for
 *
 * Not for threads; all that guiju writes, it writes in one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define RANGES_MAX 65536
#define NAMES_MAX 64

struct range {
	ino_t file;
	off_t from;
	size_t n;
};

struct naming {
	char from[PATH_MAX], to[PATH_MAX];
};

static struct range ranges[RANGES_MAX];
static size_t range_count;
static struct naming namings[NAMES_MAX];
static size_t naming_count;
static uint64_t luck;

#define REAL(type, name, ...) \
	((type(*)(__VA_ARGS__))(uintptr_t)dlsym(RTLD_NEXT, name))

/* The twin's path of a path under the root; false when it is elsewhere. */
static bool twin_of(const char *path, char out[PATH_MAX])
{
	const char *root = getenv("POWER_ROOT"), *twin = getenv("POWER_TWIN");
	size_t n = root ? strlen(root) : 0;

	if (root == NULL || twin == NULL || strncmp(path, root, n) != 0)
		return false;
	return snprintf(out, PATH_MAX, "%s%s", twin, path + n) < PATH_MAX;
}

static bool path_of(int fd, char out[PATH_MAX])
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, out, PATH_MAX - 1);
	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

static void make_folders(char *path)
{
	for (char *at = path + 1; *at != '\0'; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		(void)mkdir(path, 0700);
		*at = '/';
	}
}

static int open_twin(int fd)
{
	char path[PATH_MAX], twin[PATH_MAX];

	if (!path_of(fd, path) || !twin_of(path, twin))
		return -1;
	make_folders(twin);
	return open(twin, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

static ssize_t real_pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	return REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)(fd, bytes, n, at);
}

static void copy_range(int from, int to, off_t at, size_t n)
{
	static char bytes[65536];

	while (n > 0) {
		ssize_t got = pread(from, bytes, n < sizeof(bytes) ? n : sizeof(bytes), at);

		if (got <= 0 || real_pwrite(to, bytes, (size_t)got, at) != got)
			return;
		at += got;
		n -= (size_t)got;
	}
}

/* Some ranges reach the disk unasked, perhaps not whole. */
static void try_luck(int fd, off_t from, size_t n)
{
	int twin;

	luck = luck * 6364136223846793005u + 1442695040888963407u;
	if (luck >> 62 != 0)
		return;
	twin = open_twin(fd);
	if (twin < 0)
		return;
	if (luck >> 61 & 1)
		n = n / 2 / 512 * 512;
	copy_range(fd, twin, from, n);
	close(twin);
}

static void note(int fd, off_t from, ssize_t n)
{
	char path[PATH_MAX], twin[PATH_MAX];
	struct stat about;

	if (n <= 0 || !path_of(fd, path) || !twin_of(path, twin) || fstat(fd, &about) != 0 ||
	    !S_ISREG(about.st_mode))
		return;
	if (range_count == RANGES_MAX)
		abort(); /* a program that never syncs */
	ranges[range_count++] = (struct range){ about.st_ino, from, (size_t)n };
	if (luck == 0 && getenv("POWER_LUCK") != NULL)
		luck = strtoull(getenv("POWER_LUCK"), NULL, 10) + 1;
	if (luck != 0)
		try_luck(fd, from, (size_t)n);
}

static void sync_file(int fd, const struct stat *about)
{
	int twin = open_twin(fd);
	size_t left = 0;

	for (size_t i = 0; i < range_count; i++) {
		if (ranges[i].file == about->st_ino)
			copy_range(fd, twin, ranges[i].from, ranges[i].n);
		else
			ranges[left++] = ranges[i];
	}
	range_count = left;
	if (ftruncate(twin, about->st_size) != 0)
		abort();
	close(twin);
}

/* Names given in this folder reach the twin. */
static void sync_folder(const char *folder)
{
	int (*real)(const char *, const char *) =
		REAL(int, "rename", const char *, const char *);
	size_t left = 0, n = strlen(folder);

	for (size_t i = 0; i < naming_count; i++) {
		struct naming *one = &namings[i];

		if (strncmp(one->to, folder, n) == 0 && one->to[n] == '/' &&
		    strchr(one->to + n + 1, '/') == NULL)
			(void)real(one->from, one->to);
		else
			namings[left++] = *one;
	}
	naming_count = left;
}

static void synced(int fd)
{
	char path[PATH_MAX], twin[PATH_MAX];
	struct stat about;
	size_t n;

	if (!path_of(fd, path) || !twin_of(path, twin) || fstat(fd, &about) != 0)
		return;
	n = strlen(path);
	if (getenv("POWER_DEAF") != NULL && n > 4 && strcmp(path + n - 4, "-wal") == 0)
		return;
	if (S_ISREG(about.st_mode))
		sync_file(fd, &about);
	else if (S_ISDIR(about.st_mode))
		sync_folder(twin);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	ssize_t done = real_pwrite(fd, bytes, n, at);

	note(fd, at, done);
	return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	return pwrite(fd, bytes, n, at);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	off_t at = lseek(fd, 0, SEEK_CUR);
	ssize_t done = REAL(ssize_t, "write", int, const void *, size_t)(fd, bytes, n);

	note(fd, at, done);
	return done;
}

int fsync(int fd)
{
	int done = REAL(int, "fsync", int)(fd);

	synced(fd);
	return done;
}

int fdatasync(int fd)
{
	int done = REAL(int, "fdatasync", int)(fd);

	synced(fd);
	return done;
}

static void absolute(const char *path, char out[PATH_MAX])
{
	char here[PATH_MAX];

	if (path[0] == '/' || getcwd(here, sizeof(here)) == NULL)
		here[0] = '\0';
	if (snprintf(out, PATH_MAX, "%s%s%s", here, here[0] ? "/" : "", path) >= PATH_MAX)
		abort();
}

int rename(const char *from, const char *to)
{
	int done = REAL(int, "rename", const char *, const char *)(from, to);
	char whole_from[PATH_MAX], whole_to[PATH_MAX];
	struct naming *one = &namings[naming_count];

	absolute(from, whole_from);
	absolute(to, whole_to);
	if (done != 0 || !twin_of(whole_from, one->from) || !twin_of(whole_to, one->to))
		return done;
	if (++naming_count == NAMES_MAX)
		abort();
	return done;
}

int unlink(const char *path)
{
	int done = REAL(int, "unlink", const char *)(path);
	char whole[PATH_MAX], twin[PATH_MAX];

	absolute(path, whole);
	if (done == 0 && twin_of(whole, twin))
		(void)REAL(int, "unlink", const char *)(twin);
	return done;
}
