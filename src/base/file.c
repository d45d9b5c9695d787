/* file.c -- whole files in, whole files out, durably.
 *
 * A descriptor opened while memory is taken is written into the arena with its
 * ending, so that a spent budget (which jumps away) does not leak it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/file.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_STEP ((size_t)64 << 10)

struct holder {
	int fd;   /* -1: closed */
	DIR *dir; /* NULL: closed */
};

static void holder_close(void *thing)
{
	struct holder *holder = thing;
	if (holder->dir != NULL)
		closedir(holder->dir);
	else if (holder->fd >= 0)
		close(holder->fd);
	holder->dir = NULL;
	holder->fd = -1;
}

/* A fault of the file system at `path`; `what` is a whole sentence. */
static bool failed(struct err *err, const char *code, const char *what, const char *path)
{
	int number = errno;
	err_set(err, ERR_STORE, code, "%s", what);
	err_where(err, "%s", path);
	err_fix(err, "请检查磁盘空间、文件权限和路径后重试");
	return err_detail(err, "%s: %s", path, strerror(number));
}

static bool missing(struct err *err, const char *path)
{
	err_set(err, ERR_UNKNOWN, "file.missing", "没有这个文件或文件夹");
	err_where(err, "%s", path);
	return err_fix(err, "请核对路径是否写对");
}

static bool not_a_file(struct err *err, const char *path)
{
	err_set(err, ERR_INVALID, "file.is_folder", "这是一个文件夹，这里要的是文件");
	err_where(err, "%s", path);
	return err_fix(err, "请写出文件夹里的文件");
}

static bool too_long(struct err *err, const char *path, size_t max)
{
	err_set(err, ERR_LIMIT, "file.long", "文件超过 %zu 字节的上限", max);
	err_where(err, "%s", path);
	return err_fix(err, "请把文件分成几份");
}

/* Reads to the end of `fd`, at most one byte more than `max`. Gives -1 on a
 * fault of the system. `room` is a guess of the length. */
