/* route.c -- which address belongs to whom: one table, for serving and for the contract.
 *
 * The routes are tried one after the other, first by the number of segments; of those that
 * fit, the one wins whose first text segment stands where the other has a {name}. A
 * hundred routes are compared in less time than one header takes to parse.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/route.h"

#include "base/arena.h"
#include "base/str.h"
#include "http/http_problem.h"

#define SEGMENTS 12

struct segment {
	str text; /* of a {name}: the name */
	bool named, rest;
};

struct shape {
	const struct route *route;
	size_t count;
	struct segment at[SEGMENTS];
};

struct route_table {
	struct shape *shapes;
	size_t count;
};

static void read_segment(str text, struct segment *segment)
{
	assert(text.n > 0);
	segment->text = text;
	if (text.at[0] != '{') {
		assert(str_find(text, STR("{")) < 0 && str_find(text, STR("}")) < 0);
		return;
	}
	assert(text.n > 2 && text.at[text.n - 1] == '}');
	segment->named = true;
	segment->text = str_sub(text, 1, text.n - 1);
	if (str_ends(segment->text, STR("..."))) {
		segment->rest = true;
		segment->text = str_sub(segment->text, 0, segment->text.n - 3);
	}
	assert(field_is_token(segment->text));
}

static void read_shape(const struct route *route, struct shape *shape)
{
	str rest = str_of(route->pattern);
	size_t names = 0;

	assert(rest.n > 0 && rest.at[0] == '/' && route->handler != NULL);
	assert(route->method < HTTP_METHODS && route->method != HTTP_HEAD);
	shape->route = route;
	rest = str_sub(rest, 1, rest.n);
	while (rest.n > 0) {
		str part;

		str_cut(&rest, STR("/"), &part);
		assert(shape->count < SEGMENTS);
		read_segment(part, &shape->at[shape->count]);
		names += shape->at[shape->count].named;
		assert(!shape->at[shape->count].rest || rest.n == 0);
		shape->count++;
	}
	assert(names <= ROUTE_PARAMS);
}

/* The same addresses, whatever their names are called. */
static bool same_shape(const struct shape *a, const struct shape *b)
{
	if (a->route->method != b->route->method || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->at[i].named != b->at[i].named || a->at[i].rest != b->at[i].rest)
			return false;
		if (!a->at[i].named && !str_eq(a->at[i].text, b->at[i].text))
			return false;
	}
	return true;
}

struct route_table *route_table_new(struct arena *arena, const struct route *routes, size_t count)
{
	struct route_table *table = arena_make(arena, struct route_table, 1);

	table->shapes = arena_make(arena, struct shape, count);
	table->count = count;
	for (size_t i = 0; i < count; i++) {
		read_shape(&routes[i], &table->shapes[i]);
		for (size_t j = 0; j < i; j++)
			assert(!same_shape(&table->shapes[i], &table->shapes[j]));
	}
	return table;
}

/* The segments of a path; false when there are more than any route has. A '/' at the end
 * makes an empty last one, which only a rest takes. */
static bool split(str path, str *parts, size_t *count)
{
	str rest = str_sub(path, 1, path.n);

	for (*count = 0; rest.n > 0; ) {
		bool more;

		if (*count == SEGMENTS)
			return false;
		more = str_cut(&rest, STR("/"), &parts[(*count)++]);
		if (more && rest.n == 0 && *count < SEGMENTS)
			parts[(*count)++] = rest;
	}
	return true;
}

static bool fits(const struct shape *shape, const str *parts, size_t count)
{
	bool rest = shape->count > 0 && shape->at[shape->count - 1].rest;

	if (rest ? count < shape->count : count != shape->count)
		return false;
	for (size_t i = 0; i < shape->count; i++) {
		const struct segment *segment = &shape->at[i];

		if (segment->named ? parts[i].n == 0 : !str_eq(segment->text, parts[i]))
			return false;
	}
	return true;
}

