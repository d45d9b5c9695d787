/* cmd_show.c -- `guiju show` and `guiju list`: a record's history, and many records' state.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "app/view.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/deadline.h"
#include "engine/desk.h"
#include "format/json_write.h"
#include "store/db.h"

static const char show_help[] =
	"用法：guiju show 库 记录 [--json]\n"
	"\n"
	"看一条记录：字段、期限和灯、从总账里逐条读出的经过。\n"
	"记录写案号，或“规程号/流水号”，如 reconsideration/12，或唯一字段的值。\n";

struct showing {
	struct buf *buf;
	struct desk *desk;
	const struct rule *rule;
};

static bool show_event(void *with, const struct ledger_row *row, struct err *err)
{
	struct showing *s = with;

	(void)err;
	view_event(s->buf, s->desk, s->rule, row->seq, row->event);
	return true;
}

static bool show_history(struct showing *s, const struct record *record, struct err *err)
{
	struct arena *arena = desk_world(s->desk)->arena;
	struct db *db = desk_db(s->desk);
	int64_t *seqs = arena_make(arena, int64_t, (size_t)record->events);
	struct db_rows rows;
	size_t n = 0;

	if (!db_ask(db, &rows,
	            "SELECT seq FROM event WHERE procedure = ?1 AND record = ?2 "
	            "ORDER BY seq",
	            VALUES(DB_TEXT(record->rule->name.id), DB_INT(record->serial)), err))
		return false;
	while (db_next(&rows) && n < (size_t)record->events)
		seqs[n++] = db_int(&rows, 0);
	if (!db_done(&rows))
		return false;
	buf_text(s->buf, "\n经过（前面是总账的号）\n");
	for (size_t i = 0; i < n; i++)
		if (!ledger_each(db, seqs[i], seqs[i] + 1, show_event, s, err))
			return false;
	return true;
}

static bool run_show(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = { { "--json", OPTION_FLAG } };
	struct clock clock = clock_real();
	struct showing s = { 0 };
	struct record *record;
	struct options o;
	struct buf buf;
	int64_t serial;

	buf_init(&buf, arena, LIMIT_JSON_BYTES);
	if (!options_read(&o, arena, argc, argv, table, countof(table), 2, err) ||
	    !desk_open(arena, o.words[0], false, clock, &s.desk, err) ||
	    !desk_find(s.desk, str_of(o.words[1]), &s.rule, &serial, err) ||
	    !desk_record(s.desk, s.rule->name.id, serial, &record, err))
		return false;
	if (record == NULL)
		return err_set(err, ERR_UNKNOWN, "record.unknown", "没有“%.80s”这条记录",
		               o.words[1]);
	s.buf = &buf;
	s.rule = record->rule;
	if (options_has(&o, "--json")) {
		struct jw w;

		jw_init(&w, &buf, false);
		view_record_json(&w, s.desk, record, clock_now(&clock));
		buf_byte(&buf, '\n');
	} else {
		view_record(&buf, s.desk, record, clock_now(&clock));
		if (!show_history(&s, record, err))
			return false;
	}
	return options_print(buf_str(&buf), err);
}

int cmd_show(int argc, char **argv)
{
	return options_run(run_show, show_help, argc, argv);
}

static const char list_help[] = "用法：guiju list 库 规程 [选项]\n"
				"\n"
				"列出一个规程（或名录、记事）的记录，新的在前。\n"
				"\n"
				"  --stage 环节    只列这个环节的\n"
				"  --overdue       只列有红灯的\n"
				"  --limit 行数    最多列多少（不写则 100；0 为全部）\n"
				"  --json          输出JSON，一行一条\n";

struct listing {
	struct desk *desk;
	const struct rule *rule;
	const struct stage *stage;
	bool overdue, json;
	int64_t most, shown;
	instant now;
};

static bool has_red(const struct listing *l, const struct record *record)
{
	for (size_t i = 0; i < record->rule->limit_count; i++)
		if (deadline_lamp(record, &record->rule->limits[i], desk_world(l->desk)->workdays,
		                  l->now) == LAMP_RED)
			return true;
	return false;
}

static void list_text(struct listing *l, struct buf *buf, const struct record *record)
{
	struct arena *arena = desk_world(l->desk)->arena;

	view_pad(buf, record_name(arena, record), 24);
	view_pad(buf, record->number, 30);
	view_pad(buf, record->stage ? record->stage->name.text : STR(""), 14);
	day_write_minute(buf, record->opened);
	buf_text(buf, "  ");
	for (size_t i = 0; i < record->rule->limit_count; i++) {
		const struct limit *limit = &record->rule->limits[i];
		str lamp = view_lamp(record, limit, l->desk, l->now);

		if (lamp.n > 0)
			buf_printf(buf, "%.*s%.*s ", PSTR(limit->name.text), PSTR(lamp));
	}
	buf_byte(buf, '\n');
}

static bool list_one(struct listing *l, int64_t serial, struct err *err)
{
	struct arena *arena = desk_world(l->desk)->arena;
	struct record *record = NULL;
	struct buf buf;
	struct jw w;

	if (!desk_record(l->desk, l->rule->name.id, serial, &record, err))
		return false;
	if (record == NULL || (l->overdue && !has_red(l, record)))
		return true;
	buf_init(&buf, arena, LIMIT_EVENT_BYTES);
	if (l->json) {
		jw_init(&w, &buf, false);
		view_record_json(&w, l->desk, record, l->now);
		buf_byte(&buf, '\n');
	} else {
		list_text(l, &buf, record);
	}
	l->shown++;
	return options_print(buf_str(&buf), err) && desk_commit_if_full(l->desk, err);
}

/* Serials are read in pages, so that no question stays open while records are loaded. */
static bool list_page(struct listing *l, int64_t before, int64_t *serials, size_t room,
                      size_t *count, struct err *err)
{
	struct db_rows rows;
	str stage = l->stage ? l->stage->name.id : STR("");

	*count = 0;
	if (!db_ask(desk_db(l->desk), &rows,
	            "SELECT serial FROM record WHERE procedure = ?1 AND serial < ?2 "
	            "AND (?3 = '' OR stage = ?3) ORDER BY serial DESC LIMIT ?4",
	            VALUES(DB_TEXT(l->rule->name.id), DB_INT(before), DB_TEXT(stage),
	                   DB_INT((int64_t)room)),
	            err))
		return false;
	while (db_next(&rows))
		serials[(*count)++] = db_int(&rows, 0);
	return db_done(&rows);
}

