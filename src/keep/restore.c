/* restore.c -- a store made from a backup: the same log where nothing is lost, else a new one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "keep/restore.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "engine/inspect.h"
#include "keep/copy.h"
#include "keep/restore_log.h"
#include "ledger/ledger.h"
#include "store/making.h"
#include "store/store.h"

#define BASIS STR("《数据安全法》第二十七条")

/* ---- the files ---- */

/* Copied, then digested where they are now: what was copied is what is checked. */
static bool copy_files(struct arena *arena, const struct restore_ask *ask, const char *beside,
                       const struct manifest *manifest, struct err *err)
{
	for (size_t i = 0; i < manifest->file_count; i++) {
		struct arena_mark mark = arena_mark(arena);
		const struct manifest_file *file = &manifest->files[i];

		if (!copy_file(copy_path(arena, ask->backup, file->path.at),
		               copy_path(arena, beside, file->path.at), err) ||
		    !manifest_check(arena, beside, file, err))
			return false;
		arena_rewind(arena, mark);
	}
	return true;
}

static bool add_keys(struct arena *arena, const struct restore_ask *ask, const char *beside,
                     struct err *err)
{
	const char *to;
	str *names;
	size_t count;

	if (ask->keys == NULL)
		return true;
	if (!file_list(arena, ask->keys, ".secret", &names, &count, err))
		return false;
	if (count == 0) {
		err_set(err, ERR_UNKNOWN, "restore.keys", "这个文件夹里没有密钥（*.secret）");
		return err_where(err, "%s", ask->keys);
	}
	for (size_t i = 0; i < count; i++) {
		to = copy_path(arena, beside, arena_printf(arena, "keys/%.*s", PSTR(names[i])).at);
		(void)unlink(to); /* the one of the backup */
		if (!copy_file(copy_path(arena, ask->keys, names[i].at), to, err))
			return false;
	}
	return true;
}

static bool inspect(struct arena *arena, const struct restore_ask *ask, const char *beside,
                    bool quick, struct err *err)
{
	struct inspection found;

	if (!inspect_store(arena, beside, quick, ask->listener, &found, err))
		return false;
	if (found.faults == 0)
		return true;
	err_set(err, ERR_TAMPERED, "backup.faults", "恢复出来的库核对不过：%lld 处，没有留下",
	        (long long)found.faults);
	err_where(err, "%s", ask->backup);
	return err_fix(err, "请换用另一份备份");
}

/* ---- may the old log go on? ---- */

static bool refuse_head(const char *path, const struct checkpoint *head, struct err *err)
{
	err_set(err, ERR_TAMPERED, "restore.fork",
	        "这份检查点与备份同名同钥，前 %llu 条却不同：账本分叉过，备份不是它的旧本",
	        (unsigned long long)head->size);
	err_where(err, "%s", path);
	return err_fix(err, "请停下来，把检查点和备份都留好，查明哪一份是真的");
}

/* The greatest head that was shown. */
static bool look_at_heads(struct arena *arena, const struct restore_ask *ask,
                          struct ledger *ledger, struct restore_done *done, struct err *err)
{
	enum ledger_relation relation;
	struct checkpoint head;
	const char *path;
	str note;

	done->known = -1;
	for (size_t i = 0; i < ask->head_count; i++) {
		path = ask->heads[i];
		if (file_is_dir(path))
			path = copy_path(arena, path, "checkpoint");
		if (!file_read(arena, path, (size_t)1 << 20, &note, err))
			return false;
		if (!ledger_relate(ledger, arena, note, &head, &relation, err))
			return err_where(err, "%s", path);
		if (relation == LEDGER_FORKED)
			return refuse_head(path, &head, err);
		if ((int64_t)head.size > done->known)
			done->known = (int64_t)head.size;
	}
	done->lost = done->known < 0 ? -1
	             : done->known > ledger_size(ledger) ? done->known - ledger_size(ledger)
	                                                 : 0;
	return true;
}

/* Who asks for the old log's name must show that nothing given away is missing. */
static bool check_same_log(const struct restore_ask *ask, const struct restore_done *done,
                           struct err *err)
{
	if (!ask->same_log || done->lost == 0)
		return true;
	if (done->lost > 0)
		err_set(err, ERR_REFUSED, "restore.lost",
		        "这份备份旧了：已公布的检查点有 %lld 条，备份只有 %lld 条，"
		        "不能用原来的账名续记",
		        (long long)done->known, (long long)(done->known - done->lost));
	else
		err_set(err, ERR_REFUSED, "restore.head",
		        "要用原来的账名续记，须出示最后公布的检查点，证明备份之后没有丢失");
	err_rule(err, BASIS);
	if (done->lost > 0)
		return err_fix(err, "换用更新的备份；没有时去掉 --same-log，恢复成一本新账");
	return err_fix(err, "加上 --known 检查点；没有时去掉 --same-log");
}

/* ---- all of it ---- */

static bool read_old(struct arena *arena, const struct restore_ask *ask, const char *beside,
                     struct restore_done *done, struct err *err)
{
	struct ledger *ledger;
	struct db db;
	bool good;

	if (!store_open(arena, beside, STORE_READ, &db, err))
		return false;
	good = ledger_open(arena, &db, beside, NULL, &ledger, err) &&
	       look_at_heads(arena, ask, ledger, done, err) && check_same_log(ask, done, err);
	done->new_log = !ask->same_log;
	db_close(&db);
	return good;
}

/* The lock of the making gives way to that of a store that is written. */
static bool let_writer_in(struct arena *arena, const char *beside)
{
	(void)unlink(copy_path(arena, beside, "lock"));
	return true;
}

static bool fill(struct arena *arena, const struct restore_ask *ask, const char *beside,
                 struct restore_done *done, struct err *err)
{
	const struct manifest *manifest = &done->manifest;

	return copy_begin(arena, beside, err) &&
	       copy_files(arena, ask, beside, manifest, err) && add_keys(arena, ask, beside, err) &&
	       inspect(arena, ask, beside, ask->quick || !manifest->papers, err) &&
	       read_old(arena, ask, beside, done, err) && let_writer_in(arena, beside) &&
	       restore_log(arena, ask, beside, done, err) &&
	       inspect(arena, ask, beside, true, err) && copy_sync(arena, beside, false, err);
}

bool restore_make(struct arena *arena, const struct restore_ask *ask, struct restore_done *done,
                  struct err *err)
{
	const char *beside;

	*done = (struct restore_done){ .known = -1, .lost = -1 };
	if (!manifest_read(arena, ask->backup, &done->manifest, err) ||
	    !making_begin(arena, ask->store, &beside, err))
		return false;
	if (!fill(arena, ask, beside, done, err)) {
		making_abandon(arena, beside);
		return false;
	}
	return making_finish(arena, beside, ask->store, err);
}
