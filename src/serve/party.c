/* party.c -- a record as the one who brought it may see it, and what they may do now.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/party.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/deadline.h"
#include "engine/desk.h"
#include "engine/judge.h"
#include "serve/party_replies.h"
#include "serve/rights.h"
#include "serve/rule_view.h"
#include "serve/time.h"

static struct arena *arena_of(const struct party *party)
{
	return desk_world(party->desk)->arena;
}

const struct role *party_role(const struct step *step)
{
	for (size_t i = 0; i < step->by_count; i++)
		if (step->by[i]->kind == ROLE_PUBLIC)
			return step->by[i];
	return NULL;
}

bool party_takes(const struct step *step, const struct role *role)
{
	for (size_t i = 0; i < step->by_count; i++)
		if (step->by[i] == role && role->kind == ROLE_PUBLIC)
			return true;
	return false;
}

/* ---- fields ---- */

static bool fills(const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < step->fill_count; i++)
		if (step->fills[i] == field)
			return true;
	return false;
}

bool party_sees(const struct party *party, const struct field *field)
{
	const struct record *record = party->record;
	const struct auth_who nobody = who_anonymous();
	const struct rights rights = { &nobody, party->desk, party->now };

	for (size_t i = 0; i < record->rule->step_count; i++) {
		const struct step *step = &record->rule->steps[i];

		if (record->seen[step->index].count > 0 && party_takes(step, party->role) &&
		    fills(step, field))
			return true;
	}
	return rights_field(&rights, record, field, rights_over(&rights, record));
}

static void write_fields(struct jw *w, const struct party *party)
{
	const struct record *record = party->record;

	jw_name(w, STR("fields"));
	jw_open(w, '{');
	for (size_t i = 0; i < record->rule->field_count; i++) {
		const struct field *field = &record->rule->fields[i];

		if (record->values[i].n > 0 && party_sees(party, field))
			party_value(w, field, record->values[i]);
	}
	jw_close(w);
}

/* ---- clocks ---- */

static void write_due(struct jw *w, const struct party *party, const struct deadline *due)
{
	if (due->endless || due->due.paused)
		return;
	jw_name_str(w, STR("due"),
	            due->exact ? time_text(arena_of(party), due->due.at)
	                       : time_day_end(arena_of(party), due->due.last_day));
	jw_name(w, STR("provisional"));
	jw_bool(w, due->due.provisional);
}

static void write_clock(struct jw *w, const struct party *party, const struct limit *limit)
{
	static const char *const states[] = { "none", "running", "met", "late", "dropped" };
	const struct record *record = party->record;
	const struct run *run = &record->runs[limit->index];
	struct deadline due = deadline_of(record, limit, desk_world(party->desk)->workdays);
	bool running = run->state == RUN_GOING;

	jw_open(w, '{');
	jw_name_str(w, STR("id"), limit->name.id);
	jw_name_str(w, STR("name"), limit->name.text);
	jw_name_str(w, STR("state"),
	            running && due.due.paused ? STR("paused") : str_of(states[run->state]));
	jw_name_str(w, STR("started"), time_text(arena_of(party), run->started));
	if (run->state == RUN_MET || run->state == RUN_LATE)
		jw_name_str(w, STR("stopped"), time_text(arena_of(party), run->stopped));
	write_due(w, party, &due);
	jw_name_str(w, STR("law"), model_basis(arena_of(party), record->rule, due.basis));
	jw_close(w);
}

static void write_clocks(struct jw *w, const struct party *party, bool running)
{
	const struct record *record = party->record;

	jw_open(w, '[');
	for (size_t i = 0; i < record->rule->limit_count; i++)
		if (running ? record->runs[i].state == RUN_GOING : record->runs[i].runs > 0)
			write_clock(w, party, &record->rule->limits[i]);
	jw_close(w);
}

void party_promises(struct jw *w, const struct party *party)
{
	write_clocks(w, party, true);
}

/* ---- where it stands, in words ---- */

static const char *state_of(const struct record *record)
{
	if (record->stage == NULL || record->stage->end)
		return "closed";
	if (record->stage->pause)
		return "paused";
	return record->stage->start ? "received" : "handling";
}

/* The limit that runs out first, or NULL. */
static const struct limit *next_limit(const struct party *party, day *on)
{
	const struct record *record = party->record;
	const struct limit *next = NULL;

	for (size_t i = 0; i < record->rule->limit_count; i++) {
		const struct limit *limit = &record->rule->limits[i];
		struct deadline due;

		if (record->runs[i].state != RUN_GOING)
			continue;
		due = deadline_of(record, limit, desk_world(party->desk)->workdays);
		if (due.endless || due.due.paused ||
		    (next != NULL && deadline_day(&due) >= *on))
			continue;
		next = limit;
		*on = deadline_day(&due);
	}
	return next;
}

static str words_of(const struct party *party)
{
	const struct record *record = party->record;
	const struct people *people = desk_world(party->desk)->people;
	str stage = record->stage ? record->stage->name.text : STR("已结束");
	const struct limit *limit;
	struct buf buf;
	day on = DAY_NONE;

	buf_init(&buf, arena_of(party), 1024);
	if (record->stage == NULL || record->stage->end) {
		buf_printf(&buf, "已经办完：%.*s。", PSTR(stage));
		return buf_str(&buf);
	}
	buf_text(&buf, record->stage->pause ? "暂停计时："
	               : record->stage->start ? "已经收到，等待处理："
	                                      : "正在办理：");
	buf_add(&buf, stage);
	if (record->organ.n > 0)
		buf_printf(&buf, "，由%.*s办理", PSTR(people_organ_name(people, record->organ)));
	limit = next_limit(party, &on);
	if (limit != NULL) {
		struct day_civil date = day_civil(on);

		buf_printf(&buf, "；“%.*s”的期限到%d年%d月%d日", PSTR(limit->name.text),
		           date.year, date.month, date.date);
	}
	buf_text(&buf, "。");
	return buf_str(&buf);
}

