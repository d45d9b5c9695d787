/* record.c -- what is known of one case, entry or note: the fold of its events.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/record.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"

struct record *record_new(struct arena *arena, const struct rule *rule, int64_t serial)
{
	struct record *r = arena_make(arena, struct record, 1);

	r->rule = rule;
	r->serial = serial;
	r->opened = r->changed = r->ended = INSTANT_NONE;
	r->values = arena_make(arena, str, rule->field_count);
	r->seen = arena_make(arena, struct step_seen, rule->step_count);
	r->acted = arena_make(arena, struct people_list, rule->role_count);
	r->runs = arena_make(arena, struct run, rule->limit_count);
	r->slots = arena_make(arena, struct slot, rule->indicator_count);
	return r;
}

static void *copy_of(struct arena *arena, const void *from, size_t bytes)
{
	void *to = arena_take(arena, bytes);

	if (bytes > 0)
		memcpy(to, from, bytes);
	return to;
}

struct record *record_copy(struct arena *arena, const struct record *from)
{
	const struct rule *rule = from->rule;
	struct record *r = copy_of(arena, from, sizeof(*r));

	r->values = copy_of(arena, from->values, rule->field_count * sizeof(*r->values));
	r->seen = copy_of(arena, from->seen, rule->step_count * sizeof(*r->seen));
	r->acted = copy_of(arena, from->acted, rule->role_count * sizeof(*r->acted));
	r->runs = copy_of(arena, from->runs, rule->limit_count * sizeof(*r->runs));
	r->slots = copy_of(arena, from->slots, rule->indicator_count * sizeof(*r->slots));
	for (size_t i = 0; i < rule->limit_count; i++) {
		struct run *run = &r->runs[i];

		run->pauses = copy_of(arena, run->pauses, run->pause_count * sizeof(*run->pauses));
		run->by_stage = copy_of(arena, run->by_stage, run->pause_count * sizeof(bool));
	}
	return r;
}

str record_value(const struct record *record, const struct field *field)
{
	return record->values[field - record->rule->fields];
}

str record_key(struct arena *arena, str procedure, int64_t serial)
{
	struct buf buf;

	buf_init(&buf, arena, LIMIT_LINE_BYTES);
	buf_add(&buf, procedure);
	buf_byte(&buf, '/');
	buf_int(&buf, serial);
	return buf_str(&buf);
}

str record_name(struct arena *arena, const struct record *record)
{
	return record_key(arena, record->rule->name.id, record->serial);
}

/* ---- the text form: writing ---- */

static void put_text(struct buf *buf, str s)
{
	size_t from = 0;

	buf_byte(buf, '\t');
	for (size_t i = 0; i < s.n; i++) {
		char c = s.at[i];

		if (c != '\t' && c != '\n' && c != '\\')
			continue;
		buf_add(buf, str_sub(s, from, i));
		buf_byte(buf, '\\');
		buf_byte(buf, (char)(c == '\t' ? 't' : c == '\n' ? 'n' : c));
		from = i + 1;
	}
	buf_add(buf, str_sub(s, from, s.n));
}

static void put_int(struct buf *buf, int64_t value)
{
	buf_byte(buf, '\t');
	buf_int(buf, value);
}

static void write_run(struct buf *buf, str id, const struct run *run)
{
	if (run->state == RUN_NONE && run->runs == 0)
		return;
	buf_byte(buf, 'l');
	put_text(buf, id);
	put_int(buf, run->state);
	put_int(buf, run->expired);
	put_int(buf, run->runs);
	put_int(buf, run->started);
	put_int(buf, run->stopped);
	buf_byte(buf, '\n');
	for (size_t i = 0; i < run->pause_count; i++) {
		buf_byte(buf, 'p');
		put_int(buf, run->pauses[i].from);
		put_int(buf, run->pauses[i].to);
		put_int(buf, run->by_stage[i]);
		put_text(buf, run->pauses[i].why);
		put_text(buf, run->pauses[i].basis);
		buf_byte(buf, '\n');
	}
	for (size_t i = 0; i < run->extension_count; i++) {
		buf_byte(buf, 'x');
		put_int(buf, run->extensions[i].n);
		put_int(buf, (int64_t)run->extensions[i].unit);
		buf_byte(buf, '\n');
	}
}

