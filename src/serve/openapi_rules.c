/* openapi_rules.c -- the part of the contract that the rules in force write themselves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/openapi_rules.h"

#include "base/arena.h"
#include "base/str.h"

static str schema_name(struct jw *w, const struct rule *rule, const char *part)
{
	return arena_printf(w->buf->arena, "%.*s.%s", PSTR(rule->name.id), part);
}

static str step_schema(struct jw *w, const struct rule *rule, const struct step *step)
{
	return arena_printf(w->buf->arena, "%.*s.step.%.*s", PSTR(rule->name.id),
	                    PSTR(step->name.id));
}

static str pointer(struct jw *w, str schema)
{
	return arena_printf(w->buf->arena, "#/components/schemas/%.*s", PSTR(schema));
}

static void write_ref(struct jw *w, str schema)
{
	jw_open(w, '{');
	jw_name_str(w, STR("$ref"), pointer(w, schema));
	jw_close(w);
}

/* Steps that only the clock, or another step, takes are no requests. */
static bool is_asked(const struct step *step, bool opening)
{
	return step->opening == opening && step->by_count > 0;
}

bool openapi_rules_has(const struct rule *rule, bool opening)
{
	for (size_t i = 0; i < rule->step_count; i++)
		if (is_asked(&rule->steps[i], opening))
			return true;
	return false;
}

/* ---- what a record has ---- */

static void write_fields(struct jw *w, const struct rule *rule)
{
	jw_name(w, schema_name(w, rule, "fields"));
	jw_open(w, '{');
	jw_name_str(w, STR("type"), STR("object"));
	jw_name_str(w, STR("title"),
	            arena_printf(w->buf->arena, "%.*s：字段的值", PSTR(rule->name.text)));
	jw_name(w, STR("properties"));
	jw_open(w, '{');
	for (size_t i = 0; i < rule->field_count; i++) {
		jw_name(w, rule->fields[i].name.id);
		openapi_values_write(w, &rule->fields[i], false, true);
	}
	jw_close(w);
	jw_name(w, STR("additionalProperties"));
	jw_bool(w, true);
	jw_close(w);
}

static void write_record(struct jw *w, const struct rule *rule)
{
	jw_name(w, schema_name(w, rule, "record"));
	jw_open(w, '{');
	jw_name_str(w, STR("title"), rule->name.text);
	jw_name(w, STR("allOf"));
	jw_open(w, '[');
	write_ref(w, STR("Record"));
	jw_open(w, '{');
	jw_name_str(w, STR("type"), STR("object"));
	jw_name(w, STR("properties"));
	jw_open(w, '{');
	jw_name(w, STR("procedure"));
	jw_open(w, '{');
	jw_name_str(w, STR("const"), rule->name.id);
	jw_close(w);
	jw_name(w, STR("fields"));
	write_ref(w, schema_name(w, rule, "fields"));
	jw_close(w);
	jw_close(w);
	jw_close(w);
	jw_close(w);
}

static void write_list(struct jw *w, const struct rule *rule)
{
	jw_name(w, schema_name(w, rule, "list"));
	jw_open(w, '{');
	jw_name_str(w, STR("title"), rule->name.text);
	jw_name(w, STR("allOf"));
	jw_open(w, '[');
	write_ref(w, STR("RecordList"));
	jw_open(w, '{');
	jw_name_str(w, STR("type"), STR("object"));
	jw_name(w, STR("properties"));
	jw_open(w, '{');
	jw_name(w, STR("items"));
	jw_open(w, '{');
	jw_name_str(w, STR("type"), STR("array"));
	jw_name(w, STR("items"));
	write_ref(w, schema_name(w, rule, "record"));
	jw_close(w);
	jw_close(w);
	jw_close(w);
	jw_close(w);
	jw_close(w);
}

/* ---- what a step is sent ---- */

static bool is_set(const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < step->take_count; i++)
		if (step->takes[i].field == field)
			return true;
	for (size_t i = 0; i < step->assign_count; i++)
		if (step->assigns[i].field == field)
			return true;
	for (size_t i = 0; i < step->number_count; i++)
		if (step->numbers[i].field == field)
			return true;
	return false;
}

/* Must it be sent? What the record may have already need not, but where a record begins. */
static bool is_needed(const struct step *step, size_t i)
{
	return step->musts[i] == FILL_HERE ||
	       (step->musts[i] == FILL_HELD && step->opening && !is_set(step, step->fills[i]));
}

static bool needs_any(const struct step *step)
{
	for (size_t i = 0; i < step->fill_count; i++)
		if (is_needed(step, i))
			return true;
	return false;
}

