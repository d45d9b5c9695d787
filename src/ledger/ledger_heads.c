/* ledger_heads.c -- the signed heads of the log: rows, checkpoint files, and what they forbid.
 *
 * A head is signed over committed events. Its file is made durable first, its row
 * second: so a file that is older than the last row, or missing, was put there or
 * taken away by somebody; a file that is newer is what a crash leaves behind.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "store/db.h"

#define HEAD_FILE_MAX ((size_t)1 << 20)

static const char *head_path(const struct ledger *ledger, struct arena *arena, int log)
{
	return arena_printf(arena, "%s/checkpoint%s", ledger->folder, log == 0 ? "" : ".sm3").at;
}

bool ledger_heads_last(struct ledger *ledger, struct arena *arena, int log,
                       struct ledger_head *head, struct err *err)
{
	struct ledger_head last = { .found = false };
	struct db_rows rows;

	if (!db_ask(ledger->db, &rows,
	            "SELECT size, note FROM head WHERE log = ?1 AND size > ?2 "
	            "ORDER BY size DESC LIMIT 1",
	            VALUES(DB_INT(log), DB_INT(ledger->since)), err))
		return false;
	while (db_next(&rows)) {
		last.found = true;
		last.size = db_int(&rows, 0);
		last.note = arena_copy(arena, db_text(&rows, 1));
	}
	if (!db_done(&rows))
		return false;
	*head = last;
	return true;
}

static bool head_read_file(struct ledger *ledger, struct arena *arena, int log,
                           struct ledger_head *head, struct err *err)
{
	const char *path = head_path(ledger, arena, log);

	*head = (struct ledger_head){ .found = file_exists(path) };
	return !head->found || file_read(arena, path, HEAD_FILE_MAX, &head->note, err);
}

bool ledger_heads_before(struct ledger *ledger, struct err *err)
{
	for (int log = 0; ledger->folder != NULL && log < LEDGER_LOGS; log++) {
		if (!head_read_file(ledger, ledger->arena, log, &ledger->before[log], err))
			return false;
	}
	return true;
}

bool ledger_heads_file(struct ledger *ledger, struct arena *arena, int log,
                       struct ledger_head *head, struct err *err)
{
	const struct ledger_head *before = &ledger->before[log];

	if (!head_read_file(ledger, arena, log, head, err))
		return false;
	if (head->found != before->found || !str_eq(head->note, before->note)) {
		*head = *before;
		head->moved = true;
	}
	return true;
}

bool ledger_heads_signed(struct ledger *ledger, struct arena *arena, int log, str *note,
                         struct err *err)
{
	struct db_rows rows;
	str found = STR("");

	if (!db_ask(ledger->db, &rows, "SELECT note FROM head WHERE log = ?1 AND size = ?2",
	            VALUES(DB_INT(log), DB_INT(ledger->signed_size)), err))
		return false;
	while (db_next(&rows))
		found = arena_copy(arena, db_text(&rows, 0));
	if (!db_done(&rows))
		return false;
	if (found.n == 0) {
		err_set(err, ERR_UNKNOWN, "ledger.unsigned", "账本还没有签过名");
		return err_fix(err, "请先办一步或走一次时钟（guiju tick），由程序签名");
	}
	*note = found;
	return true;
}

static bool head_differs(struct err *err, const char *what, const char *text)
{
	err_set(err, ERR_TAMPERED, "ledger.rollback", "%s", text);
	err_where(err, "%s", what);
	return err_fix(err, "请停止办理，运行 guiju verify 查明；若刚恢复过备份，请换用更新的备份");
}

/* Opens the note and compares it with the tree; fills head->size. */
static bool head_agrees(struct ledger *ledger, int log, struct ledger_head *head,
                        const char *what, struct err *err)
{
	struct checkpoint checkpoint;
	digest root;
	char text[200];

	if (!checkpoint_open(ledger->scratch, head->note, &ledger->keys[log], &checkpoint, err))
		return err_where(err, "%s", what);
	if (checkpoint.size > (uint64_t)ledger->size) {
		snprintf(text, sizeof(text),
		         "账本只有 %lld 条，而已签名的是 %lld 条：账本被截短或换成了旧的",
		         (long long)ledger->size, (long long)checkpoint.size);
		return head_differs(err, what, text);
	}
	if (!tree_root_at(&ledger->trees[log], checkpoint.size, &root, err))
		return false;
	if (!digest_eq(root, checkpoint.root)) {
		snprintf(text, sizeof(text), "账本前 %lld 条与签名不符：签名之后有内容被改动",
		         (long long)checkpoint.size);
		return head_differs(err, what, text);
	}
	head->size = (int64_t)checkpoint.size;
	return true;
}