/* Is `a` nearer to the point than `b`, where both fit? */
static bool nearer(const struct shape *a, const struct shape *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++) {
		if (a->at[i].named != b->at[i].named)
			return !a->at[i].named;
		if (a->at[i].rest != b->at[i].rest)
			return !a->at[i].rest;
	}
	return a->count > b->count;
}

static void fill(const struct shape *shape, str path, const str *parts, struct route_match *match)
{
	*match = (struct route_match){ .route = shape->route };
	for (size_t i = 0; i < shape->count; i++) {
		str value = parts[i];

		if (!shape->at[i].named)
			continue;
		if (shape->at[i].rest)
			value.n = (size_t)(path.at + path.n - value.at);
		match->values[match->count++] = value;
	}
}

bool route_find(const struct route_table *table, enum http_method method, str path,
                struct route_match *match, unsigned *allowed)
{
	enum http_method asked = method == HTTP_HEAD ? HTTP_GET : method;
	const struct shape *best = NULL;
	str parts[SEGMENTS];
	size_t count;

	*allowed = 0;
	if (path.n == 0 || path.at[0] != '/' || !split(path, parts, &count))
		return false;
	for (size_t i = 0; i < table->count; i++) {
		const struct shape *shape = &table->shapes[i];

		if (!fits(shape, parts, count))
			continue;
		*allowed |= 1u << shape->route->method;
		if (shape->route->method == asked && (best == NULL || nearer(shape, best)))
			best = shape;
	}
	if (*allowed & 1u << HTTP_GET)
		*allowed |= 1u << HTTP_HEAD;
	if (*allowed != 0)
		*allowed |= 1u << HTTP_OPTIONS;
	if (best != NULL)
		fill(best, path, parts, match);
	return best != NULL;
}

str route_param(const struct route_match *match, str name)
{
	str rest = str_of(match->route->pattern), part;
	size_t at = 0;

	while (rest.n > 0) {
		str_cut(&rest, STR("/"), &part);
		if (part.n < 2 || part.at[0] != '{')
			continue;
		part = str_sub(part, 1, part.n - 1);
		if (str_ends(part, STR("...")))
			part.n -= 3;
		if (str_eq(part, name))
			return match->values[at];
		at++;
	}
	abort(); /* a bug of the caller: the pattern has no such name */
}

static void set_allow(struct http_request *r, unsigned allowed)
{
	struct buf buf;

	buf_init(&buf, http_arena(r), 256);
	for (int i = 0; i < HTTP_METHODS; i++) {
		if (!(allowed & 1u << i))
			continue;
		if (buf.n > 0)
			buf_text(&buf, ", ");
		buf_add(&buf, http_method_name((enum http_method)i));
	}
	http_set(r, STR("Allow"), buf_str(&buf));
}

/* "OPTIONS *" asks the server as a whole. */
static bool answer_star(struct http_request *r)
{
	if (!str_eq(http_path(r), STR("*")))
		return false;
	set_allow(r, (1u << HTTP_METHODS) - 1);
	http_reply(r, 204, (str){ 0 }, (str){ 0 });
	return true;
}

void route_serve(const struct route_table *table, void *with, struct http_request *r)
{
	struct route_match match;
	unsigned allowed;

	if (answer_star(r))
		return;
	if (route_find(table, http_method(r), http_path(r), &match, &allowed)) {
		http_set_route(r, match.route->pattern);
		match.route->handler(with, r, &match);
		return;
	}
	if (allowed == 0) {
		http_problem_plain(r, 404, (str){ 0 });
		return;
	}
	set_allow(r, allowed);
	if (http_method(r) == HTTP_OPTIONS)
		http_reply(r, 204, (str){ 0 }, (str){ 0 });
	else
		http_problem_plain(r, 405, (str){ 0 });
}

size_t route_body_max(const struct route_table *table, const struct http_request *r)
{
	struct route_match match;
	unsigned allowed;

	if (!route_find(table, http_method(r), http_path(r), &match, &allowed))
		return 0;
	return match.route->body_max;
}
