/* seclog.c -- what happened at the door: rows that are only added, each chained to the last.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/seclog.h"

#include "auth/admin.h"
#include "auth/who.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "store/db.h"

#define SECLOG_DETAIL 1000 /* bytes kept of a detail */

struct head {
	int64_t seq;
	str chain; /* 32 bytes; of row 0: empty */
};

static digest head_mac(const struct auth *auth, str seq, str chain)
{
	const str parts[] = { seq, chain };

	return auth_mac(auth, "log head", parts, countof(parts));
}

static bool head_broken(struct err *err)
{
	err_set(err, ERR_TAMPERED, "seclog.head", "安全日志的末端标记不对，或不是本库密钥所签");
	return err_fix(err, "停止使用，保留现状，由审计管理员核查");
}

/* Kept as "SEQ HEX(chain) HEX(mac)"; nothing kept is the head of an empty log. */
static bool read_head(struct auth *auth, struct head *head, struct err *err)
{
	struct head read = { 0 };
	str kept, rest, seq, chain, mac;

	if (!auth_setting(auth, "log_head", &kept, err))
		return false;
	rest = kept;
	if (kept.n > 0) {
		str_cut(&rest, STR(" "), &seq);
		str_cut(&rest, STR(" "), &chain);
		if (!num_read_int(seq, &read.seq) ||
		    !codec_unhex(auth->arena, chain, &read.chain) ||
		    !codec_unhex(auth->arena, rest, &mac))
			return head_broken(err);
		digest want = head_mac(auth, seq, read.chain);

		if (!secret_eq(mac, digest_bytes(&want)))
			return head_broken(err);
	}
	*head = read;
	return true;
}

static bool write_head(struct auth *auth, const struct head *head, struct err *err)
{
	str seq = arena_printf(auth->arena, "%lld", (long long)head->seq);
	digest mac = head_mac(auth, seq, head->chain);

	return auth_put(auth, "log_head",
	                arena_printf(auth->arena, "%.*s %.*s %.*s", PSTR(seq),
	                             PSTR(codec_hex(auth->arena, head->chain)),
	                             PSTR(codec_hex(auth->arena, digest_bytes(&mac)))),
	                err);
}

static digest chain_of(const struct auth *auth, const struct seclog_row *row, str before)
{
	const str parts[] = {
		arena_printf(auth->arena, "%lld %lld %d", (long long)row->seq, (long long)row->at,
		             row->good),
		str_of(row->kind),
		row->person,
		row->actor,
		row->address,
		row->detail,
		before,
	};

	return auth_mac(auth, "log row", parts, countof(parts));
}

/* Text that came from outside: one line of UTF-8, cut. */
static str line_of(struct auth *auth, str text)
{
	char *out = arena_take(auth->arena, text.n + 1);
	size_t n = text.n < SECLOG_DETAIL ? text.n : SECLOG_DETAIL;

	while (n > 0 && n < text.n && ((unsigned char)text.at[n] & 0xc0) == 0x80)
		n--; /* not within a character */
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7f ? ' ' : text.at[i];
	return (str){ out, n };
}

bool seclog_add(struct auth *auth, const struct seclog_row *given, struct err *err)
{
	struct seclog_row row = *given;
	struct head head;
	digest chain;

	assert(auth->db->in_transaction && row.kind != NULL);
	if (!read_head(auth, &head, err))
		return false;
	row.seq = head.seq + 1;
	row.at = auth->now;
	row.person = line_of(auth, row.person);
	row.actor = line_of(auth, row.actor);
	row.address = line_of(auth, row.address);
	row.detail = line_of(auth, row.detail);
	chain = chain_of(auth, &row, head.chain);
	head = (struct head){ row.seq, digest_bytes(&chain) };
	return db_run(auth->db,
	              "INSERT INTO security_log (seq, at, kind, good, person, actor, address, "
	              "detail, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	              VALUES(DB_INT(row.seq), DB_INT(row.at), DB_TEXT(str_of(row.kind)),
	                     DB_INT(row.good), DB_TEXT(row.person), DB_TEXT(row.actor),
	                     DB_TEXT(row.address), DB_TEXT(row.detail), DB_BLOB(head.chain)),
	              err) &&
	       write_head(auth, &head, err);
}

