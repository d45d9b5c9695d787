/* history.c -- what happened to a record, event by event, each with its place in the ledger.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/history.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/mask.h"
#include "serve/reads.h"
#include "serve/records.h"
#include "serve/time.h"
#include "store/db.h"

#define HISTORY_MOST 200

struct history {
	struct call *call;
	struct jw *w;
	const struct record *record;
	struct rights rights;
	enum sight sight;
};

static const char *kind_of(enum leaf_kind kind)
{
	switch (kind) {
	case LEAF_OPEN: return "open";
	case LEAF_ONCE: return "once";
	case LEAF_END: return "end";
	case LEAF_CLOCK: return "clock";
	case LEAF_MEND: return "mend";
	default: return "step";
	}
}

/* ---- who ---- */

static str person_name(const struct people *people, str person)
{
	for (size_t i = 0; i < people->post_count; i++)
		if (str_eq(people->posts[i].person, person) && people->posts[i].person_name.n > 0)
			return people->posts[i].person_name;
	return (str){ 0 };
}

static str masked_name(struct history *h, str name)
{
	static const struct field person = { .type = FIELD_PERSON };

	return mask_value(h->call->arena, &person, name);
}

/* A citizen's name stands among the private values of the event, under "actor". */
static str citizen_of(const struct event *event)
{
	for (size_t i = 0; i < event->hidden_count; i++)
		if (str_eq(event->hidden[i].id, STR("actor")))
			return event->hidden[i].value;
	return (str){ 0 };
}

static void write_who(struct history *h, const struct event *event)
{
	const struct people *people = desk_world(h->call->desk)->people;
	const struct role *role = model_role(h->record->rule, event->role);
	bool whole = h->sight == SIGHT_WHOLE;
	str name = event->person.n > 0 ? person_name(people, event->person) : citizen_of(event);
	struct jw *w = h->w;

	jw_name(w, STR("by"));
	jw_open(w, '{');
	jw_name_str(w, STR("role"), event->role);
	if (role != NULL)
		jw_name_str(w, STR("role_name"), role->name.text);
	if (event->organ.n > 0) {
		jw_name_str(w, STR("organ"), event->organ);
		jw_name_str(w, STR("organ_name"), people_organ_name(people, event->organ));
	}
	if (whole && event->person.n > 0)
		jw_name_str(w, STR("person"), event->person);
	if (name.n > 0)
		jw_name_str(w, STR("name"), whole ? name : masked_name(h, name));
	if (whole && event->stead.n > 0)
		jw_name_str(w, STR("in_stead_of"), event->stead);
	jw_close(w);
}

/* ---- what ---- */

static void write_fields(struct history *h, const struct event *event)
{
	const struct rule *rule = h->record->rule;
	struct jw *w = h->w;

	jw_name(w, STR("fields"));
	jw_open(w, '{');
	for (size_t i = 0; i < event->field_count; i++) {
		const struct field *field = model_field(rule, event->fields[i].id);

		jw_name(w, event->fields[i].id);
		if (field != NULL)
			records_write_value(w, field, event->fields[i].value);
		else
			jw_str(w, event->fields[i].value);
	}
	jw_close(w);
}

/* Private values: in the clear, in part, or only that they are there. */
static void write_private(struct history *h, const struct event *event)
{
	struct jw *w = h->w;

	if (event->hidden_count == 0)
		return;
	jw_name(w, STR("private"));
	jw_open(w, '{');
	for (size_t i = 0; i < event->hidden_count; i++) {
		const struct field *field = model_field(h->record->rule, event->hidden[i].id);
		str value = event->hidden[i].value;

		if (field == NULL)
			continue;
		jw_name(w, event->hidden[i].id);
		if (value.at == NULL || (h->sight < SIGHT_WHOLE && !rights_masked(field, h->sight)))
			jw_null(w);
		else if (h->sight == SIGHT_WHOLE)
			records_write_value(w, field, value);
		else
			records_write_value(w, field, mask_value(h->call->arena, field, value));
	}
	jw_close(w);
}

static void write_papers(struct history *h, const struct event *event)
{
	struct jw *w = h->w;

	if (event->paper_count == 0)
		return;
	jw_name(w, STR("papers"));
	jw_open(w, '{');
	for (size_t i = 0; i < event->paper_count; i++)
		jw_name_str(w, event->papers[i].id, event->papers[i].value);
	jw_close(w);
}

