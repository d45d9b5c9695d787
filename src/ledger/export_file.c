/* export_file.c -- files of an export: written where they differ, left alone where equal.
 *
 * Thousands of small files, each synced by itself, would take minutes on a turning
 * disk. They are renamed into place unsynced, and synced together before the checkpoint
 * that speaks of them; what a power cut garbles is found unequal by the next run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/export_file.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONG_BUFFER ((size_t)1 << 20)

static bool file_failed(struct err *err, const char *path)
{
	int number = errno;

	err_set(err, ERR_STORE, "export.write", "导出的文件写不进去");
	err_where(err, "%s", path);
	err_fix(err, "请检查磁盘空间和文件权限，再运行一次：写好的不会重写");
	return err_detail(err, "%s: %s", path, strerror(number));
}

static bool file_write_all(int fd, const char *at, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, at, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		at += put;
		n -= (size_t)put;
	}
	return true;
}

/* Up to `n` bytes; -1 when the system does not give them. */
static ssize_t file_read_all(int fd, char *at, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = read(fd, at + have, n - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

static bool file_is_equal(struct arena *arena, const char *path, str bytes)
{
	struct arena_mark mark = arena_mark(arena);
	struct err ignored = { .kind = ERR_NONE };
	struct stat info;
	bool equal = false;
	str old;

	if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && (size_t)info.st_size == bytes.n)
		equal = file_read(arena, path, bytes.n, &old, &ignored) && str_eq(old, bytes);
	arena_rewind(arena, mark);
	return equal;
}

static bool file_replace(const char *path, const char *part, str bytes)
{
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		return false;
	bool good = file_write_all(fd, bytes.at, bytes.n);
	return close(fd) == 0 && good && rename(part, path) == 0;
}

bool export_file_put(struct arena *arena, const char *path, str bytes, bool *wrote,
                     struct err *err)
{
	struct arena_mark mark = arena_mark(arena);
	char *folder = arena_cstr(arena, str_of(path));
	const char *part = arena_printf(arena, "%s.part", path).at;

	*wrote = !file_is_equal(arena, path, bytes);
	if (*wrote) {
		*strrchr(folder, '/') = '\0';
		if (!file_is_dir(folder) && !file_make_dir(folder, 0755, err))
			return false;
		if (!file_replace(path, part, bytes))
			return file_failed(err, path);
	}
	arena_rewind(arena, mark);
	return true;
}

bool export_file_sync(const char *folder, struct err *err)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && syncfs(fd) == 0;

	if (!good)
		(void)file_failed(err, folder);
	if (fd >= 0)
		close(fd);
	return good;
}

/* The long file */

static void long_close(void *thing)
{
	struct export_long *file = thing;

	if (file->old >= 0)
		close(file->old);
	if (file->new >= 0)
		close(file->new);
	file->old = file->new = -1;
}

bool export_long_open(struct arena *arena, const char *path, struct export_long *file,
                      struct err *err)
{
	*file = (struct export_long){ .path = path, .old = -1, .new = -1 };
	file->part = arena_printf(arena, "%s.part", path).at;
	file->waiting = arena_take(arena, LONG_BUFFER);
	file->compared = arena_take(arena, LONG_BUFFER);
	arena_at_end(arena, long_close, file);
	file->old = open(path, O_RDONLY | O_CLOEXEC);
	return file->old >= 0 || errno == ENOENT || file_failed(err, path);
}

/* The two files part here: begins the new one with what was equal. */
static bool long_part(struct export_long *file)
{
	uint64_t left = file->at;

	file->new = open(file->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (file->new < 0 || (left > 0 && lseek(file->old, 0, SEEK_SET) != 0))
		return false;
	while (left > 0) {
		size_t n = left < LONG_BUFFER ? (size_t)left : LONG_BUFFER;
		if (file_read_all(file->old, file->compared, n) != (ssize_t)n ||
		    !file_write_all(file->new, file->compared, n))
			return false;
		left -= n;
	}
	return true;
}

static bool long_flush(struct export_long *file, struct err *err)
{
	size_t n = file->count;

	if (file->new < 0 && file->old >= 0) {
		ssize_t got = file_read_all(file->old, file->compared, n);
		if (got == (ssize_t)n && memcmp(file->waiting, file->compared, n) == 0) {
			file->at += n;
			file->count = 0;
			return true;
		}
	}
	if ((file->new < 0 && !long_part(file)) ||
	    !file_write_all(file->new, file->waiting, n))
		return file_failed(err, file->part);
	file->at += n;
	file->count = 0;
	return true;
}

bool export_long_add(struct export_long *file, str bytes, struct err *err)
{
	while (bytes.n > 0) {
		size_t room = LONG_BUFFER - file->count;
		size_t n = bytes.n < room ? bytes.n : room;
		memcpy(file->waiting + file->count, bytes.at, n);
		file->count += n;
		bytes = str_sub(bytes, n, bytes.n);
		if (file->count == LONG_BUFFER && !long_flush(file, err))
			return false;
	}
	return true;
}

bool export_long_finish(struct export_long *file, struct err *err)
{
	char more;

	if (file->count > 0 && !long_flush(file, err))
		return false;
	bool same = file->new < 0 && file->old >= 0 && file_read_all(file->old, &more, 1) == 0;
	if (!same && file->new < 0 && !long_part(file))
		return file_failed(err, file->part);
	return same || fsync(file->new) == 0 || file_failed(err, file->part);
}

bool export_long_place(struct export_long *file, bool *wrote, struct err *err)
{
	*wrote = file->new >= 0;
	long_close(file);
	return !*wrote || rename(file->part, file->path) == 0 || file_failed(err, file->path);
}