static void write_slot(struct buf *buf, str id, const struct slot *slot)
{
	if (!slot->on)
		return;
	buf_byte(buf, 't');
	put_text(buf, id);
	put_int(buf, slot->on_day);
	put_int(buf, slot->n);
	put_int(buf, slot->v);
	put_text(buf, slot->organ);
	put_text(buf, slot->key);
	buf_byte(buf, '\n');
}

static void write_seen(struct buf *buf, str id, const struct step_seen *seen)
{
	if (seen->count == 0)
		return;
	buf_byte(buf, 's');
	put_text(buf, id);
	put_int(buf, seen->count);
	put_int(buf, seen->first);
	put_int(buf, seen->last);
	put_text(buf, seen->person);
	buf_byte(buf, '\n');
}

void record_write(struct buf *buf, const struct record *r)
{
	const struct rule *rule = r->rule;

	for (size_t i = 0; i < rule->field_count; i++) {
		if (r->values[i].n == 0)
			continue;
		buf_byte(buf, 'f');
		put_text(buf, rule->fields[i].name.id);
		put_text(buf, r->values[i]);
		buf_byte(buf, '\n');
	}
	for (size_t i = 0; i < rule->step_count; i++)
		write_seen(buf, rule->steps[i].name.id, &r->seen[i]);
	for (size_t i = 0; i < rule->role_count; i++) {
		if (r->acted[i].count == 0)
			continue;
		buf_byte(buf, 'a');
		put_text(buf, rule->roles[i].name.id);
		for (size_t k = 0; k < r->acted[i].count; k++)
			put_text(buf, r->acted[i].at[k]);
		buf_byte(buf, '\n');
	}
	for (size_t i = 0; i < rule->limit_count; i++)
		write_run(buf, rule->limits[i].name.id, &r->runs[i]);
	for (size_t i = 0; i < rule->indicator_count; i++)
		write_slot(buf, rule->indicators[i].name.id, &r->slots[i]);
	if (r->previous != NULL) {
		buf_byte(buf, 'b');
		put_text(buf, r->previous->name.id);
		buf_byte(buf, '\n');
	}
}

/* ---- reading ---- */

struct state_line {
	struct arena *arena;
	str rest;
	bool bad;
};

static str take_text(struct state_line *line)
{
	str item;

	if (line->rest.n == 0) {
		line->bad = true;
		return (str){ 0 };
	}
	line->rest = str_sub(line->rest, 1, line->rest.n); /* the TAB */
	const char *tab = memchr(line->rest.at, '\t', line->rest.n);

	item = str_sub(line->rest, 0, tab ? (size_t)(tab - line->rest.at) : line->rest.n);
	line->rest = str_sub(line->rest, item.n, line->rest.n);
	if (item.n == 0 || memchr(item.at, '\\', item.n) == NULL)
		return item;
	char *out = arena_take(line->arena, item.n);
	size_t n = 0;

	for (size_t i = 0; i < item.n; i++) {
		char c = item.at[i];

		if (c == '\\' && i + 1 < item.n) {
			c = item.at[++i];
			c = (char)(c == 't' ? '\t' : c == 'n' ? '\n' : c);
		}
		out[n++] = c;
	}
	return (str){ out, n };
}

static int64_t take_int(struct state_line *line)
{
	int64_t value = 0;

	if (!num_read_int(take_text(line), &value))
		line->bad = true;
	return value;
}

static struct run *read_run(struct state_line *line, struct record *r)
{
	const struct limit *limit = model_limit(r->rule, take_text(line));

	if (limit == NULL) {
		line->bad = true;
		return NULL;
	}
	struct run *run = &r->runs[limit->index];

	run->state = (enum run_state)take_int(line);
	run->expired = take_int(line) != 0;
	run->runs = take_int(line);
	run->started = take_int(line);
	run->stopped = take_int(line);
	return run;
}

