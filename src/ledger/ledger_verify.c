/* ledger_verify.c -- the whole log checked from its rows, and each fault named.
 *
 * Reads every event once. A row's body, salt and entry must say the same; where they
 * do not, the tile's hash tells which of them was changed. What cannot be named from
 * one row (whole rows put in the place of others, a cut tail) comes out of the
 * trees: audit.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "ledger/audit.h"
#include "ledger/inside.h"
#include "ledger/rows.h"
#include "store/db.h"

struct verify {
	struct ledger *ledger;
	struct arena *arena; /* for the present part of rows */
	struct audit *audits;
	size_t logs;
	struct audit_faults *faults;
	int64_t next; /* the event that must come now */
};

#define verify_tell(verify, code, ...) audit_tell((verify)->faults, code, __VA_ARGS__)

static bool verify_reach(struct verify *verify, int64_t seq, struct err *err)
{
	for (size_t log = 0; log < verify->logs; log++) {
		if (!audit_reach(&verify->audits[log], seq, err))
			return false;
	}
	return true;
}

/* Puts the event's entry into each tree; an empty entry stands for a missing event. */
static bool verify_put(struct verify *verify, int64_t seq, str entry, struct err *err)
{
	for (size_t log = 0; log < verify->logs; log++) {
		digest leaf = merkle_leaf((enum digest_kind)log, entry);
		if (!audit_put(&verify->audits[log], seq, entry.n > 0 ? &leaf : NULL, err))
			return false;
	}
	return true;
}

/* Events verify->next .. seq-1 are not there. */
static bool verify_gap(struct verify *verify, int64_t seq, struct err *err)
{
	int64_t first = verify->next;

	if (seq == first)
		return true;
	if (seq == first + 1)
		verify_tell(verify, "ledger.missing", "第 %lld 号事件不见了", (long long)first);
	else
		verify_tell(verify, "ledger.missing", "第 %lld 至 %lld 号事件不见了，共 %lld 件",
		            (long long)first, (long long)seq - 1, (long long)(seq - first));
	verify->next = seq;
	if (seq - first > AUDIT_HOLE_MAX) {
		for (size_t log = 0; log < verify->logs; log++)
			verify->audits[log].broken = true;
		return verify_reach(verify, seq - seq % MERKLE_TILE, err);
	}
	for (int64_t i = first; i < seq; i++) {
		if (!verify_reach(verify, i, err) || !verify_put(verify, i, STR(""), err))
			return false;
	}
	return true;
}

/* Private values against the commitments in the body. No row: erased, which is lawful. */
static void verify_private(struct verify *verify, const struct row *row, struct event *event,
                           const digest *commitments)
{
	struct err wrong = { .kind = ERR_NONE };
	long long seq = row->seq;
	digest key;

	if (!row->has_private)
		return;
	if (row->private_key.n != sizeof(key.at) || event->hidden_count == 0 ||
	    !event_read_hidden(verify->arena, row->private_body, event, &wrong)) {
		verify_tell(verify, "ledger.private",
		            "第 %lld 号事件的不公开内容不成样子，被改动过", seq);
		return;
	}
	memcpy(key.at, row->private_key.at, sizeof(key.at));
	for (size_t i = 0; i < event->hidden_count; i++) {
		const struct pair *hidden = &event->hidden[i];
		bool there = hidden->value.at != NULL;
		digest made = there ? leaf_commit_field(&key, hidden->id, hidden->value) : key;
		if (!there || !digest_eq(made, commitments[i]))
			verify_tell(verify, "ledger.private",
			            "第 %lld 号事件的不公开字段“%.*s”%s", seq, PSTR(hidden->id),
			            there ? "与正文里的承诺不符：内容被改动" : "的内容不见了");
	}
}

/* Is this row, which has no private values, in order by itself? The commitment vouches for
 * every byte of the body, so only what the entry and the row repeat of it is read. */
static bool verify_at_sight(const struct row *row)
{
	struct event_head head;
	struct leaf leaf;
	digest salt;

	if (row->has_private || row->salt.n != sizeof(salt.at) || !leaf_read(row->entry, &leaf))
		return false;
	memcpy(salt.at, row->salt.at, sizeof(salt.at));
	return digest_eq(leaf_commit(&salt, row->body), leaf.commitment) &&
	       event_read_head(row->body, &head) && head.kind == leaf.kind &&
	       head.recorded == leaf.recorded && str_eq(head.procedure, leaf.procedure) &&
	       str_eq(head.procedure, row->procedure) && head.serial == row->record;
}

/* The entry that this body and salt make; empty when they are no body and salt. */
static str verify_make_entry(struct verify *verify, const struct row *row)
{
	struct err wrong = { .kind = ERR_NONE };
	unsigned char *bytes = arena_take(verify->arena, LEAF_BYTES_MAX);
	struct event event;
	digest *commitments, salt;

	if (row->salt.n != sizeof(salt.at) ||
	    !event_read(verify->arena, row->body, &event, &commitments, &wrong))
		return STR("");
	memcpy(salt.at, row->salt.at, sizeof(salt.at));
	struct leaf leaf = { event.kind, event.recorded, event.procedure,
		             leaf_commit(&salt, row->body) };
	if (!str_eq(row->procedure, event.procedure) || row->record != event.serial)
		verify_tell(verify, "ledger.column", "第 %lld 号事件登记的事项或记录号与正文不同",
		            (long long)row->seq);
	verify_private(verify, row, &event, commitments);
	return (str){ (const char *)bytes, leaf_write(&leaf, bytes) };
}

