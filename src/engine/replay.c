/* replay.c -- a store's tables rebuilt from its ledger, and compared with what they hold.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/replay_inside.h"

#include <stdarg.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "engine/fold.h"
#include "store/store.h"

#define REPLAY_BATCH_EVENTS 2048
#define REPLAY_BATCH_BYTES  ((size_t)24 << 20)
#define REPLAY_PROGRESS     4096 /* events between two words of progress */

void replay_tell(struct replay *replay, const char *code, const char *format, ...)
{
	char text[1024];
	va_list args;

	if (replay->count.faults++ >= REPLAY_NAMED_MAX)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	replay->listener.fault(replay->listener.with, code, text);
}

static instant never(void *with)
{
	(void)with;
	return 0;
}

bool replay_new(struct arena *arena, struct db *db, const char *folder,
                const struct replay_listener *listener, struct replay **made, struct err *err)
{
	struct replay *replay = arena_make(arena, struct replay, 1);
	struct db scratch;

	if (!store_open_scratch(arena, &scratch, err) ||
	    !db_script(&scratch,
	               "CREATE TABLE gone (seq bigint, procedure text, serial bigint);"
	               "CREATE INDEX gone_by_record ON gone (procedure, serial)",
	               err))
		return false;
	replay->arena = arena;
	replay->db = db;
	replay->folder = folder;
	replay->listener = *listener;
	replay->desk = desk_new(arena, scratch, (struct clock){ never, NULL });
	*made = replay;
	return true;
}

struct replay_count replay_counted(const struct replay *replay)
{
	return replay->count;
}

/* ---- the event, as long as its batch ---- */

static str keep(struct arena *arena, str s)
{
	return s.at ? arena_copy(arena, s) : s;
}

static struct pair *keep_pairs(struct arena *arena, const struct pair *pairs, size_t count)
{
	struct pair *kept = arena_make(arena, struct pair, count);

	for (size_t i = 0; i < count; i++)
		kept[i] = (struct pair){ keep(arena, pairs[i].id), keep(arena, pairs[i].value) };
	return kept;
}

static struct event keep_event(struct arena *arena, const struct event *from)
{
	struct event event = *from;
	str *texts[] = {
		&event.procedure, &event.number,   &event.step, &event.limit,
		&event.stage,     &event.person,   &event.role, &event.organ,
		&event.rule,      &event.calendar, &event.key,  &event.stead,
	};

	for (size_t i = 0; i < countof(texts); i++)
		*texts[i] = keep(arena, *texts[i]);
	event.fields = keep_pairs(arena, from->fields, from->field_count);
	event.hidden = keep_pairs(arena, from->hidden, from->hidden_count);
	event.papers = keep_pairs(arena, from->papers, from->paper_count);
	event.deviations = arena_make(arena, str, from->deviation_count);
	for (size_t i = 0; i < from->deviation_count; i++)
		event.deviations[i] = keep(arena, from->deviations[i]);
	return event;
}

/* ---- law put in force ---- */

static str field_of(const struct event *event, const char *id)
{
	for (size_t i = 0; i < event->field_count; i++)
		if (str_eq(event->fields[i].id, str_of(id)))
			return event->fields[i].value;
	return (str){ 0 };
}

/* The text under this digest in the store's table, kept for life. */
static bool text_of(struct replay *replay, const char *sql, str identity, const char *what,
                    str *text, struct err *err)
{
	struct db_rows rows;
	bool found = false;
	char digest_of_text[44];

	if (!db_ask(replay->db, &rows, sql, VALUES(DB_TEXT(identity)), err))
		return false;
	while (db_next(&rows)) {
		found = true;
		*text = arena_copy(replay->arena, db_text(&rows, 0));
	}
	if (!db_done(&rows))
		return false;
	if (!found)
		return err_set(err, ERR_TAMPERED, "rebuild.text", "%s的文本（%.*s）不见了", what,
		               PSTR(identity));
	digest_base64url(digest_str(DIGEST_SHA256, *text), digest_of_text);
	if (str_eq(identity, str_of(digest_of_text)))
		return true;
	return err_set(err, ERR_TAMPERED, "rebuild.text",
	               "%s的文本被改动：与总账里的摘要 %.*s 不符", what, PSTR(identity));
}

static bool adopt_rule(struct replay *replay, const struct event *event, int64_t seq,
                       struct err *err)
{
	struct desk *desk = replay->desk;
	const struct rule *rule = NULL;
	const char *what = arena_printf(desk->batch, "第 %lld 号事件采用的规程 %.*s ",
	                                (long long)seq, PSTR(event->procedure))
	                           .at;
	digest identity;
	str text;

