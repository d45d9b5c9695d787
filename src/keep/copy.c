/* copy.c -- files and folders copied durably, for making stores and backups beside their place.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "keep/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

#define STEP 65536

static bool refuse(const char *path, int number, bool reading, struct err *err)
{
	err_set(err, reading && number == ENOENT ? ERR_UNKNOWN : ERR_STORE,
	        !reading            ? "file.write"
	        : number == ENOENT  ? "file.missing"
	                            : "file.read",
	        !reading            ? "文件写不进去"
	        : number == ENOENT  ? "没有这个文件"
	                            : "文件读不出来");
	err_where(err, "%s", path);
	err_fix(err, "请检查磁盘空间、文件权限和路径后重试");
	return err_detail(err, "%s", strerror(number));
}

static bool write_all(int fd, const char *at, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, at, n);

		if (put < 0 && errno != EINTR)
			return false;
		at += put > 0 ? put : 0;
		n -= put > 0 ? (size_t)put : 0;
	}
	return true;
}

/* 0, or errno; *reading tells of which side. */
static int pour(int in, int out, bool *reading)
{
	char room[STEP];

	for (;;) {
		ssize_t n = read(in, room, sizeof(room));

		*reading = true;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		*reading = false;
		if (n == 0)
			return fsync(out) == 0 ? 0 : errno;
		if (!write_all(out, room, (size_t)n))
			return errno;
	}
}

bool copy_file(const char *from, const char *to, struct err *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out, number;
	bool reading = true;

	if (in < 0)
		return refuse(from, errno, true, err);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0) {
		number = errno;
		close(in);
		return refuse(to, number, false, err);
	}
	number = pour(in, out, &reading);
	close(in);
	if (close(out) != 0 && number == 0)
		number = errno;
	return number == 0 || refuse(reading ? from : to, number, reading, err);
}

const char *copy_path(struct arena *arena, const char *folder, const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name).at;
}

static void let_go(void *thing)
{
	close(*(int *)thing);
}

bool copy_begin(struct arena *arena, const char *beside, struct err *err)
{
	const char *path = copy_path(arena, beside, "lock");
	int *lock = arena_make(arena, int, 1);

	if (!file_make_dir(beside, 0700, err) ||
	    !file_make_dir(copy_path(arena, beside, "keys"), 0700, err) ||
	    !file_make_dir(copy_path(arena, beside, "files"), 0700, err))
		return false;
	*lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*lock < 0)
		return refuse(path, errno, false, err);
	arena_at_end(arena, let_go, lock);
	if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	err_set(err, ERR_CONFLICT, "store.busy", "另一个 guiju 正在这里建库或备份");
	return err_where(err, "%s", beside);
}

static bool sync_folder(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;
	int number = errno;

	if (fd >= 0)
		close(fd);
	return done || refuse(path, number, false, err);
}

bool copy_sync(struct arena *arena, const char *beside, bool drop_empty, struct err *err)
{
	static const char *const below[] = { "keys", "files" };

	for (size_t i = 0; i < countof(below); i++) {
		const char *path = copy_path(arena, beside, below[i]);

		if (drop_empty && rmdir(path) == 0)
			continue;
		if (file_is_dir(path) && !sync_folder(path, err))
			return false;
	}
	return sync_folder(beside, err);
}
