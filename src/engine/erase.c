/* erase.c -- private values of a record erased by law; the log stays whole.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/erase.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "engine/desk_inside.h"
#include "engine/fold.h"
#include "engine/hold.h"
#include "engine/search.h"

#define ERASE_BASIS "《个人信息保护法》第四十七条"

static bool may_erase(struct desk *desk, str person, instant now)
{
	const str posts[] = { STR("安全管理员"), STR("系统管理员") };
	str organ;

	for (size_t i = 0; i < countof(posts); i++) {
		const struct role role = { .kind = ROLE_POST,
			                   .organ = STR("任一单位"),
			                   .post = posts[i] };

		if (people_holds(&desk->people, &role, NULL, person, day_at(now), &organ))
			return true;
	}
	return false;
}

/* Both stand in the ledger for everyone to read. */
static bool is_line(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7f)
			return false;
	return s.n <= LIMIT_LINE_BYTES && utf8_valid(s, NULL);
}

static bool check_erasure(struct desk *desk, const struct erase *erase, instant now,
                          struct err *err)
{
	if (erase->basis.n == 0) {
		err_set(err, ERR_INVALID, "erase.basis", "删除不公开的内容，要写明依据");
		return err_fix(err, "例如：--basis '%s'", ERASE_BASIS);
	}
	if (!is_line(erase->basis) || !is_line(erase->reason))
		return err_set(err, ERR_INVALID, "erase.line",
		               "依据和理由各写在一行里，不能有看不见的控制字符");
	if (may_erase(desk, erase->person, now))
		return true;
	err_set(err, ERR_DENIED, "erase.person",
	        "%.*s不能删除不公开的内容：由安全管理员、系统管理员办理", PSTR(erase->person));
	err_rule(err, STR(ERASE_BASIS));
	return err_fix(err, "由有这一职务的人办理，或先在任职名录中登记其职务");
}

static bool list_private(struct desk *desk, const struct erase *erase, int64_t **seqs,
                         int64_t *count, struct err *err)
{
	struct db_rows rows;
	size_t n = 0, room = 0;

	*seqs = NULL;
	if (!db_ask(&desk->db, &rows,
	            "SELECT p.seq FROM event e JOIN private p ON p.seq = e.seq "
	            "WHERE e.procedure = ?1 AND e.record = ?2 ORDER BY p.seq",
	            VALUES(DB_TEXT(erase->procedure), DB_INT(erase->serial)), err))
		return false;
	while (db_next(&rows)) {
		if (n == room) {
			*seqs = arena_grow(desk->batch, *seqs, room * sizeof(**seqs),
			                   (room * 2 + 16) * sizeof(**seqs));
			room = room * 2 + 16;
		}
		(*seqs)[n++] = db_int(&rows, 0);
	}
	*count = (int64_t)n;
	if (!db_done(&rows))
		return false;
	return n > 0 ||
	       err_set(err, ERR_UNKNOWN, "ledger.erased", "%.*s/%lld 没有不公开的内容，或已经抹除",
	               PSTR(erase->procedure), (long long)erase->serial);
}

static struct event event_of(struct desk *desk, const struct erase *erase,
                             const struct record *before, instant now)
{
	struct event event = {
		.kind = LEAF_MEND,
		.procedure = before->rule->name.id,
		.serial = before->serial,
		.stage = before->stage ? before->stage->name.id : (str){ 0 },
		.happened = now,
		.recorded = now,
		.person = erase->person,
		.role = STR("eraser"),
		.calendar = desk->world.calendar,
		.cause = -1,
		.field_count = 1,
	};
	char rule[44];

	digest_base64url(before->rule->digest, rule);
	event.rule = arena_copy(desk->batch, str_of(rule));
	event.fields = arena_make(desk->batch, struct pair, 2);
	event.fields[0] = (struct pair){ STR("basis"), erase->basis };
	if (erase->reason.n > 0)
		event.fields[event.field_count++] = (struct pair){ STR("reason"), erase->reason };
	return event;
}

static bool tell_ledger(struct desk *desk, const struct erase *erase, struct record *before,
                        instant now, struct err *err)
{
	struct change change = { .event = event_of(desk, erase, before, now), .before = before };

	change.after = record_copy(desk->batch, before);
	fold_event(desk->batch, change.after, &change.event, desk->workdays);
	tally_event(desk->batch, before, change.after, &change.event, desk->workdays,
	            &change.marks);
	return ledger_append(desk->ledger, &change.event, &change.seq, err) &&
	       desk_absorb(desk, &change, err);
}

static bool erase_all(struct desk *desk, const struct erase *erase, struct record *before,
                      const int64_t *seqs, int64_t count, struct err *err)
{
	instant now = desk->world.now;

	if (!desk_begin_batch(desk, err) || !tell_ledger(desk, erase, before, now, err))
		return false;
	for (int64_t i = 0; i < count; i++)
		if (!ledger_erase(desk->ledger, seqs[i], err))
			return false;
	return search_forget(desk, erase->procedure, erase->serial, err);
}

bool erase_record(struct desk *desk, const struct erase *erase, int64_t *events, struct err *err)
{
	instant now = desk_recorded_now(desk);
	struct err ignored = { 0 };
	struct record *before;
	int64_t *seqs, count;
	bool done;

	if (!check_erasure(desk, erase, now, err) || !desk_commit(desk, err) ||
	    !desk_record(desk, erase->procedure, erase->serial, &before, err))
		return false;
	if (before == NULL)
		return err_set(err, ERR_UNKNOWN, "record.unknown", "没有 %.*s/%lld 这条记录",
		               PSTR(erase->procedure), (long long)erase->serial);
	if (!hold_none(desk, before->rule->name.id, before->serial, err))
		return false;
	if (!list_private(desk, erase, &seqs, &count, err) ||
	    !db_secure_delete(&desk->db, true, err))
		return false;
	desk->world.now = now;
	done = erase_all(desk, erase, before, seqs, count, err);
	if (!done)
		(void)desk_lose_batch(desk);
	done = done && desk_commit(desk, err);
	if (!db_secure_delete(&desk->db, false, done ? err : &ignored) || !done)
		return false;
	*events = count;
	return true;
}