static ssize_t read_all(struct arena *arena, int fd, size_t room, size_t max, char **bytes)
{
	size_t n = 0;
	char *at = arena_take(arena, room + 1);
	for (;;) {
		ssize_t got = read(fd, at + n, room - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		n += (size_t)got;
		if (got == 0 || n > max)
			break;
		if (n == room) {
			at = arena_grow(arena, at, room + 1, room + room / 2 + READ_STEP + 1);
			room += room / 2 + READ_STEP;
		}
	}
	at[n] = '\0';
	*bytes = at;
	return (ssize_t)n;
}

bool file_read(struct arena *arena, const char *path, size_t max, str *bytes, struct err *err)
{
	struct holder *holder = arena_make(arena, struct holder, 1);
	holder->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (holder->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return missing(err, path);
	if (holder->fd < 0)
		return failed(err, "file.read", "文件打不开", path);
	arena_at_end(arena, holder_close, holder);
	struct stat info;
	bool known = fstat(holder->fd, &info) == 0 && S_ISREG(info.st_mode);
	if (fstat(holder->fd, &info) == 0 && S_ISDIR(info.st_mode)) {
		holder_close(holder);
		return not_a_file(err, path);
	}
	if (known && (uintmax_t)info.st_size > max) {
		holder_close(holder);
		return too_long(err, path, max);
	}
	size_t room = known && info.st_size > 0 ? (size_t)info.st_size + 1 : READ_STEP;
	char *at = NULL;
	ssize_t n = read_all(arena, holder->fd, room, max, &at);
	int number = errno;
	holder_close(holder);
	errno = number;
	if (n < 0)
		return failed(err, "file.read", "文件读不出来", path);
	if ((size_t)n > max)
		return too_long(err, path, max);
	*bytes = (str){ at, (size_t)n };
	return true;
}

/* The folder of `path` into `out`: "a/b" gives "a", "b" gives ".", "/b" "/". */
static void parent_of(const char *path, char out[PATH_MAX])
{
	str s = str_of(path);
	while (s.n > 1 && s.at[s.n - 1] == '/')
		s.n--;
	while (s.n > 0 && s.at[s.n - 1] != '/')
		s.n--;
	while (s.n > 1 && s.at[s.n - 1] == '/')
		s.n--;
	snprintf(out, PATH_MAX, "%.*s", s.n > 0 ? (int)s.n : 1, s.n > 0 ? s.at : ".");
}

static bool sync_folder_of(const char *path)
{
	char folder[PATH_MAX];
	parent_of(path, folder);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = fsync(fd) == 0;
	int number = errno;
	close(fd);
	errno = number;
	return ok;
}

static bool write_all(int fd, str bytes)
{
	while (bytes.n > 0) {
		ssize_t put = write(fd, bytes.at, bytes.n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes = str_sub(bytes, (size_t)put, bytes.n);
	}
	return true;
}

/* Fills and syncs the temporary file, and closes it in any case. */
static bool fill_temporary(int fd, str bytes, unsigned mode)
{
	bool ok = write_all(fd, bytes) && fchmod(fd, (mode_t)mode) == 0 && fsync(fd) == 0;
	int number = errno;
	bool closed = close(fd) == 0;
	if (!ok)
		errno = number;
	return ok && closed;
}

bool file_write(const char *path, str bytes, unsigned mode, struct err *err)
{
	char temporary[PATH_MAX];
	int n = snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);
	if (n < 0 || (size_t)n >= sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return failed(err, "file.write", "路径太长", path);
	}
	int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return failed(err, "file.write", "文件写不进去", path);
	if (!fill_temporary(fd, bytes, mode) || rename(temporary, path) != 0) {
		int number = errno;
		unlink(temporary);
		errno = number;
		return failed(err, "file.write", "文件写不进去", path);
	}
	if (!sync_folder_of(path))
		return failed(err, "file.write", "文件夹没有落盘", path);
	return true;
}

bool file_exists(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0;
}

bool file_is_dir(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool make_one(const char *path, unsigned mode, struct err *err)
{
	if (file_is_dir(path))
		return true;
	if (mkdir(path, (mode_t)mode) != 0 && !(errno == EEXIST && file_is_dir(path)))
		return failed(err, "file.folder", "文件夹建不起来", path);
	if (!sync_folder_of(path))
		return failed(err, "file.folder", "文件夹没有落盘", path);
	return true;
}

bool file_make_dir(const char *path, unsigned mode, struct err *err)
{
	char part[PATH_MAX];
	size_t n = strlen(path);
	if (n == 0 || n >= sizeof(part)) {
		errno = n == 0 ? ENOENT : ENAMETOOLONG;
		return failed(err, "file.folder", "文件夹的路径不能用", path);
	}
	for (size_t i = 0; i < n; i++) {
		part[i] = path[i];
		part[i + 1] = '\0';
		bool whole = i + 1 == n || path[i + 1] == '/';
		if (whole && path[i] != '/' && !make_one(part, mode, err))
			return false;
	}
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

/* Collects the names; false when the system does not give them. */
static bool read_names(struct arena *arena, DIR *dir, str suffix, str **names, size_t *count)
{
	size_t room = 0;
	for (;;) {
		errno = 0;
		struct dirent *entry = readdir(dir);
		if (entry == NULL)
			return errno == 0;
		str name = str_of(entry->d_name);
		if (!str_ends(name, suffix) || str_eq(name, STR(".")) || str_eq(name, STR("..")))
			continue;
		str kept = arena_copy(arena, name);
		if (*count == room) {
			size_t more = room > 0 ? 2 * room : 16;
			*names = arena_grow(arena, *names, room * sizeof(str), more * sizeof(str));
			room = more;
		}
		(*names)[(*count)++] = kept;
	}
}

bool file_list(struct arena *arena, const char *path, const char *suffix, str **names,
               size_t *count, struct err *err)
{
	struct holder *holder = arena_make(arena, struct holder, 1);
	holder->fd = -1;
	holder->dir = opendir(path);
	if (holder->dir == NULL && (errno == ENOENT || errno == ENOTDIR))
		return missing(err, path);
	if (holder->dir == NULL)
		return failed(err, "file.folder", "文件夹打不开", path);
	arena_at_end(arena, holder_close, holder);
	str *found = arena_make(arena, str, 0);
	size_t n = 0;
	bool ok = read_names(arena, holder->dir, str_of(suffix), &found, &n);
	int number = errno;
	holder_close(holder);
	errno = number;
	if (!ok)
		return failed(err, "file.folder", "文件夹读不出来", path);
	if (n > 1)
		qsort(found, n, sizeof(*found), compare_names);
	*names = found;
	*count = n;
	return true;
}

void file_fill_standard(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			_exit(75);
}

str file_home(struct arena *arena)
{
	const char *told = getenv("GUIJU_HOME");
	if (told != NULL && told[0] != '\0')
		return arena_copy(arena, str_of(told));
	char folder[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	str above = { folder, n > 0 ? (size_t)n : 0 };
	while (above.n > 0) {
		while (above.n > 0 && above.at[above.n - 1] != '/')
			above.n--;
		if (above.n > 0)
			above.n--;
		str probe = arena_printf(arena, "%.*s/calendars", PSTR(above));
		if (file_is_dir(probe.at))
			return arena_copy(arena, above.n > 0 ? above : STR("/"));
		probe = arena_printf(arena, "%.*s/share/guiju", PSTR(above));
		if (file_is_dir(probe.at))
			return probe;
	}
	return STR("/usr/share/guiju");
}
