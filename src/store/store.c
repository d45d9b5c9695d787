/* store.c -- opens a store by its address, and keeps its tables at the program's version.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/store.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "store/db_sqlite.h"
#include "store/migrate.h"
#include "store/server.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
	struct arena *arena; /* borrows */
	const char *folder;
	const char *path; /* of guiju.db */
	struct address address;
	int lock;
};

static bool refuse_system(const char *path, const char *what, struct err *err)
{
	err_set(err, ERR_STORE, "store.open", "%s", what);
	err_where(err, "%s", path);
	return err_detail(err, "%s", strerror(errno));
}

static bool refuse_busy(const struct place *place, int file, struct err *err)
{
	char owner[24] = "";
	ssize_t n = pread(file, owner, sizeof owner - 1, 0);

	err_set(err, ERR_CONFLICT, "store.busy", "另一个 guiju 正在写这个库%s%.*s%s",
	        n > 0 ? "（进程号 " : "", n > 0 ? (int)n : 0, owner, n > 0 ? "）" : "");
	err_where(err, "%s", place->folder);
	return err_fix(err, "请等它结束后重试；同一时间只能有一个程序写库");
}

/* The lock goes with its descriptor, so a killed writer leaves none behind. The number
 * in the file is for people only. */
static bool take_lock(struct place *place, struct err *err)
{
	str path = arena_printf(place->arena, "%s/lock", place->folder);
	int file = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	bool taken;

	if (file < 0)
		return refuse_system(path.at, "写锁文件打不开", err);
	if (flock(file, LOCK_EX | LOCK_NB) != 0) {
		taken = errno != EWOULDBLOCK ? refuse_system(path.at, "写锁取不到", err)
		                             : refuse_busy(place, file, err);
		close(file);
		return taken;
	}
	if (ftruncate(file, 0) == 0)
		(void)!dprintf(file, "%d", (int)getpid());
	place->lock = file;
	return true;
}

static bool make_folders(const struct place *place, struct err *err)
{
	return file_make_dir(place->folder, 0700, err) &&
	       file_make_dir(arena_printf(place->arena, "%s/keys", place->folder).at, 0700, err) &&
	       file_make_dir(arena_printf(place->arena, "%s/files", place->folder).at, 0700, err);
}

/* An empty file that only its owner may read; SQLite gives its log the same rights. */
static bool make_file(const struct place *place, struct err *err)
{
	int file = open(place->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file >= 0) {
		close(file);
		return true;
	}
	if (errno != EEXIST)
		return refuse_system(place->path, "库文件建不成", err);
	err_set(err, ERR_CONFLICT, "store.exists", "这个文件夹里已经有一个库");
	err_where(err, "%s", place->folder);
	return err_fix(err, "请换一个文件夹；已有的库直接使用即可");
}

/* Back to an empty folder, when the tables could not be made. */
static void remove_file(const struct place *place)
{
	unlink(place->path);
	unlink(arena_printf(place->arena, "%s-wal", place->path).at);
	unlink(arena_printf(place->arena, "%s-shm", place->path).at);
}

static bool refuse_other(struct err *err)
{
	err_set(err, ERR_STORE, "store.corrupt", "库文件是空的，或不是本程序的库");
	return err_fix(err, "请核对路径；若本来是库，从备份恢复，再用 guiju verify 核对");
}

/* No tables of ours are put into an emptied file or another program's. */
static bool is_ours(struct db *db, struct err *err)
{
	struct db_rows rows;
	bool found;

	if (!db_ask(db, &rows, "SELECT 1 FROM sqlite_master WHERE name = 'migration'", NO_VALUES,
	            err))
		return false;
	found = db_next(&rows);
	return db_done(&rows) && (found || refuse_other(err));
}

/* Before SQLite writes its first page into it. */
static bool is_filled(const char *path, struct err *err)
{
	struct stat info;

	if (stat(path, &info) != 0 || info.st_size > 0)
		return true;
	refuse_other(err);
	return err_where(err, "%s", path);
}

/* `made`: the file is new, and still empty. */
static bool open_tables(struct place *place, bool may_write, bool made, struct db *db,
                        struct err *err)
{
	enum db_sqlite_mode mode = may_write ? DB_SQLITE_WRITE : DB_SQLITE_READ;
	str schema = arena_printf(place->arena, "%.*s/schema", PSTR(file_home(place->arena)));
	struct db opened;

	if (!db_sqlite_open(place->arena, place->path, mode, place->lock, &opened, err)) {
		err_where(err, "%s", place->path);
		return false;
	}
	place->lock = -1; /* the database's now */
	if (!(made || is_ours(&opened, err)) ||
	    !migrate_apply(place->arena, &opened, schema.at, may_write, err)) {
		db_close(&opened);
		return err_where(err, "%s", place->path);
	}
	*db = opened;
	return true;
}

/* The lock in the folder keeps a second writer with the same keys out; the server's own
 * keeps out those who hold another copy of the folder. */
static bool open_server(struct place *place, enum store_mode mode, struct db *db, struct err *err)
{
	if ((mode == STORE_CREATE && !make_folders(place, err)) ||
	    (mode != STORE_READ && !take_lock(place, err)))
		return false;
	if (!server_open(place->arena, &place->address, mode, place->lock, db, err))
		return err_where(err, "%s", place->folder);
	place->lock = -1; /* the database's now */
	return true;
}

static bool create(struct place *place, struct db *db, struct err *err)
{
	if (!make_folders(place, err) || !take_lock(place, err) || !make_file(place, err))
		return false;
	if (open_tables(place, true, true, db, err))
		return true;
	remove_file(place);
	return false;
}

static bool refuse_missing(const struct place *place, struct err *err)
{
	if (errno == EACCES) {
		refuse_system(place->folder, "没有权限进入库的文件夹", err);
		return err_fix(err, "请以这个库的主人运行");
	}
	err_set(err, ERR_UNKNOWN, "store.missing", "这里没有库");
	err_where(err, "%s", place->folder);
	return err_fix(err, "请先建库：guiju init %s", place->folder);
}

bool store_open(struct arena *arena, const char *folder, enum store_mode mode, struct db *db,
                struct err *err)
{
	struct place place = { .arena = arena, .folder = folder, .lock = -1 };
	bool opened;

	place.path = arena_printf(arena, "%s/guiju.db", folder).at;
	if (!address_read(arena, folder, &place.address, err))
		return false;
	if (place.address.url != NULL)
		opened = open_server(&place, mode, db, err);
	else if (mode == STORE_CREATE)
		opened = create(&place, db, err);
	else if (!file_exists(place.path))
		opened = refuse_missing(&place, err);
	else
		opened = is_filled(place.path, err) &&
		         (mode == STORE_READ || take_lock(&place, err)) &&
		         open_tables(&place, mode == STORE_WRITE, false, db, err);
	if (place.lock >= 0)
		close(place.lock);
	return opened;
}

bool store_open_scratch(struct arena *arena, struct db *db, struct err *err)
{
	str schema = arena_printf(arena, "%.*s/schema", PSTR(file_home(arena)));
	struct db opened;

	if (!db_sqlite_open(arena, "", DB_SQLITE_SCRATCH, -1, &opened, err))
		return false;
	if (!migrate_apply(arena, &opened, schema.at, true, err)) {
		db_close(&opened);
		return false;
	}
	*db = opened;
	return true;
}