static bool head_check_log(struct ledger *ledger, int log, struct err *err)
{
	struct ledger_head row, file;
	const char *path = head_path(ledger, ledger->scratch, log);

	if (!ledger_heads_last(ledger, ledger->scratch, log, &row, err) ||
	    !ledger_heads_file(ledger, ledger->scratch, log, &file, err) ||
	    (row.found && !head_agrees(ledger, log, &row, "数据库里最后的签名", err)) ||
	    (file.found && !head_agrees(ledger, log, &file, path, err)))
		return false;
	if (log == 0)
		ledger->signed_size = row.found ? row.size : 0;
	if (row.found && !file.found && !file.moved) {
		err_set(err, ERR_TAMPERED, "ledger.checkpoint", "账本签过名，检查点文件却不见了");
		err_where(err, "%s", path);
		return err_fix(err, "请从备份或公开处取回这个文件，再运行 guiju verify");
	}
	/* An older file that agrees came from a backup: bring it up to date. */
	if (row.found && file.size < row.size && ledger->chance != NULL)
		return file_write(path, row.note, 0644, err);
	return true;
}

bool ledger_heads_check(struct ledger *ledger, struct err *err)
{
	for (size_t log = 0; ledger->folder != NULL && log < ledger->logs; log++) {
		if (!head_check_log(ledger, (int)log, err))
			return false;
	}
	return true;
}

/* Signing */

static bool head_sign(struct ledger *ledger, int log, str *note, struct err *err)
{
	const struct note_key *key = &ledger->keys[log];
	struct checkpoint checkpoint = { key->name, (uint64_t)ledger->size,
		                         ledger_root(ledger, (enum digest_kind)log) };
	str text = checkpoint_write(ledger->scratch, &checkpoint);

	return note_sign(ledger->scratch, text, key, 1, note, err) &&
	       file_write(head_path(ledger, ledger->scratch, log), *note, 0644, err);
}

static bool head_write_row(struct ledger *ledger, int log, str note, struct err *err)
{
	digest root = ledger_root(ledger, (enum digest_kind)log);

	return db_run(ledger->db,
	              "INSERT INTO head (log, size, root, note) VALUES (?1, ?2, ?3, ?4)",
	              VALUES(DB_INT(log), DB_INT(ledger->size), DB_BLOB(digest_bytes(&root)),
	                     DB_BLOB(note)),
	              err);
}

static bool head_write_rows(struct ledger *ledger, const str *notes, struct err *err)
{
	for (size_t log = 0; log < ledger->logs; log++) {
		if (!head_write_row(ledger, (int)log, notes[log], err))
			return false;
	}
	return true;
}

static bool head_sign_all(struct ledger *ledger, struct err *err)
{
	str notes[LEDGER_LOGS];

	/* The twin first: a reader who sees the new checkpoint finds its twin beside it. */
	for (size_t log = ledger->logs; log-- > 0;) {
		if (!head_sign(ledger, (int)log, &notes[log], err))
			return false;
	}
	if (!db_begin(ledger->db, err))
		return false;
	if (head_write_rows(ledger, notes, err) && db_commit(ledger->db, err))
		return true;
	if (ledger->db->in_transaction)
		db_rollback(ledger->db);
	return false;
}

bool ledger_sign(struct ledger *ledger, struct err *err)
{
	struct arena_mark mark = arena_mark(ledger->scratch);

	assert(!ledger->db->in_transaction && ledger->chance != NULL && !ledger->doubted);
	if (ledger->folder == NULL || ledger->size == ledger->signed_size)
		return true;
	bool done = head_sign_all(ledger, err);
	if (done)
		ledger->signed_size = ledger->size;
	arena_rewind(ledger->scratch, mark);
	return done;
}