	if (!text_of(replay, "SELECT text FROM rule WHERE digest = ?1", event->rule, what, &text,
	             err) ||
	    !desk_load_rule(desk, text, err))
		return false;
	if (digest_read_base64url(event->rule, &identity))
		rule = library_by_digest(desk->library, identity);
	assert(rule != NULL);
	return db_run(&desk->db,
	              "INSERT INTO rule (digest, procedure, effective, text, seq) "
	              "VALUES (?1, ?2, ?3, '', ?4)",
	              VALUES(DB_TEXT(event->rule), DB_TEXT(rule->name.id), DB_INT(rule->effective),
	                     DB_INT(seq)),
	              err);
}

static bool adopt_calendar(struct replay *replay, const struct event *event, int64_t seq,
                           struct err *err)
{
	struct desk *desk = replay->desk;
	const char *what = arena_printf(desk->batch, "第 %lld 号事件采用的%.*s年日历",
	                                (long long)seq, PSTR(field_of(event, "year")))
	                           .at;
	str identity = field_of(event, "digest");
	struct workdays *alone = workdays_new(desk->batch);
	const struct workday_year *years;
	str text;

	if (!text_of(replay, "SELECT text FROM calendar WHERE digest = ?1", identity, what, &text,
	             err) ||
	    !workdays_add(alone, STR("库中的日历"), text, err) ||
	    !workdays_add(desk->workdays, STR("库中的日历"), text, err) ||
	    !desk_digest_calendars(desk, err))
		return false;
	(void)workdays_years(alone, &years);
	return db_run(&desk->db,
	              "INSERT INTO calendar (digest, year, text, seq) "
	              "VALUES (?1, ?2, '', ?3)",
	              VALUES(DB_TEXT(identity), DB_INT(years[0].year), DB_INT(seq)), err) &&
	       desk_recount_terms(desk, err);
}

/* What was in hand is written under the law that held until now. */
static bool replay_adoption(struct replay *replay, const struct event *event, int64_t seq,
                            struct err *err)
{
	if (!desk_commit(replay->desk, err) || !desk_begin_batch(replay->desk, err))
		return false;
	return str_eq(event->procedure, STR("calendar")) ? adopt_calendar(replay, event, seq, err)
	                                                 : adopt_rule(replay, event, seq, err);
}

/* ---- records ---- */

static bool rule_of(struct replay *replay, const struct event *event, const struct kept *kept,
                    const struct rule **rule, struct err *err)
{
	digest identity;

	*rule = NULL;
	if (digest_read_base64url(event->rule, &identity))
		*rule = library_by_digest(replay->desk->library, identity);
	if (*rule == NULL || !str_eq((*rule)->name.id, event->procedure))
		return err_set(err, ERR_TAMPERED, "rebuild.event", "它所用的规程版本没有采用过");
	if (kept != NULL && kept->now->rule != *rule)
		return err_set(err, ERR_TAMPERED, "rebuild.event",
		               "它所用的规程版本不是这条记录开办时的版本");
	return true;
}

static bool replay_record(struct replay *replay, const struct event *event, int64_t seq,
                          struct err *err)
{
	struct desk *desk = replay->desk;
	struct change change = { .event = keep_event(desk->batch, event), .seq = seq };
	const struct rule *rule;
	struct kept *kept;

	if (!desk_begin_batch(desk, err) ||
	    !desk_kept(desk, change.event.procedure, event->serial, &kept, err) ||
	    !rule_of(replay, event, kept, &rule, err))
		return false;
	change.before = kept ? kept->now : NULL;
	change.after = kept ? record_copy(desk->batch, kept->now)
	                    : record_new(desk->batch, rule, event->serial);
	fold_event(desk->batch, change.after, &change.event, desk->workdays);
	tally_event(desk->batch, change.before, change.after, &change.event, desk->workdays,
	            &change.marks);
	return desk_absorb(desk, &change, err);
}

static bool note_papers(struct replay *replay, const struct event *event, int64_t seq,
                        struct err *err)
{
	for (size_t i = 0; i < event->paper_count; i++)
		if (!db_run(&replay->desk->db,
		            "INSERT INTO paper (digest, name, bytes, seq) "
		            "VALUES (?1, '', 0, ?2) ON CONFLICT (digest) DO NOTHING",
		            VALUES(DB_TEXT(event->papers[i].value), DB_INT(seq)), err))
			return false;
	return true;
}

/* ---- private values ---- */

/* A value that is not there must be told to have been erased by a later event. */
static bool note_gone(struct replay *replay, const struct event *event, int64_t seq,
                      struct err *err)
{
	bool gone = false;

	for (size_t i = 0; i < event->hidden_count; i++)
		gone = gone || event->hidden[i].value.at == NULL;
	return !gone ||
	       db_run(&replay->desk->db,
	              "INSERT INTO gone (seq, procedure, serial) "
	              "VALUES (?1, ?2, ?3)",
	              VALUES(DB_INT(seq), DB_TEXT(event->procedure), DB_INT(event->serial)), err);
}

