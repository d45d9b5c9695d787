/* sql_place.c -- a shared statement as one jurisdiction's, in PostgreSQL's words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/sql_place.h"
#include "base/arena.h"
#include "base/num.h"
#include "base/str.h"
#include <ctype.h>

#define SQL_MAX ((size_t)16384)

/* What the next word or bracket means. */
enum wait { WAIT_NOTHING, WAIT_TABLE, WAIT_COLUMNS, WAIT_VALUES, WAIT_CONFLICT, WAIT_TARGET };

struct rewriting {
	struct sql_place *sql;
	struct buf out;
	const char *place;
	const char *at;
	str first;         /* the statement's first word */
	enum wait wait;
	int depth;         /* of brackets */
	bool closes;       /* a bracket opened behind WHERE waits for its end */
	bool had_target;   /* the table that is changed was named; others are asked */
	size_t conflict_at; /* in out; 0: none */
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static str word_at(const char *at)
{
	size_t n = 0;

	while (is_word(at[n]))
		n++;
	return (str){ at, n };
}

static bool is(str word, const char *name)
{
	return str_eq(word, str_of(name));
}

static void add_table(struct rewriting *r, str name)
{
	for (size_t i = 0; i < r->sql->table_count; i++)
		if (str_eq(r->sql->tables[i], name))
			return;
	assert(r->sql->table_count < SQL_PLACE_TABLES);
	r->sql->tables[r->sql->table_count++] = name;
}

/* Behind FROM t or JOIN t: does another name for it follow? */
static bool has_alias(const char *at)
{
	static const char *const words[] = { "WHERE", "ORDER", "GROUP", "LEFT",  "JOIN",
		                             "INNER", "ON",    "LIMIT", "HAVING",
		                             "UNION", "CROSS", "SET" };
	str word;

	while (*at == ' ')
		at++;
	word = word_at(at);
	for (size_t i = 0; i < countof(words); i++)
		if (is(word, words[i]))
			return false;
	return word.n > 0;
}

static void put_table(struct rewriting *r, str name)
{
	bool inside = is(r->first, "SELECT") || r->had_target;

	r->wait = is(r->first, "INSERT") && !inside ? WAIT_COLUMNS : WAIT_NOTHING;
	r->had_target = true;
	add_table(r, name);
	if (is(name, "migration")) {
		r->wait = WAIT_NOTHING;
		r->place = NULL;
	}
	if (!inside || r->place == NULL) {
		buf_add(&r->out, name);
		return;
	}
	buf_printf(&r->out, "(SELECT * FROM %.*s WHERE place = '%s')", PSTR(name), r->place);
	if (!has_alias(name.at + name.n))
		buf_printf(&r->out, " %.*s", PSTR(name));
}

static bool changes_rows(const struct rewriting *r)
{
	return is(r->first, "UPDATE") || is(r->first, "DELETE");
}

/* A word that is no table's name: what does it announce? */
static void put_keyword(struct rewriting *r, str word)
{
	if (is(word, "CONFLICT"))
		r->conflict_at = r->out.n - 3; /* "ON " */
	buf_add(&r->out, word);
	r->wait = WAIT_NOTHING;
	if (r->place == NULL)
		return;
	if (is(word, "INTO") || is(word, "FROM") || is(word, "JOIN"))
		r->wait = WAIT_TABLE;
	else if (is(word, "VALUES"))
		r->wait = WAIT_VALUES;
	else if (is(word, "ON"))
		r->wait = WAIT_CONFLICT;
	else if (is(word, "CONFLICT"))
		r->wait = WAIT_TARGET;
	else if (is(word, "UPDATE") && r->conflict_at == 0)
		r->wait = WAIT_TABLE;
	if (is(word, "WHERE") && changes_rows(r) && r->depth == 0) {
		buf_printf(&r->out, " place = '%s' AND (", r->place);
		r->closes = true;
	}
	/* One INSERT has its own rows: those of a question are not understood here. */
	assert(!(is(word, "SELECT") && is(r->first, "INSERT") && r->depth == 0));
}

static void put_bracket(struct rewriting *r)
{
	buf_byte(&r->out, '(');
	if (r->wait == WAIT_COLUMNS || r->wait == WAIT_TARGET)
		buf_text(&r->out, "place, ");
	else if (r->wait == WAIT_VALUES)
		buf_printf(&r->out, "'%s', ", r->place);
	r->wait = WAIT_NOTHING;
	r->depth++;
	r->at++;
}

static void put_quoted(struct rewriting *r)
{
	do
		buf_byte(&r->out, *r->at++);
	while (*r->at != '\'' && *r->at != '\0');
	assert(*r->at == '\'');
	buf_byte(&r->out, *r->at++);
}

static void put_next(struct rewriting *r)
{
	str word = word_at(r->at);

	if (word.n > 0) {
		r->at += word.n;
		if (r->first.n == 0)
			r->first = word;
		if (r->wait == WAIT_TABLE)
			put_table(r, word);
		else
			put_keyword(r, word);
		return;
	}
	if (*r->at == '(') {
		put_bracket(r);
	} else if (*r->at == '\'') {
		put_quoted(r);
	} else {
		r->depth -= *r->at == ')';
		buf_byte(&r->out, *r->at == '?' ? '$' : *r->at);
		r->at++;
	}
}

/* ---- can it be gathered? ---- */

static str between(str text, const char *from, const char *to)
{
	ptrdiff_t first = str_find(text, str_of(from)), last;

	if (first < 0)
		return (str){ 0 };
	text = str_sub(text, (size_t)first + strlen(from), text.n);
	last = str_find(text, str_of(to));
	return last < 0 ? (str){ 0 } : str_sub(text, 0, (size_t)last);
}

/* "?1, ?2, ?3": every parameter once, in order. */
static bool in_order(str values, size_t *count)
{
	str one;
	int64_t number;

	*count = 0;
	while (values.n > 0) {
		str_cut(&values, STR(","), &one);
		one = str_trim(one);
		if (one.n < 2 || one.at[0] != '?' ||
		    !num_read_int(str_sub(one, 1, one.n), &number) || number != (int64_t)++*count)
			return false;
	}
	return *count > 0;
}

size_t sql_place_column(const struct sql_place *sql, str name)
{
	str columns = sql->columns, one;
	size_t i;

	for (i = 0; columns.n > 0; i++) {
		str_cut(&columns, STR(","), &one);
		if (str_eq(str_trim(one), name))
			break;
	}
	return i;
}

static void add_key(struct sql_place *sql, str name)
{
	assert(sql->key_count < SQL_PLACE_KEYS);
	sql->keys[sql->key_count++] = name;
}

static void see_conflict(struct sql_place *sql, str text)
{
	str target = between(text, "ON CONFLICT (", ")"), one;

	sql->updates = str_find(text, STR("DO UPDATE")) >= 0;
	while (target.n > 0) {
		str_cut(&target, STR(","), &one);
		add_key(sql, str_trim(one));
		assert(sql_place_column(sql, str_trim(one)) < sql->column_count);
	}
}

/* WHERE a = ?1 AND b = ?2, and nothing behind it: which rows it can find is plain. */
static void see_question(struct rewriting *r, str text)
{
	ptrdiff_t where = str_find(text, STR(" WHERE "));
	str rest, one;

	if (!is(r->first, "SELECT") || r->sql->table_count != 1 || where < 0 || r->place == NULL)
		return;
	rest = str_sub(text, (size_t)where + 7, text.n);
	for (size_t i = 1; rest.n > 0; i++) {
		char wanted[16];
		str name = word_at(rest.at);

		snprintf(wanted, sizeof wanted, " = ?%zu", i);
		str_cut(&rest, STR(" AND "), &one);
		if (!str_eq(str_sub(one, name.n, one.n), str_of(wanted))) {
			r->sql->key_count = 0;
			return;
		}
		add_key(r->sql, name);
	}
}

static size_t count_of(str columns)
{
	size_t count = 0;
	str one;

	for (; columns.n > 0; count++)
		str_cut(&columns, STR(","), &one);
	return count;
}

static void see_insert(struct rewriting *r, const char *sql_text)
{
	struct sql_place *sql = r->sql;
	str text = str_of(sql_text);
	size_t count;

	if (!is(r->first, "INSERT") || r->place == NULL)
		return;
	sql->columns = between(text, "(", ")");
	sql->column_count = count_of(sql->columns);
	sql->gathers = in_order(between(text, "VALUES (", ")"), &count) &&
	               count == sql->column_count;
	if (r->conflict_at > 0) {
		sql->conflict = str_sub(sql->text, r->conflict_at, sql->text.n);
		see_conflict(sql, text);
		/* SET n = ?5 would name a parameter that an array's row is not. */
		sql->gathers = sql->gathers && str_find(sql->conflict, STR("$")) < 0;
	}
}

struct sql_place sql_place_of(struct arena *arena, const char *sql, const char *place)
{
	struct sql_place made = { 0 };
	struct rewriting r = { .sql = &made, .place = place, .at = sql };