static void read_pause(struct state_line *line, struct run *run)
{
	size_t n = run->pause_count++;

	run->pauses = arena_grow(line->arena, run->pauses, n * sizeof(*run->pauses),
	                         (n + 1) * sizeof(*run->pauses));
	run->by_stage = arena_grow(line->arena, run->by_stage, n * sizeof(bool),
	                           (n + 1) * sizeof(bool));
	run->pauses[n].from = take_int(line);
	run->pauses[n].to = take_int(line);
	run->by_stage[n] = take_int(line) != 0;
	run->pauses[n].why = take_text(line);
	run->pauses[n].basis = take_text(line);
}

static void read_extension(struct state_line *line, struct run *run)
{
	size_t n = run->extension_count++;

	run->extensions = arena_grow(line->arena, run->extensions, n * sizeof(*run->extensions),
	                             (n + 1) * sizeof(*run->extensions));
	run->extensions[n].n = (int)take_int(line);
	run->extensions[n].unit = (enum term_unit)take_int(line);
}

static void read_slot(struct state_line *line, struct record *r)
{
	const struct indicator *indicator = model_indicator(r->rule, take_text(line));
	struct slot *slot = indicator ? &r->slots[indicator->index] : NULL;

	if (slot == NULL) {
		line->bad = true;
		return;
	}
	slot->on = true;
	slot->on_day = (day)take_int(line);
	slot->n = take_int(line);
	slot->v = take_int(line);
	slot->organ = take_text(line);
	slot->key = take_text(line);
}

static void read_seen(struct state_line *line, struct record *r)
{
	const struct step *step = model_step(r->rule, take_text(line));

	if (step == NULL) {
		line->bad = true;
		return;
	}
	struct step_seen *seen = &r->seen[step->index];

	seen->count = take_int(line);
	seen->first = take_int(line);
	seen->last = take_int(line);
	seen->person = take_text(line);
}

static void read_acted(struct state_line *line, struct record *r)
{
	const struct role *role = model_role(r->rule, take_text(line));
	size_t count = 0;

	if (role == NULL) {
		line->bad = true;
		return;
	}
	for (size_t i = 0; i < line->rest.n; i++)
		count += line->rest.at[i] == '\t';
	struct people_list *list = &r->acted[role - r->rule->roles];

	list->at = arena_make(line->arena, str, count);
	while (line->rest.n > 0)
		list->at[list->count++] = take_text(line);
}

static void read_line(struct state_line *line, char tag, struct record *r, struct run **run)
{
	const struct field *field;

	switch (tag) {
	case 'f':
		field = model_field(r->rule, take_text(line));
		if (field == NULL)
			line->bad = true;
		else
			r->values[field - r->rule->fields] = take_text(line);
		break;
	case 's': read_seen(line, r); break;
	case 'a': read_acted(line, r); break;
	case 'l': *run = read_run(line, r); break;
	case 't': read_slot(line, r); break;
	case 'b': r->previous = model_stage(r->rule, take_text(line)); break;
	case 'p':
	case 'x':
		if (*run == NULL)
			line->bad = true;
		else if (tag == 'p')
			read_pause(line, *run);
		else
			read_extension(line, *run);
		break;
	default: line->bad = true;
	}
}

bool record_read(struct arena *arena, str state, struct record *record, struct err *err)
{
	struct run *run = NULL;

	state = arena_copy(arena, state);
	while (state.n > 0) {
		const char *end = memchr(state.at, '\n', state.n);
		size_t n = end ? (size_t)(end - state.at) : state.n;
		struct state_line line = { arena, str_sub(state, 1, n), n < 2 };

		if (!line.bad)
			read_line(&line, state.at[0], record, &run);
		if (line.bad)
			return err_set(err, ERR_TAMPERED, "record.state",
			               "%.*s/%lld 的状态行读不懂", PSTR(record->rule->name.id),
			               (long long)record->serial);
		state = str_sub(state, n + 1, state.n);
	}
	return true;
}