/* An erasure accounts for all that is gone of its record, and leaves nothing. */
static bool note_erasure(struct replay *replay, const struct event *event, int64_t seq,
                         struct err *err)
{
	struct db_rows rows;

	if (!db_ask(replay->db, &rows,
	            "SELECT p.seq FROM event e JOIN private p ON p.seq = e.seq "
	            "WHERE e.procedure = ?1 AND e.record = ?2 AND e.seq < ?3 "
	            "ORDER BY p.seq",
	            VALUES(DB_TEXT(event->procedure), DB_INT(event->serial), DB_INT(seq)), err))
		return false;
	while (db_next(&rows))
		replay_tell(replay, "rebuild.erased",
		            "第 %lld 号事件（记录 %.*s/%lld）的不公开内容应已由第 %lld 号事件删除，"
		            "却还在",
		            (long long)db_int(&rows, 0), PSTR(event->procedure),
		            (long long)event->serial, (long long)seq);
	return db_done(&rows) &&
	       db_run(&replay->desk->db, "DELETE FROM gone WHERE procedure = ?1 AND serial = ?2",
	              VALUES(DB_TEXT(event->procedure), DB_INT(event->serial)), err);
}

static bool tell_gone(struct replay *replay, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(&replay->desk->db, &rows,
	            "SELECT seq, procedure, serial FROM gone ORDER BY seq", NO_VALUES, err))
		return false;
	while (db_next(&rows))
		replay_tell(replay, "rebuild.erased",
		            "第 %lld 号事件（记录 %.*s/%lld）的不公开内容不见了，"
		            "总账里没有依法删除它的记载",
		            (long long)db_int(&rows, 0), PSTR(db_text(&rows, 1)),
		            (long long)db_int(&rows, 2));
	return db_done(&rows);
}

/* ---- the store's own ---- */

/* The first event; later ones of its kind say that the log changed its name. */
static bool replay_founding(struct replay *replay, const struct event *event, int64_t seq,
                            struct err *err)
{
	struct desk *desk = replay->desk;

	if (!desk_begin_batch(desk, err))
		return false;
	for (size_t i = 0; seq == 0 && i < event->field_count; i++)
		if (!db_run(&desk->db, "INSERT INTO setting (name, value) VALUES (?1, ?2)",
		            VALUES(DB_TEXT(event->fields[i].id), DB_TEXT(event->fields[i].value)),
		            err))
			return false;
	return true;
}

/* ---- all of it ---- */

static bool commit_if_full(struct desk *desk, struct err *err)
{
	if (desk->events_in_batch < REPLAY_BATCH_EVENTS &&
	    arena_used(desk->batch) < REPLAY_BATCH_BYTES)
		return true;
	return desk_commit(desk, err);
}

static bool replay_event(struct replay *replay, const struct event *event, int64_t seq,
                         struct err *err)
{
	if (event->kind == LEAF_ADOPT)
		return replay_adoption(replay, event, seq, err);
	if (event->kind == LEAF_STORE)
		return replay_founding(replay, event, seq, err);
	if (event->serial == 0)
		return true;
	return replay_record(replay, event, seq, err) && note_papers(replay, event, seq, err) &&
	       note_gone(replay, event, seq, err) &&
	       (event->kind != LEAF_MEND || note_erasure(replay, event, seq, err));
}

static bool each_row(void *with, const struct ledger_row *row, struct err *err)
{
	struct replay *replay = with;
	struct desk *desk = replay->desk;

	if (row->event == NULL)
		return err_set(err, ERR_TAMPERED, "rebuild.event", "没有正文");
	if (!replay_event(replay, row->event, row->seq, err))
		return false;
	desk->events_in_batch++;
	replay->count.events = row->seq + 1;
	if (replay->listener.progress != NULL && (row->seq + 1) % REPLAY_PROGRESS == 0)
		replay->listener.progress(replay->listener.with, row->seq + 1, replay->size);
	return commit_if_full(desk, err);
}

bool replay_rebuild(struct replay *replay, int64_t size, struct err *err)
{
	replay->size = size;
	if (ledger_each(replay->db, 0, size, each_row, replay, err) &&
	    desk_commit(replay->desk, err))
		return tell_gone(replay, err);
	if (err->kind == ERR_STORE || err->kind == ERR_LIMIT)
		return false;
	replay->stuck = true;
	db_rollback(&replay->desk->db);
	if (str_eq(str_of(err->code), STR("rebuild.text")))
		replay_tell(replay, "rebuild.text", "%s", err->what);
	else
		replay_tell(replay, "rebuild.event", "第 %lld 号事件不能重放：%s",
		            (long long)replay->count.events, err->what);
	err_clear(err);
	return true;
}