static void write_what(struct history *h, const struct event *event)
{
	const struct rule *rule = h->record->rule;
	const struct step *step = event->step.n > 0 ? model_step(rule, event->step) : NULL;
	const struct stage *stage = event->stage.n > 0 ? model_stage(rule, event->stage) : NULL;
	const struct limit *limit = event->limit.n > 0 ? model_limit(rule, event->limit) : NULL;
	struct jw *w = h->w;

	if (step != NULL) {
		jw_name_str(w, STR("step"), step->name.id);
		jw_name_str(w, STR("step_name"), step->name.text);
		jw_name_str(w, STR("law"), model_basis(h->call->arena, rule, step->basis));
	}
	if (limit != NULL) {
		jw_name_str(w, STR("limit"), limit->name.id);
		jw_name_str(w, STR("limit_name"), limit->name.text);
	}
	if (stage != NULL) {
		jw_name_str(w, STR("stage"), stage->name.id);
		jw_name_str(w, STR("stage_name"), stage->name.text);
	}
	if (event->number.n > 0)
		jw_name_str(w, STR("number"), event->number);
	if (event->cause >= 0)
		jw_name_int(w, STR("cause"), event->cause);
	jw_name(w, STR("deviations"));
	jw_open(w, '[');
	for (size_t i = 0; i < event->deviation_count; i++)
		jw_str(w, event->deviations[i]);
	jw_close(w);
}

static bool each(void *with, const struct ledger_row *row, struct err *err)
{
	struct history *h = with;
	struct jw *w = h->w;

	(void)err;
	jw_open(w, '{');
	jw_name_int(w, STR("seq"), row->seq);
	if (row->event != NULL) {
		jw_name_str(w, STR("kind"), str_of(kind_of(row->event->kind)));
		jw_name_str(w, STR("happened"), time_text(h->call->arena, row->event->happened));
		jw_name_str(w, STR("recorded"), time_text(h->call->arena, row->event->recorded));
		write_who(h, row->event);
		write_what(h, row->event);
		write_fields(h, row->event);
		write_private(h, row->event);
		write_papers(h, row->event);
	}
	jw_close(w);
	return true;
}

/* ---- all of it ---- */

static bool find_seqs(struct history *h, int64_t after, int64_t limit, int64_t *seqs,
                      size_t *count, struct err *err)
{
	struct db_rows rows;

	*count = 0;
	if (!db_ask(desk_db(h->call->desk), &rows,
	            "SELECT seq FROM event WHERE procedure = ?1 AND record = ?2 "
	            "AND seq > ?3 ORDER BY seq LIMIT ?4",
	            VALUES(DB_TEXT(h->record->rule->name.id), DB_INT(h->record->serial),
	                   DB_INT(after), DB_INT(limit)),
	            err))
		return false;
	while (db_next(&rows))
		seqs[(*count)++] = db_int(&rows, 0);
	return db_done(&rows);
}

static bool write_events(struct history *h, int64_t after, int64_t limit, struct err *err)
{
	int64_t *seqs = arena_make(h->call->arena, int64_t, (size_t)limit + 1);
	size_t count, shown;

	if (!find_seqs(h, after, limit + 1, seqs, &count, err))
		return false;
	shown = count > (size_t)limit ? (size_t)limit : count;
	jw_name(h->w, STR("items"));
	jw_open(h->w, '[');
	for (size_t i = 0; i < shown; i++)
		if (!ledger_each(desk_db(h->call->desk), seqs[i], seqs[i] + 1, each, h, err))
			return false;
	jw_close(h->w);
	if (count > shown)
		jw_name_str(h->w, STR("next"),
		            arena_printf(h->call->arena, "%lld", (long long)seqs[shown - 1]));
	return true;
}

static void list(struct call *call)
{
	struct history h = { .call = call, .rights = records_rights(call) };
	struct err err = { 0 };
	int64_t after, limit;
	struct jw w;

	h.record = records_find(call, SIGHT_STAFF, &h.sight);
	if (h.record == NULL ||
	    !call_query_int(call, STR("limit"), 1, HISTORY_MOST, 100, &limit) ||
	    !call_query_int(call, STR("cursor"), 0, INT64_MAX, -1, &after) ||
	    !reads_call(call, h.record, h.sight))
		return;
	call_json_begin(call, &w);
	h.w = &w;
	jw_open(&w, '{');
	if (!write_events(&h, after, limit, &err)) {
		call_problem(call, &err);
		return;
	}
	jw_close(&w);
	call_json_send(call, 200, &w);
}

static const char *const queries[] = { "limit", "cursor", NULL };

const struct api_op history_op = {
	.id = "listEvents",
	.tag = "records",
	.summary = "一条记录的经过，每一步在总账里的位置",
	.summary_en = "What happened to a record, with places in the ledger",
	.door = API_STAFF,
	.scope = "read",
	.run = list,
	.queries = queries,
	.answer = "EventList",
	.status = 200,
};