/* ---- what they may do now ---- */

static bool fits(const struct record *record, const struct step *step)
{
	bool moves = step->to != NULL || step->to_previous;
	int most = step->times > 0 ? step->times : moves || step->repeatable ? 0 : 1;

	if (step->opening || record->stage == NULL ||
	    (most > 0 && record->seen[step->index].count >= most))
		return false;
	if (step->any_open && !record->stage->end)
		return true;
	for (size_t i = 0; i < step->from_count; i++)
		if (step->from[i] == record->stage)
			return true;
	return false;
}

static void write_options(struct jw *w, const struct field *field)
{
	if (field->option_count == 0)
		return;
	jw_name(w, STR("options"));
	jw_open(w, '[');
	for (size_t i = 0; i < field->option_count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("id"), field->options[i].name.id);
		jw_name_str(w, STR("name"), field->options[i].name.text);
		jw_close(w);
	}
	jw_close(w);
}

static void write_fills(struct jw *w, const struct step *step)
{
	jw_name(w, STR("fields"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->fill_count; i++) {
		const struct field *field = step->fills[i];

		jw_open(w, '{');
		jw_name_str(w, STR("id"), field->name.id);
		jw_name_str(w, STR("name"), field->name.text);
		jw_name_str(w, STR("type"), rule_view_type(field->type));
		jw_name(w, STR("required"));
		jw_bool(w, field->required || step->musts[i] == FILL_HERE);
		write_options(w, field);
		jw_close(w);
	}
	jw_close(w);
	jw_name(w, STR("papers"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->paper_count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("id"), step->papers[i]->name.id);
		jw_name_str(w, STR("name"), step->papers[i]->name.text);
		jw_name(w, STR("required"));
		jw_bool(w, step->paper_musts[i]);
		jw_close(w);
	}
	jw_close(w);
}

/* The conditions that do not hold yet: some may once the fields are filled in. */
static void write_unmet(struct jw *w, const struct party *party, const struct step *step)
{
	const struct record *record = party->record;
	struct judge_case c = { .record = record,
		                .workdays = desk_world(party->desk)->workdays,
		                .now = party->now,
		                .stage = record->stage };

	jw_name(w, STR("unmet"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->guard_count; i++) {
		const struct cond *guard = step->guards[i];

		if (judge(guard, &c))
			continue;
		jw_open(w, '{');
		jw_name_str(w, STR("condition"), guard->text);
		jw_name_str(w, STR("law"),
		            model_basis(arena_of(party), record->rule, guard->basis));
		jw_close(w);
	}
	jw_close(w);
}

static void write_steps(struct jw *w, const struct party *party)
{
	const struct rule *rule = party->record->rule;

	jw_name(w, STR("steps"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];

		if (!party_takes(step, party->role) || !fits(party->record, step))
			continue;
		jw_open(w, '{');
		jw_name_str(w, STR("id"), step->name.id);
		jw_name_str(w, STR("name"), step->name.text);
		jw_name_str(w, STR("law"), model_basis(arena_of(party), rule, step->basis));
		write_fills(w, step);
		write_unmet(w, party, step);
		jw_close(w);
	}
	jw_close(w);
}

/* ---- the whole ---- */

static void write_head(struct jw *w, const struct party *party)
{
	const struct record *record = party->record;
	struct arena *arena = arena_of(party);

	jw_name_str(w, STR("id"), record_name(arena, record));
	jw_name_str(w, STR("procedure"), record->rule->name.id);
	jw_name_str(w, STR("procedure_name"), record->rule->name.text);
	if (record->number.n > 0)
		jw_name_str(w, STR("number"), record->number);
	jw_name_str(w, STR("role"), party->role->name.id);
	jw_name_str(w, STR("state"), str_of(state_of(record)));
	jw_name_str(w, STR("stage"), record->stage ? record->stage->name.id : STR(""));
	jw_name_str(w, STR("stage_name"), record->stage ? record->stage->name.text : STR(""));
	jw_name_str(w, STR("words"), words_of(party));
	jw_name_str(w, STR("opened"), time_text(arena, record->opened));
	jw_name_str(w, STR("changed"), time_text(arena, record->changed));
	if (record->ended != INSTANT_NONE)
		jw_name_str(w, STR("ended"), time_text(arena, record->ended));
	if (record->organ.n > 0) {
		jw_name_str(w, STR("organ"), record->organ);
		jw_name_str(w, STR("organ_name"),
		            people_organ_name(desk_world(party->desk)->people, record->organ));
	}
}

bool party_write(struct jw *w, const struct party *party, struct err *err)
{
	jw_open(w, '{');
	write_head(w, party);
	write_fields(w, party);
	jw_name(w, STR("clocks"));
	write_clocks(w, party, false);
	if (!party_replies(w, party, err))
		return false;
	write_steps(w, party);
	jw_close(w);
	return true;
}
