/* openapi_schemas.c -- schemas and parameters of the contract, from tables of text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/openapi_schemas.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "format/json.h"
#include "serve/openapi_tables.h"

/* ---- types ---- */

static void write_ref(struct jw *w, str name)
{
	jw_open(w, '{');
	jw_name_str(w, STR("$ref"),
	            arena_printf(w->buf->arena, "#/components/schemas/%.*s", PSTR(name)));
	jw_close(w);
}

static void write_words(struct jw *w, str words)
{
	str word;

	jw_name_str(w, STR("type"), STR("string"));
	jw_name(w, STR("enum"));
	jw_open(w, '[');
	while (words.n > 0) {
		str_cut(&words, STR("|"), &word);
		jw_str(w, word);
	}
	jw_close(w);
}

static void write_plain(struct jw *w, str type)
{
	static const struct {
		const char *name, *type, *format;
	} plains[] = { { "string", "string", NULL },   { "integer", "integer", "int64" },
		       { "boolean", "boolean", NULL }, { "date", "string", "date" },
		       { "time", "string", "date-time" }, { "map", "object", NULL } };

	for (size_t i = 0; i < countof(plains); i++) {
		if (!str_eq(type, str_of(plains[i].name)))
			continue;
		jw_name_str(w, STR("type"), str_of(plains[i].type));
		if (plains[i].format != NULL)
			jw_name_str(w, STR("format"), str_of(plains[i].format));
		return;
	}
	assert(str_eq(type, STR("any")) || str_eq(type, STR("strings")));
	if (str_eq(type, STR("any")))
		return;
	jw_name_str(w, STR("type"), STR("object"));
	jw_name(w, STR("additionalProperties"));
	jw_open(w, '{');
	jw_name_str(w, STR("type"), STR("string"));
	jw_close(w);
}

/* The inside of a schema that is no reference. */
static void write_inside(struct jw *w, str type)
{
	if (type.at[0] == '=') {
		write_words(w, str_sub(type, 1, type.n));
		return;
	}
	if (type.at[0] != '[') {
		write_plain(w, type);
		return;
	}
	jw_name_str(w, STR("type"), STR("array"));
	jw_name(w, STR("items"));
	openapi_schemas_type(w, str_sub(type, 1, type.n - 1));
}

static bool is_name(str type)
{
	return type.at[0] >= 'A' && type.at[0] <= 'Z';
}

void openapi_schemas_type(struct jw *w, str type)
{
	assert(type.n > 0);
	if (is_name(type)) {
		write_ref(w, type);
		return;
	}
	jw_open(w, '{');
	write_inside(w, type);
	jw_close(w);
}

/* ---- a schema ---- */

/* "name type 说明" cut into its three words. */
struct line {
	str name, type, text;
	bool optional;
};

static bool next_line(str *rest, struct line *line)
{
	str whole;

	if (rest->n == 0)
		return false;
	str_cut(rest, STR("\n"), &whole);
	str_cut(&whole, STR(" "), &line->name);
	whole = str_trim(whole);
	str_cut(&whole, STR(" "), &line->type);
	line->text = str_trim(whole);
	line->optional = str_ends(line->name, STR("?"));
	if (line->optional)
		line->name = str_sub(line->name, 0, line->name.n - 1);
	return true;
}

static void write_member(struct jw *w, const struct line *line)
{
	jw_name(w, line->name);
	jw_open(w, '{');
	if (is_name(line->type))
		jw_name_str(w, STR("$ref"), arena_printf(w->buf->arena, "#/components/schemas/%.*s",
		                                         PSTR(line->type)));
	else
		write_inside(w, line->type);
	if (line->text.n > 0)
		jw_name_str(w, STR("description"), line->text);
	jw_close(w);
}

static void write_members(struct jw *w, str lines)
{
	struct line line;
	bool open = false;
	str rest = lines;

	jw_name(w, STR("properties"));
	jw_open(w, '{');
	while (next_line(&rest, &line)) {
		if (str_eq(line.name, STR("*")))
			open = true;
		else
			write_member(w, &line);
	}
	jw_close(w);
	jw_name(w, STR("required"));
	jw_open(w, '[');
	for (rest = lines; next_line(&rest, &line);)
		if (!line.optional && !str_eq(line.name, STR("*")))
			jw_str(w, line.name);
	jw_close(w);
	jw_name(w, STR("additionalProperties"));
	jw_bool(w, open);
}

static void write_example(struct jw *w, const char *text)
{
	struct err ignored = { 0 };
	const struct json *json = text ? json_read(w->buf->arena, str_of(text), &ignored) : NULL;

	assert(text == NULL || json != NULL);
	if (json == NULL)
		return;
	jw_name(w, STR("examples"));
	jw_open(w, '[');
	jw_json(w, json);
	jw_close(w);
}

void openapi_schemas_write(struct jw *w)
{
	const struct openapi_schema *schema;

	for (size_t i = 0; (schema = openapi_tables_schema(i)) != NULL; i++) {
		jw_name(w, str_of(schema->name));
		jw_open(w, '{');
		jw_name_str(w, STR("type"), STR("object"));
		jw_name_str(w, STR("title"), str_of(schema->title));
		write_members(w, str_of(schema->lines));
		write_example(w, schema->example);
		jw_close(w);
	}
}

void openapi_schemas_open(struct jw *w, str name)
{
	jw_name(w, name);
	jw_open(w, '{');
	jw_name_str(w, STR("type"), STR("object"));
	jw_name(w, STR("additionalProperties"));
	jw_bool(w, true);
	jw_close(w);
}

/* ---- parameters, tags ---- */

void openapi_schemas_parameter(struct jw *w, str name, bool in_path)
{
	const struct openapi_parameter *parameter = openapi_tables_parameter(name);

	jw_open(w, '{');
	jw_name_str(w, STR("name"), name);
	jw_name_str(w, STR("in"), in_path ? STR("path") : STR("query"));
	jw_name(w, STR("required"));
	jw_bool(w, in_path || (parameter != NULL && parameter->required));
	jw_name(w, STR("schema"));
	openapi_schemas_type(w, parameter ? str_of(parameter->type) : STR("string"));
	if (parameter != NULL) {
		jw_name_str(w, STR("description"), str_of(parameter->text));
		jw_name_str(w, STR("x-description-en"), str_of(parameter->text_en));
	}
	jw_close(w);
}

void openapi_schemas_tags(struct jw *w)
{
	const struct openapi_tag *tags;
	size_t count = openapi_tables_tags(&tags);

	jw_open(w, '[');
	for (size_t i = 0; i < count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("name"), str_of(tags[i].name));
		jw_name_str(w, STR("description"), str_of(tags[i].text));
		jw_name_str(w, STR("x-description-en"), str_of(tags[i].text_en));
		jw_close(w);
	}
	jw_close(w);
}