static bool list_all(struct listing *l, struct err *err)
{
	int64_t serials[256], before = INT64_MAX;
	size_t count = 0;

	do {
		if (!list_page(l, before, serials, countof(serials), &count, err))
			return false;
		for (size_t i = 0; i < count && (l->most == 0 || l->shown < l->most); i++) {
			if (!list_one(l, serials[i], err))
				return false;
			before = serials[i];
		}
		if (!desk_commit(l->desk, err))
			return false;
	} while (count == countof(serials) && (l->most == 0 || l->shown < l->most));
	return true;
}

static bool run_list(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--stage", OPTION_VALUE },
		{ "--overdue", OPTION_FLAG },
		{ "--limit", OPTION_VALUE },
		{ "--json", OPTION_FLAG },
	};
	struct clock clock = clock_real();
	struct listing l = { .most = 100 };
	const char *stage;
	struct options o;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 2, err))
		return false;
	if (options_value(&o, "--limit") != NULL &&
	    !num_read_int(str_of(options_value(&o, "--limit")), &l.most))
		return err_set(err, ERR_INVALID, "option.number", "--limit 要写整数");
	if (!desk_open(arena, o.words[0], false, clock, &l.desk, err))
		return false;
	l.rule = library_newest(desk_world(l.desk)->library, str_of(o.words[1]));
	if (l.rule == NULL)
		return err_set(err, ERR_UNKNOWN, "procedure.unknown", "没有采用“%.80s”这个规程",
		               o.words[1]);
	stage = options_value(&o, "--stage");
	l.stage = stage ? model_stage(l.rule, str_of(stage)) : NULL;
	if (stage != NULL && l.stage == NULL)
		return err_set(err, ERR_UNKNOWN, "stage.unknown", "“%.*s”没有“%.80s”这个环节",
		               PSTR(l.rule->name.text), stage);
	l.overdue = options_has(&o, "--overdue");
	l.json = options_has(&o, "--json");
	l.now = clock_now(&clock);
	return list_all(&l, err);
}

int cmd_list(int argc, char **argv)
{
	return options_run(run_list, list_help, argc, argv);
}