bool seclog_head(struct auth *auth, int64_t *seq, str *chain, struct err *err)
{
	struct head head;

	if (!read_head(auth, &head, err))
		return false;
	*seq = head.seq;
	*chain = codec_hex(auth->arena, head.chain);
	return true;
}

static struct seclog_row row_of(struct auth *auth, struct db_rows *rows)
{
	struct arena *arena = auth->arena;

	return (struct seclog_row){
		.seq = db_int(rows, 0),
		.at = db_int(rows, 1),
		.kind = arena_copy(arena, db_text(rows, 2)).at,
		.good = db_int(rows, 3) != 0,
		.person = arena_copy(arena, db_text(rows, 4)),
		.actor = arena_copy(arena, db_text(rows, 5)),
		.address = arena_copy(arena, db_text(rows, 6)),
		.detail = arena_copy(arena, db_text(rows, 7)),
	};
}

static bool chain_broken(int64_t seq, struct err *err)
{
	err_set(err, ERR_TAMPERED, "seclog.chain", "安全日志第 %lld 行被改动、抽走或插入",
	        (long long)seq);
	return err_fix(err, "停止使用，保留现状，由审计管理员核查");
}

bool seclog_verify(struct auth *auth, int64_t *count, struct err *err)
{
	struct head head, reached = { 0 };
	struct db_rows rows;
	digest chain;
	bool holds = true;

	if (!read_head(auth, &head, err) ||
	    !db_ask(auth->db, &rows,
	            "SELECT seq, at, kind, good, person, actor, address, detail, chain "
	            "FROM security_log ORDER BY seq",
	            NO_VALUES, err))
		return false;
	while (holds && db_next(&rows)) {
		struct arena_mark mark = arena_mark(auth->arena);
		struct seclog_row row = row_of(auth, &rows);
		digest next = chain_of(auth, &row, reached.chain);

		holds = row.seq == reached.seq + 1 &&
		        secret_eq(db_text(&rows, 8), digest_bytes(&next));
		arena_rewind(auth->arena, mark);
		if (!holds)
			break;
		chain = next;
		reached = (struct head){ reached.seq + 1, digest_bytes(&chain) };
	}
	if (!db_done(&rows))
		return false;
	if (!holds)
		return chain_broken(reached.seq + 1, err);
	if (reached.seq != head.seq || !secret_eq(reached.chain, head.chain)) {
		err_set(err, ERR_TAMPERED, "seclog.chain",
		        "安全日志缺了末尾：应有 %lld 行，只有 %lld 行", (long long)head.seq,
		        (long long)reached.seq);
		return err_fix(err, "停止使用，保留现状，由审计管理员核查");
	}
	*count = reached.seq;
	return true;
}

static bool read_rows(struct auth *auth, int64_t from, size_t limit, struct seclog_row **list,
                      size_t *count, struct err *err)
{
	struct db_rows rows;
	size_t n = 0, room = 0;
	struct seclog_row *read = NULL;

	if (!db_ask(auth->db, &rows,
	            "SELECT seq, at, kind, good, person, actor, address, detail "
	            "FROM security_log WHERE seq >= ?1 ORDER BY seq LIMIT ?2",
	            VALUES(DB_INT(from), DB_INT((int64_t)limit)), err))
		return false;
	while (db_next(&rows)) {
		if (n == room) {
			read = arena_grow(auth->arena, read, room * sizeof(*read),
			                  (room * 2 + 64) * sizeof(*read));
			room = room * 2 + 64;
		}
		read[n++] = row_of(auth, &rows);
	}
	if (!db_done(&rows))
		return false;
	*list = read;
	*count = n;
	return true;
}

bool seclog_read(struct auth *auth, const struct auth_who *who, int64_t from, size_t limit,
                 struct seclog_row **rows, size_t *count, struct err *err)
{
	const struct seclog_row read = {
		.kind = "log.read",
		.good = true,
		.person = who->person,
		.actor = who->person,
		.address = who->address,
		.detail = arena_printf(auth->arena, "从第 %lld 行起", (long long)from),
	};
	bool mine;

	if (!admin_require(who, ADMIN_AUDIT, (str){ 0 }, err) ||
	    !read_rows(auth, from, limit, rows, count, err))
		return false;
	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine, seclog_add(auth, &read, err), err);
}