	buf_init(&r.out, arena, SQL_MAX);
	while (*r.at != '\0')
		put_next(&r);
	if (r.closes)
		buf_byte(&r.out, ')');
	else if (changes_rows(&r) && r.place != NULL)
		buf_printf(&r.out, " WHERE place = '%s'", r.place);
	buf_byte(&r.out, '\0');
	assert(!r.out.full);
	made.text = str_sub(buf_str(&r.out), 0, r.out.n - 1);
	see_insert(&r, sql);
	see_question(&r, str_of(sql));
	return made;
}

str sql_place_arrays(struct arena *arena, const struct sql_place *sql, const char *place,
                     const char *const *types)
{
	struct buf out;

	assert(sql->gathers);
	buf_init(&out, arena, SQL_MAX);
	buf_printf(&out, "INSERT INTO %.*s (place, %.*s) SELECT '%s', * FROM unnest(",
	           PSTR(sql->tables[0]), PSTR(sql->columns), place);
	for (size_t i = 0; i < sql->column_count; i++)
		buf_printf(&out, "%s$%zu::%s[]", i > 0 ? ", " : "", i + 1, types[i]);
	buf_printf(&out, ") %.*s", PSTR(sql->conflict));
	buf_byte(&out, '\0');
	assert(!out.full);
	return str_sub(buf_str(&out), 0, out.n - 1);
}