static void write_sent(struct jw *w, const struct step *step)
{
	jw_open(w, '{');
	jw_name_str(w, STR("type"), STR("object"));
	jw_name(w, STR("properties"));
	jw_open(w, '{');
	for (size_t i = 0; i < step->fill_count; i++) {
		jw_name(w, step->fills[i]->name.id);
		openapi_values_write(w, step->fills[i], true, is_needed(step, i));
	}
	jw_close(w);
	jw_name(w, STR("required"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->fill_count; i++)
		if (is_needed(step, i))
			jw_str(w, step->fills[i]->name.id);
	jw_close(w);
	jw_name(w, STR("additionalProperties"));
	jw_bool(w, false);
	jw_close(w);
}

static void write_roles(struct jw *w, const struct step *step)
{
	jw_open(w, '{');
	jw_name_str(w, STR("description"), STR("以什么角色办，不写则第一个合适的"));
	jw_name_str(w, STR("type"), STR("string"));
	jw_name(w, STR("enum"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->by_count; i++)
		jw_str(w, step->by[i]->name.id);
	jw_close(w);
	jw_close(w);
}

/* The other members, as any step has them (schema Step). */
static void write_common(struct jw *w)
{
	static const struct {
		const char *name, *type, *format;
	} members[] = { { "happened", "string", "date-time" } };

	for (size_t i = 0; i < countof(members); i++) {
		jw_name(w, str_of(members[i].name));
		jw_open(w, '{');
		jw_name_str(w, STR("type"), str_of(members[i].type));
		jw_name_str(w, STR("format"), str_of(members[i].format));
		jw_close(w);
	}
}

static void write_step(struct jw *w, const struct rule *rule, const struct step *step)
{
	jw_name(w, step_schema(w, rule, step));
	jw_open(w, '{');
	jw_name_str(w, STR("type"), STR("object"));
	jw_name_str(w, STR("title"), step->name.text);
	if (step->basis.n > 0)
		jw_name_str(w, STR("description"),
		            model_basis(w->buf->arena, rule, step->basis));
	jw_name(w, STR("properties"));
	jw_open(w, '{');
	jw_name(w, STR("step"));
	jw_open(w, '{');
	jw_name_str(w, STR("const"), step->name.id);
	jw_name_str(w, STR("title"), step->name.text);
	jw_close(w);
	jw_name(w, STR("fields"));
	write_sent(w, step);
	jw_name(w, STR("role"));
	write_roles(w, step);
	write_common(w);
	jw_close(w);
	jw_name(w, STR("required"));
	jw_open(w, '[');
	jw_str(w, STR("step"));
	if (needs_any(step))
		jw_str(w, STR("fields"));
	jw_close(w);
	jw_close(w);
}

/* One of the steps, told apart by `step`. */
static void write_choice(struct jw *w, const struct rule *rule, bool opening)
{
	jw_name(w, schema_name(w, rule, opening ? "open" : "step"));
	jw_open(w, '{');
	jw_name_str(w, STR("title"), opening ? STR("开办") : STR("办一步"));
	jw_name(w, STR("oneOf"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->step_count; i++)
		if (is_asked(&rule->steps[i], opening))
			write_ref(w, step_schema(w, rule, &rule->steps[i]));
	jw_close(w);
	jw_name(w, STR("discriminator"));
	jw_open(w, '{');
	jw_name_str(w, STR("propertyName"), STR("step"));
	jw_name(w, STR("mapping"));
	jw_open(w, '{');
	for (size_t i = 0; i < rule->step_count; i++)
		if (is_asked(&rule->steps[i], opening))
			jw_name_str(w, rule->steps[i].name.id,
			            pointer(w, step_schema(w, rule, &rule->steps[i])));
	jw_close(w);
	jw_close(w);
	jw_close(w);
}

void openapi_rules_write(struct jw *w, const struct rule *rule)
{
	write_fields(w, rule);
	write_record(w, rule);
	write_list(w, rule);
	for (size_t i = 0; i < rule->step_count; i++)
		if (rule->steps[i].by_count > 0)
			write_step(w, rule, &rule->steps[i]);
	if (openapi_rules_has(rule, true))
		write_choice(w, rule, true);
	if (openapi_rules_has(rule, false))
		write_choice(w, rule, false);
}

/* ---- examples ---- */

static void write_example(struct jw *w, const struct step *step)
{
	jw_open(w, '{');
	jw_name_str(w, STR("step"), step->name.id);
	jw_name(w, STR("fields"));
	jw_open(w, '{');
	for (size_t i = 0; i < step->fill_count; i++) {
		if (!is_needed(step, i))
			continue;
		jw_name(w, step->fills[i]->name.id);
		openapi_values_sample(w, step->fills[i]);
	}
	jw_close(w);
	jw_close(w);
}

void openapi_rules_examples(struct jw *w, const struct rule *rule, bool opening)
{
	jw_open(w, '{');
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];

		if (!is_asked(step, opening))
			continue;
		jw_name(w, step->name.id);
		jw_open(w, '{');
		jw_name_str(w, STR("summary"), step->name.text);
		jw_name(w, STR("value"));
		write_example(w, step);
		jw_close(w);
	}
	jw_close(w);
}
