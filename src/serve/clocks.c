/* clocks.c -- the limits of a record: where they stand, and day by day how they are counted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/clocks.h"

#include "base/arena.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "engine/deadline.h"
#include "engine/desk.h"
#include "serve/records.h"
#include "serve/time.h"

static void write_head(struct jw *w, const struct rights *rights, const struct record *record,
                       const struct limit *limit)
{
	static const char *const lamps[] = { "none", "green", "yellow", "red", "paused" };
	static const char *const states[] = { "none", "running", "met", "late", "dropped" };
	const struct world *world = desk_world(rights->desk);
	struct deadline due = deadline_of(record, limit, world->workdays);
	const struct run *run = &record->runs[limit->index];

	jw_name_str(w, STR("id"), limit->name.id);
	jw_name_str(w, STR("name"), limit->name.text);
	jw_name_str(w, STR("state"), str_of(states[run->state]));
	jw_name_str(w, STR("lamp"),
	            str_of(lamps[deadline_lamp(record, limit, world->workdays, rights->now)]));
	jw_name_str(w, STR("started"), time_text(world->arena, run->started));
	if (run->state == RUN_MET || run->state == RUN_LATE)
		jw_name_str(w, STR("stopped"), time_text(world->arena, run->stopped));
	if (!due.endless && !due.due.paused)
		jw_name_str(w, STR("due"),
		            due.exact ? time_text(world->arena, due.due.at)
		                      : time_day_end(world->arena, due.due.last_day));
	jw_name(w, STR("provisional"));
	jw_bool(w, due.due.provisional);
	jw_name_str(w, STR("law"), model_basis(world->arena, record->rule, due.basis));
}

void clocks_write(struct jw *w, const struct rights *rights, const struct record *record,
                  const struct limit *limit)
{
	jw_open(w, '{');
	write_head(w, rights, record, limit);
	jw_close(w);
}

/* ---- explained ---- */

static str length_text(struct arena *arena, struct term_length length)
{
	struct buf buf;

	buf_init(&buf, arena, 64);
	term_write_length(&buf, length);
	return buf_str(&buf);
}

static str day_text(struct arena *arena, day on)
{
	struct buf buf;

	buf_init(&buf, arena, 32);
	day_write(&buf, on);
	return buf_str(&buf);
}

static void write_pauses(struct jw *w, struct arena *arena, const struct term *term)
{
	jw_name(w, STR("pauses"));
	jw_open(w, '[');
	for (size_t i = 0; i < term->pause_count; i++) {
		const struct term_pause *pause = &term->pauses[i];

		jw_open(w, '{');
		jw_name_str(w, STR("from"), time_text(arena, pause->from));
		if (pause->to != INSTANT_NONE)
			jw_name_str(w, STR("to"), time_text(arena, pause->to));
		jw_name_str(w, STR("why"), pause->why);
		jw_name_str(w, STR("law"), pause->basis);
		jw_close(w);
	}
	jw_close(w);
	jw_name(w, STR("extensions"));
	jw_open(w, '[');
	for (size_t i = 0; i < term->extension_count; i++)
		jw_str(w, length_text(arena, term->extensions[i]));
	jw_close(w);
}

static void write_days(struct jw *w, struct arena *arena, const struct term *term,
                       const struct workdays *workdays)
{
	struct term_line *lines;
	size_t count = term_explain(arena, term, workdays, &lines);

	jw_name(w, STR("days"));
	jw_open(w, '[');
	for (size_t i = 0; i < count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("on"), day_text(arena, lines[i].on));
		jw_name_int(w, STR("counted"), lines[i].counted);
		jw_name_str(w, STR("mark"), (str){ &lines[i].mark, 1 });
		jw_name_str(w, STR("why"), lines[i].why);
		jw_name_str(w, STR("basis"), lines[i].basis);
		jw_name(w, STR("provisional"));
		jw_bool(w, lines[i].provisional);
		jw_close(w);
	}
	jw_close(w);
}

/* A limit that runs 截至 a field has no length to be counted. */
static void write_explained(struct jw *w, const struct rights *rights, const struct record *record,
                            const struct limit *limit)
{
	const struct world *world = desk_world(rights->desk);
	const struct field *until;
	str basis;
	struct term term = deadline_term(record, limit, world->workdays, &until, &basis);

	jw_open(w, '{');
	write_head(w, rights, record, limit);
	if (until != NULL) {
		jw_name_str(w, STR("until"), until->name.id);
	} else {
		jw_name_str(w, STR("length"), length_text(world->arena, term.length));
		write_pauses(w, world->arena, &term);
		write_days(w, world->arena, &term, world->workdays);
	}
	jw_close(w);
}

static void list(struct call *call)
{
	struct rights rights = records_rights(call);
	enum sight sight;
	const struct record *record = records_find(call, SIGHT_STAFF, &sight);
	struct jw w;

	if (record == NULL)
		return;
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < record->rule->limit_count; i++)
		if (record->runs[i].runs > 0)
			write_explained(&w, &rights, record, &record->rule->limits[i]);
	jw_close(&w);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

const struct api_op clocks_op = {
	.id = "listClocks",
	.tag = "records",
	.summary = "一条记录的各项期限，逐日怎样数",
	.summary_en = "The limits of a record, counted day by day",
	.door = API_STAFF,
	.scope = "read",
	.run = list,
	.answer = "ClockList",
	.status = 200,
};
