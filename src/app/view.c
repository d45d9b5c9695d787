/* view.c -- records, events and clocks as people read them on a terminal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/view.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/value.h"
#include "engine/deadline.h"
#include "format/json_write.h"
#include "store/db.h"

void view_pad(struct buf *buf, str text, int columns)
{
	buf_add(buf, text);
	for (int width = utf8_width(text); width < columns; width++)
		buf_byte(buf, ' ');
}

static str role_name(const struct rule *rule, str id)
{
	const struct role *role = model_role(rule, id);

	if (str_eq(id, STR("clock")))
		return STR("时钟");
	return role ? role->name.text : id;
}

static str shown(struct desk *desk, const struct field *field, str value)
{
	struct arena *arena = desk_world(desk)->arena;

	if (field->type == FIELD_ORGAN && !field->many)
		return people_organ_name(desk_world(desk)->people, value);
	return value_show(arena, field, value);
}

static void view_pairs(struct buf *buf, struct desk *desk, const struct rule *rule,
                       const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct field *field = model_field(rule, pairs[i].id);

		buf_text(buf, "            ");
		view_pad(buf,
		         field                               ? field->name.text
		         : str_eq(pairs[i].id, STR("actor")) ? STR("办理人")
		                                             : pairs[i].id,
		         16);
		buf_add(buf, pairs[i].value.at == NULL ? STR("（已依法删除）")
		             : field                   ? shown(desk, field, pairs[i].value)
		                                       : pairs[i].value);
		buf_byte(buf, '\n');
	}
}

void view_event(struct buf *buf, struct desk *desk, const struct rule *rule, int64_t seq,
                const struct event *event)
{
	const struct step *step = event->step.n ? model_step(rule, event->step) : NULL;
	const struct limit *limit = event->limit.n ? model_limit(rule, event->limit) : NULL;
	const struct stage *stage = event->stage.n ? model_stage(rule, event->stage) : NULL;

	buf_printf(buf, "%8lld  ", (long long)seq);
	day_write_minute(buf, event->happened);
	buf_printf(buf, "  %.*s", PSTR(role_name(rule, event->role)));
	if (event->person.n > 0)
		buf_printf(buf, " %.*s", PSTR(event->person));
	if (event->organ.n > 0)
		buf_printf(buf, "（%.*s）",
		           PSTR(people_organ_name(desk_world(desk)->people, event->organ)));
	if (limit != NULL)
		buf_printf(buf, "  期限“%.*s”到期", PSTR(limit->name.text));
	if (step != NULL)
		buf_printf(buf, "  %.*s", PSTR(step->name.text));
	if (stage != NULL)
		buf_printf(buf, " → %.*s", PSTR(stage->name.text));
	if (event->number.n > 0)
		buf_printf(buf, "  %.*s", PSTR(event->number));
	if (event->cause >= 0)
		buf_printf(buf, "  （由第 %lld 号带出）", (long long)event->cause);
	buf_byte(buf, '\n');
	for (size_t i = 0; i < event->deviation_count; i++)
		buf_printf(buf, "            偏差：%.*s\n", PSTR(event->deviations[i]));
	view_pairs(buf, desk, rule, event->fields, event->field_count);
	view_pairs(buf, desk, rule, event->hidden, event->hidden_count);
	for (size_t i = 0; i < event->paper_count; i++) {
		const struct paper *paper = model_paper(rule, event->papers[i].id);

		buf_text(buf, "            ");
		view_pad(buf, paper ? paper->name.text : event->papers[i].id, 16);
		buf_printf(buf, "材料 %.16s…\n", event->papers[i].value.at);
	}
}

str view_lamp(const struct record *record, const struct limit *limit, struct desk *desk,
              instant now)
{
	static const char *const names[] = { "", "绿", "黄", "红", "停" };

	return str_of(names[deadline_lamp(record, limit, desk_world(desk)->workdays, now)]);
}

static const char *run_word(const struct run *run)
{
	switch (run->state) {
	case RUN_MET: return "按时";
	case RUN_LATE: return "逾期办了";
	case RUN_DROPPED: return "不再计";
	case RUN_GOING: return run->expired ? "逾期未办" : "在计";
	default: return "";
	}
}

static void write_due(struct buf *buf, const struct deadline *deadline)
{
	if (deadline->endless)
		buf_text(buf, "没有到期日");
	else if (deadline->due.paused)
		buf_printf(buf, "停着，余 %d", deadline->due.left);
	else if (deadline->exact)
		day_write_minute(buf, deadline->due.at);
	else
		day_write(buf, deadline->due.last_day);
	if (deadline->due.provisional)
		buf_text(buf, "（暂定：该年放假通知尚未公布）");
}

static void view_clock(struct buf *buf, struct desk *desk, const struct record *record,
                       const struct limit *limit, instant now)
{
	struct deadline deadline = deadline_of(record, limit, desk_world(desk)->workdays);

	buf_text(buf, "  ");
	view_pad(buf, limit->name.text, 16);
	view_pad(buf, view_lamp(record, limit, desk, now), 4);
	view_pad(buf, str_of(run_word(&record->runs[limit->index])), 10);
	write_due(buf, &deadline);
	buf_printf(buf, "  %.*s\n",
	           PSTR(model_basis(desk_world(desk)->arena, record->rule, deadline.basis)));
}

void view_record(struct buf *buf, struct desk *desk, const struct record *record, instant now)
{
	const struct rule *rule = record->rule;
	struct buf effective;

	buf_init(&effective, desk_world(desk)->arena, 16);
	day_write(&effective, rule->effective);
	buf_printf(buf, "%.*s  %.*s  %.*s/%lld\n", PSTR(rule->name.text), PSTR(record->number),
	           PSTR(rule->name.id), (long long)record->serial);
	buf_printf(buf, "环节  %.*s    规程  %.*s 施行的一版\n\n",
	           PSTR(record->stage ? record->stage->name.text : STR("（未定）")),
	           PSTR(buf_str(&effective)));
	for (size_t i = 0; i < rule->field_count; i++) {
		if (record->values[i].n == 0)
			continue;
		buf_text(buf, "  ");
		view_pad(buf, rule->fields[i].name.text, 16);
		buf_add(buf, shown(desk, &rule->fields[i], record->values[i]));
		buf_byte(buf, '\n');
	}
	buf_text(buf, "\n期限\n");
	for (size_t i = 0; i < rule->limit_count; i++)
		if (record->runs[i].runs > 0)
			view_clock(buf, desk, record, &rule->limits[i], now);
}

static void clock_json(struct jw *w, struct desk *desk, const struct record *record,
                       const struct limit *limit, instant now)
{
	struct deadline deadline = deadline_of(record, limit, desk_world(desk)->workdays);
	struct buf due;

	buf_init(&due, desk_world(desk)->arena, 128);
	write_due(&due, &deadline);
	jw_name(w, limit->name.id);
	jw_open(w, '{');
	jw_name_str(w, STR("basis"),
	            model_basis(desk_world(desk)->arena, record->rule, deadline.basis));
	jw_name_str(w, STR("due"), buf_str(&due));
	jw_name_str(w, STR("lamp"), view_lamp(record, limit, desk, now));
	jw_name_str(w, STR("state"), str_of(run_word(&record->runs[limit->index])));
	jw_close(w);
}

void view_record_json(struct jw *w, struct desk *desk, const struct record *record, instant now)
{
	const struct rule *rule = record->rule;

	jw_open(w, '{');
	jw_name(w, STR("clocks"));
	jw_open(w, '{');
	for (size_t i = 0; i < rule->limit_count; i++)
		if (record->runs[i].runs > 0)
			clock_json(w, desk, record, &rule->limits[i], now);
	jw_close(w);
	jw_name(w, STR("fields"));
	jw_open(w, '{');
	for (size_t i = 0; i < rule->field_count; i++)
		if (record->values[i].n > 0)
			jw_name_str(w, rule->fields[i].name.id, record->values[i]);
	jw_close(w);
	jw_name_str(w, STR("number"), record->number);
	jw_name_str(w, STR("record"), record_name(desk_world(desk)->arena, record));
	jw_name_str(w, STR("stage"), record->stage ? record->stage->name.id : STR(""));
	jw_close(w);
}

bool view_stood_still(struct desk *desk, int64_t size, struct err *err)
{
	struct db_rows rows;
	int64_t now = 0;

	if (!db_ask(desk_db(desk), &rows, "SELECT coalesce(max(seq) + 1, 0) FROM event", NO_VALUES,
	            err))
		return false;
	if (db_next(&rows))
		now = db_int(&rows, 0);
	if (!db_done(&rows))
		return false;
	if (now == size)
		return true;
	err_set(err, ERR_CONFLICT, "report.moved", "算数的时候，库里又记了 %lld 条",
	        (long long)(now - size));
	return err_fix(err, "请再编一次");
}
