/* openapi_values.c -- the values of a rule's fields in the contract.
 *
 * What is sent must fit; what a record has may have been written under an older version of
 * the rule, so that only its kind is promised.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "serve/openapi_rules.h"

static void write_text(struct jw *w, const struct field *field, bool asked)
{
	if (!asked)
		return;
	if (field->characters > 0 || field->type == FIELD_TEXT)
		jw_name_int(w, STR("maxLength"),
		            field->characters > 0    ? field->characters
		            : field->most < INT64_MAX ? field->most
		                                      : LIMIT_VALUE_BYTES);
	else
		jw_name_int(w, STR("maxLength"), LIMIT_VALUE_BYTES);
}

static void write_integer(struct jw *w, const struct field *field, bool asked)
{
	if (!asked || field->many)
		return;
	if (field->least != INT64_MIN)
		jw_name_int(w, STR("minimum"), field->least);
	if (field->most != INT64_MAX)
		jw_name_int(w, STR("maximum"), field->most);
}

/* The ids, and what they are called, in the same order. */
static void write_choice(struct jw *w, const struct field *field, bool asked, bool must)
{
	jw_name(w, asked ? STR("enum") : STR("x-enum"));
	jw_open(w, '[');
	for (size_t i = 0; i < field->option_count; i++)
		jw_str(w, field->options[i].name.id);
	if (asked && !must)
		jw_null(w);
	jw_close(w);
	jw_name(w, STR("x-enum-descriptions"));
	jw_open(w, '[');
	for (size_t i = 0; i < field->option_count; i++)
		jw_str(w, field->options[i].name.text);
	if (asked && !must)
		jw_str(w, STR("（不填）"));
	jw_close(w);
}

/* JSON's own kind of one value. */
static const char *kind_of(const struct field *field, bool asked)
{
	if (!asked)
		return "string";
	if (field->type == FIELD_INT)
		return "integer";
	return field->type == FIELD_BOOL ? "boolean" : "string";
}

static void write_type(struct jw *w, const char *kind, bool must)
{
	jw_name(w, STR("type"));
	if (must) {
		jw_str(w, str_of(kind));
		return;
	}
	jw_open(w, '[');
	jw_str(w, str_of(kind));
	jw_str(w, STR("null"));
	jw_close(w);
}

/* The members of the schema of one value. */
static void write_one(struct jw *w, const struct field *field, bool asked, bool must)
{
	write_type(w, kind_of(field, asked), must);
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_LONG: write_text(w, field, asked); break;
	case FIELD_INT: write_integer(w, field, asked); break;
	case FIELD_MONEY:
		if (asked)
			jw_name_str(w, STR("pattern"), STR("^-?[0-9]+(\\.[0-9]{1,4})?$"));
		break;
	case FIELD_DATE: jw_name_str(w, STR("format"), STR("date")); break;
	case FIELD_TIME: jw_name_str(w, STR("format"), STR("date-time")); break;
	case FIELD_CHOICE: write_choice(w, field, asked, must); break;
	case FIELD_IDENTITY:
		if (asked)
			jw_name_str(w, STR("pattern"), STR("^[0-9A-Za-z]{18}$"));
		break;
	case FIELD_LIST:
		jw_name_str(w, STR("x-rows"), STR("行以“；”或换行分，格以“｜”分"));
		break;
	default: break;
	}
}

static void write_many(struct jw *w, const struct field *field, bool asked, bool must)
{
	write_type(w, "array", must);
	jw_name(w, STR("items"));
	jw_open(w, '{');
	write_one(w, field, asked, true);
	jw_close(w);
	if (!asked)
		return;
	if (field->least > 0)
		jw_name_int(w, STR("minItems"), field->least);
	if (field->most != INT64_MAX)
		jw_name_int(w, STR("maxItems"), field->most);
}

void openapi_values_write(struct jw *w, const struct field *field, bool asked, bool must)
{
	jw_open(w, '{');
	jw_name_str(w, STR("title"), field->name.text);
	if (field->many)
		write_many(w, field, asked, must);
	else
		write_one(w, field, asked, must);
	if (field->unit.n > 0)
		jw_name_str(w, STR("x-unit"), field->unit);
	if (field->hidden) {
		jw_name(w, STR("x-private"));
		jw_bool(w, true);
	}
	jw_close(w);
}

/* ---- samples ---- */

static int64_t within(const struct field *field, int64_t wanted)
{
	if (field->many)
		return wanted;
	if (wanted < field->least)
		wanted = field->least;
	return wanted > field->most ? field->most : wanted;
}

static void sample_money(struct jw *w, const struct field *field)
{
	struct buf buf;

	buf_init(&buf, w->buf->arena, 64);
	num_write_decimal(&buf, within(field, 1000000));
	jw_str(w, buf_str(&buf));
}

static void sample_list(struct jw *w, const struct field *field)
{
	struct buf buf;

	buf_init(&buf, w->buf->arena, 1024);
	for (size_t i = 0; i < field->cell_count; i++)
		buf_text(&buf, i > 0 ? "｜1" : "1");
	jw_str(w, buf_str(&buf));
}

static void sample_one(struct jw *w, const struct field *field)
{
	switch (field->type) {
	case FIELD_INT: jw_int(w, within(field, 1)); break;
	case FIELD_MONEY: sample_money(w, field); break;
	case FIELD_DATE: jw_str(w, STR("2024-06-03")); break;
	case FIELD_TIME: jw_str(w, STR("2024-06-03T10:00:00+08:00")); break;
	case FIELD_BOOL: jw_bool(w, true); break;
	case FIELD_CHOICE: jw_str(w, field->options[0].name.id); break;
	case FIELD_PHONE: jw_str(w, STR("0937-12345")); break;
	case FIELD_IDENTITY: jw_str(w, STR("11010519491231002X")); break;
	case FIELD_LIST: sample_list(w, field); break;
	default: jw_str(w, STR("甲")); break;
	}
}

void openapi_values_sample(struct jw *w, const struct field *field)
{
	int64_t count = field->many && field->least > 1 ? field->least : 1;

	if (!field->many) {
		sample_one(w, field);
		return;
	}
	jw_open(w, '[');
	for (int64_t i = 0; i < count; i++)
		sample_one(w, field);
	jw_close(w);
}