/* Body and entry of a row differ: tells which was changed, and gives the entry to go on
 * with (empty: take the tile's word). */
static str verify_differing(struct verify *verify, const struct row *row, str made)
{
	const struct audit *audit = &verify->audits[0];
	digest leaf = merkle_leaf(DIGEST_SHA256, made);
	long long seq = row->seq;
	int64_t other = made.n > 0 ? audit_find(audit, row->seq, leaf) : -1;

	if (made.n > 0 && other == row->seq) {
		verify_tell(verify, "ledger.entry",
		            "第 %lld 号事件登记的账目被改动（正文与账页相符）", seq);
		return made;
	}
	if (other >= 0)
		verify_tell(verify, "ledger.swapped",
		            "第 %lld 号位置上放的是第 %lld 号事件的正文：次序被调换", seq,
		            (long long)other);
	else
		verify_tell(verify, "ledger.body", "第 %lld 号事件的承诺与%s不符：正文或盐被改动",
		            seq, audit->has_tile ? "账页" : "登记的账目");
	if (audit_is_kept(audit, row->seq, merkle_leaf(DIGEST_SHA256, row->entry)))
		return row->entry;
	return audit->has_tile ? STR("") : row->entry;
}

static bool verify_row(struct verify *verify, const struct row *row, struct err *err)
{
	if (row->seq < 0) {
		verify_tell(verify, "ledger.extra", "有一件编号为 %lld 的事件，不属于账本",
		            (long long)row->seq);
		return true;
	}
	if (!verify_gap(verify, row->seq, err) || !verify_reach(verify, row->seq, err))
		return false;
	verify->next = row->seq + 1;
	if (verify_at_sight(row))
		return verify_put(verify, row->seq, row->entry, err);
	str made = verify_make_entry(verify, row);
	str entry = made.n > 0 && str_eq(made, row->entry) ? made
	                                                   : verify_differing(verify, row, made);
	return verify_put(verify, row->seq, entry, err);
}

static bool verify_rows(struct verify *verify, struct err *err)
{
	struct row *rows = arena_make(verify->arena, struct row, ROWS_PART);
	int64_t from = INT64_MIN;
	size_t count;

	for (;;) {
		struct arena_mark mark = arena_mark(verify->arena);
		if (!rows_read(verify->arena, verify->ledger->db, from, INT64_MAX, rows, &count,
		               err))
			return false;
		for (size_t i = 0; i < count; i++) {
			struct arena_mark row = arena_mark(verify->arena);
			if (!verify_row(verify, &rows[i], err))
				return false;
			arena_rewind(verify->arena, row);
		}
		if (count == 0)
			return true;
		from = rows[count - 1].seq + 1;
		arena_rewind(verify->arena, mark);
	}
}

/* Rows that belong to nothing. */
static bool verify_strays(struct verify *verify, struct err *err)
{
	struct db_rows rows;
	int64_t tiles = 0;

	if (!db_ask(verify->ledger->db, &rows,
	            "SELECT p.seq FROM private p LEFT JOIN event e ON e.seq = p.seq"
	            " WHERE e.seq IS NULL ORDER BY p.seq", NO_VALUES, err))
		return false;
	while (db_next(&rows))
		verify_tell(verify, "ledger.private", "有不公开内容指向不存在的第 %lld 号事件",
		            (long long)db_int(&rows, 0));
	if (!db_done(&rows))
		return false;
	if (!db_ask(verify->ledger->db, &rows, "SELECT COUNT(*) FROM tile", NO_VALUES, err))
		return false;
	while (db_next(&rows))
		tiles = db_int(&rows, 0);
	if (!db_done(&rows))
		return false;
	for (size_t log = 0; log < verify->logs; log++) {
		if (verify->audits[log].broken)
			return true; /* not all tiles were looked for */
		tiles -= verify->audits[log].tiles_found;
	}
	if (tiles > 0)
		verify_tell(verify, "ledger.tile", "多出 %lld 页不该有的账页", (long long)tiles);
	return true;
}

static bool verify_all(struct verify *verify, struct arena *life, struct err *err)
{
	for (size_t log = 0; log < verify->logs; log++) {
		if (!audit_begin(&verify->audits[log], life, verify->ledger, (int)log,
		                 verify->faults, err))
			return false;
	}
	if (!verify_rows(verify, err) || !verify_gap(verify, verify->ledger->size, err) ||
	    !verify_strays(verify, err))
		return false;
	for (size_t log = 0; log < verify->logs; log++)
		audit_end(&verify->audits[log], log > 0 && verify->audits[0].accused);
	return true;
}

bool ledger_verify(struct ledger *ledger,
                   void (*fault)(void *with, const char *code, const char *text), void *with,
                   int64_t *faults, struct err *err)
{
	struct audit_faults told = { fault, with, 0 };
	struct verify verify = { .ledger = ledger, .logs = ledger->logs, .faults = &told };
	struct arena *life = arena_new(LIMIT_ARENA_COMMAND);

	verify.arena = arena_new(LIMIT_ARENA_COMMAND);
	verify.audits = arena_make(life, struct audit, ledger->logs);
	bool done = verify_all(&verify, life, err);
	arena_end(verify.arena);
	arena_end(life);
	if (done)
		*faults = told.count;
	return done;
}
