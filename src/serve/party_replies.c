/* party_replies.c -- what was served to the party of a record, as it was served.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/party_replies.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/time.h"
#include "store/db.h"

#define EVENTS 512 /* of one record; the newest count */

struct reading {
	struct jw *w;
	const struct party *party;
};

void party_value(struct jw *w, const struct field *field, str value)
{
	str item;

	jw_name(w, field->name.id);
	if (!field->many) {
		jw_str(w, value);
		return;
	}
	jw_open(w, '[');
	while (value.n > 0) {
		str_cut(&value, STR("\n"), &item);
		jw_str(w, item);
	}
	jw_close(w);
}

static bool is_served(const struct step *step, const struct role *role)
{
	for (size_t i = 0; i < step->served_count; i++)
		if (step->served[i] == role)
			return true;
	return false;
}

static str value_in(const struct event *event, str id)
{
	for (size_t i = 0; i < event->field_count; i++)
		if (str_eq(event->fields[i].id, id))
			return event->fields[i].value;
	for (size_t i = 0; i < event->hidden_count; i++)
		if (str_eq(event->hidden[i].id, id))
			return event->hidden[i].value; /* at NULL when it was erased */
	return (str){ 0 };
}

static bool write_reply(void *with, const struct ledger_row *row, struct err *err)
{
	struct reading *reading = with;
	const struct party *party = reading->party;
	const struct event *event = row->event;
	const struct step *step = event && event->step.n > 0
	                                  ? model_step(party->record->rule, event->step)
	                                  : NULL;
	struct world *world = desk_world(party->desk);
	struct jw *w = reading->w;

	(void)err;
	if (step == NULL || !is_served(step, party->role))
		return true;
	jw_open(w, '{');
	jw_name_int(w, STR("seq"), row->seq);
	jw_name_str(w, STR("at"), time_text(world->arena, event->happened));
	jw_name_str(w, STR("step"), step->name.id);
	jw_name_str(w, STR("step_name"), step->name.text);
	if (event->organ.n > 0)
		jw_name_str(w, STR("organ_name"),
		            arena_copy(world->arena,
		                       people_organ_name(world->people, event->organ)));
	jw_name(w, STR("fields"));
	jw_open(w, '{');
	for (size_t i = 0; i < step->fill_count; i++) {
		str value = value_in(event, step->fills[i]->name.id);

		if (value.n > 0)
			party_value(w, step->fills[i], value);
	}
	jw_close(w);
	jw_close(w);
	return true;
}

/* The events of the record, oldest first; their numbers first, so that no question stays open
 * while they are read. */
static bool each_event(const struct party *party,
                       bool (*each)(void *, const struct ledger_row *, struct err *), void *with,
                       struct err *err)
{
	struct arena *arena = desk_world(party->desk)->arena;
	struct db *db = desk_db(party->desk);
	int64_t *seqs = arena_make(arena, int64_t, EVENTS);
	struct db_rows rows;
	size_t n = 0;

	if (!db_ask(db, &rows,
	            "SELECT seq FROM event WHERE procedure = ?1 AND record = ?2 "
	            "ORDER BY seq DESC LIMIT ?3",
	            VALUES(DB_TEXT(party->record->rule->name.id), DB_INT(party->record->serial),
	                   DB_INT(EVENTS)),
	            err))
		return false;
	while (db_next(&rows))
		seqs[n++] = db_int(&rows, 0);
	if (!db_done(&rows))
		return false;
	while (n-- > 0)
		if (!ledger_each(db, seqs[n], seqs[n] + 1, each, with, err))
			return false;
	return true;
}

bool party_replies(struct jw *w, const struct party *party, struct err *err)
{
	struct reading reading = { w, party };

	jw_name(w, STR("replies"));
	jw_open(w, '[');
	if (!each_event(party, write_reply, &reading, err))
		return false;
	jw_close(w);
	return true;
}
