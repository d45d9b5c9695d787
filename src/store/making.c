/* making.c -- a new store is made beside its place, and takes it when it is whole.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/making.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

static const char *path_in(struct arena *arena, const char *folder, const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name).at;
}

/* The plain files of a folder, and the folder if that emptied it. */
static void empty_folder(struct arena *arena, const char *folder)
{
	struct err ignored = { 0 };
	str *names;
	size_t count;

	if (!file_is_dir(folder) || !file_list(arena, folder, "", &names, &count, &ignored))
		return;
	for (size_t i = 0; i < count; i++)
		(void)unlink(path_in(arena, folder, names[i].at));
	(void)rmdir(folder);
}

void making_abandon(struct arena *arena, const char *beside)
{
	empty_folder(arena, path_in(arena, beside, "keys"));
	empty_folder(arena, path_in(arena, beside, "files"));
	empty_folder(arena, beside);
}

static bool refuse_full(const char *folder, const char *what, struct err *err)
{
	err_set(err, ERR_CONFLICT, "store.exists", "%s", what);
	err_where(err, "%s", folder);
	return err_fix(err, "请换一个还不存在的文件夹；已有的库直接使用即可");
}

/* Is the program that made `beside` still at it? */
static bool is_busy(struct arena *arena, const char *beside)
{
	int file = open(path_in(arena, beside, "lock"), O_RDWR | O_CLOEXEC);
	bool busy = file >= 0 && flock(file, LOCK_EX | LOCK_NB) != 0;

	if (file >= 0)
		close(file);
	return busy;
}

static bool clear_beside(struct arena *arena, const char *beside, struct err *err)
{
	if (is_busy(arena, beside)) {
		err_set(err, ERR_CONFLICT, "store.busy", "另一个 guiju 正在这里建库");
		err_where(err, "%s", beside);
		return err_fix(err, "请等它结束");
	}
	making_abandon(arena, beside);
	return !file_exists(beside) || refuse_full(beside, "建库要用的临时文件夹里有别的文件", err);
}

/* Only an empty folder can be replaced. */
static bool check_place(struct arena *arena, const char *folder, struct err *err)
{
	str *names;
	size_t count = 0;

	if (!file_exists(folder))
		return true;
	if (file_exists(path_in(arena, folder, "guiju.db")) ||
	    file_exists(path_in(arena, folder, "database")))
		return refuse_full(folder, "这个文件夹里已经有一个库", err);
	if (!file_is_dir(folder))
		return refuse_full(folder, "这里已经有一个同名的文件", err);
	if (!file_list(arena, folder, "", &names, &count, err))
		return false;
	return count == 0 || refuse_full(folder, "这个文件夹不是空的", err);
}

bool making_begin(struct arena *arena, const char *folder, const char **beside, struct err *err)
{
	str name = str_of(folder);

	if (name.n == 0) {
		err_set(err, ERR_INVALID, "store.name", "没有写库的文件夹");
		return err_fix(err, "例如：/srv/guiju/jyg");
	}
	while (name.n > 1 && name.at[name.n - 1] == '/')
		name.n--;
	*beside = arena_printf(arena, "%.*s.init", PSTR(name)).at;
	return check_place(arena, folder, err) && clear_beside(arena, *beside, err);
}

static bool sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

static bool sync_parent(struct arena *arena, const char *folder)
{
	str path = str_of(folder);

	while (path.n > 1 && path.at[path.n - 1] == '/')
		path.n--;
	while (path.n > 0 && path.at[path.n - 1] != '/')
		path.n--;
	return sync_folder(path.n > 0 ? arena_cstr(arena, path) : ".");
}

bool making_finish(struct arena *arena, const char *beside, const char *folder, struct err *err)
{
	if (sync_folder(beside) && rename(beside, folder) == 0 && sync_parent(arena, folder))
		return true;
	err_set(err, ERR_STORE, "store.open", "库建好了，但放不到它的位置上");
	err_where(err, "%s", folder);
	err_fix(err, "请换一个还不存在的文件夹");
	return err_detail(err, "%s", strerror(errno));
}
