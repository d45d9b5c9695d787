/* available.c -- which steps the caller may take on a record now, and why not the others.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/available.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "engine/may.h"
#include "serve/records.h"

static const char *type_of(const struct field *field)
{
	static const char *const types[] = {
		[FIELD_TEXT] = "text",     [FIELD_LONG] = "long",         [FIELD_INT] = "integer",
		[FIELD_MONEY] = "money",   [FIELD_DATE] = "date",         [FIELD_TIME] = "time",
		[FIELD_BOOL] = "boolean",  [FIELD_CHOICE] = "choice",     [FIELD_ORGAN] = "organ",
		[FIELD_PERSON] = "person", [FIELD_PHONE] = "phone",       [FIELD_PLACE] = "place",
		[FIELD_LINK] = "link",     [FIELD_IDENTITY] = "identity", [FIELD_LIST] = "list",
	};

	return types[field->type];
}

static void write_flag(struct jw *w, const char *name, bool truth)
{
	jw_name(w, str_of(name));
	jw_bool(w, truth);
}

static void write_fields(struct jw *w, const struct step *step, const struct record *record)
{
	jw_name(w, STR("fields"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->fill_count; i++) {
		const struct field *field = step->fills[i];

		jw_open(w, '{');
		jw_name_str(w, STR("id"), field->name.id);
		jw_name_str(w, STR("name"), field->name.text);
		jw_name_str(w, STR("type"), str_of(type_of(field)));
		write_flag(w, "many", field->many);
		write_flag(w, "private", field->hidden);
		write_flag(w, "required", step->musts[i] != FILL_MAY);
		write_flag(w, "missing", may_lacks_field(step, i, record));
		jw_close(w);
	}
	jw_close(w);
}

static void write_papers(struct jw *w, const struct step *step)
{
	jw_name(w, STR("papers"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->paper_count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("id"), step->papers[i]->name.id);
		jw_name_str(w, STR("name"), step->papers[i]->name.text);
		write_flag(w, "required", step->paper_musts[i]);
		jw_close(w);
	}
	jw_close(w);
}

static void write_why(struct jw *w, const struct err *why)
{
	jw_name(w, STR("why"));
	jw_open(w, '{');
	jw_name_str(w, STR("code"), str_of(why->code));
	jw_name_str(w, STR("detail"), str_of(why->what));
	if (why->rule[0] != '\0')
		jw_name_str(w, STR("law"), str_of(why->rule));
	if (why->fix[0] != '\0')
		jw_name_str(w, STR("fix"), str_of(why->fix));
	jw_close(w);
}

static void write_may(struct jw *w, struct call *call, const struct record *record,
                      const struct may *may)
{
	const struct step *step = may->step;

	jw_open(w, '{');
	jw_name_str(w, STR("id"), step->name.id);
	jw_name_str(w, STR("name"), step->name.text);
	jw_name_str(w, STR("law"), model_basis(call->arena, record->rule, step->basis));
	write_flag(w, "may", may->may);
	if (!may->may)
		write_why(w, &may->why);
	if (may->may && may->role != NULL) {
		jw_name_str(w, STR("role"), may->role->name.id);
		jw_name_str(w, STR("role_name"), may->role->name.text);
		write_flag(w, "public_role", may->role->kind == ROLE_PUBLIC);
	}
	if (may->may && may->organ.n > 0)
		jw_name_str(w, STR("organ"), may->organ);
	if (may->may && may->stead.n > 0)
		jw_name_str(w, STR("in_stead_of"), may->stead);
	if (step->to != NULL)
		jw_name_str(w, STR("to"), step->to->name.id);
	write_fields(w, step, record);
	write_papers(w, step);
	jw_close(w);
}

/* A key may take steps only where it has the scope. */
static bool has_scope(struct call *call, const struct rule *rule)
{
	return who_may(&call->who, arena_printf(call->arena, "step:%.*s", PSTR(rule->name.id)));
}

static bool is_clocks_alone(const struct step *step)
{
	return step->clock && step->by_count == 0;
}

static void list(struct call *call)
{
	enum sight sight;
	const struct record *record = records_find(call, SIGHT_STAFF, &sight);
	const struct rule *rule;
	struct jw w;

	if (record == NULL)
		return;
	rule = record->rule;
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name_str(&w, STR("etag"), records_etag(call->arena, record));
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		struct may may;

		if (step->opening || is_clocks_alone(step))
			continue;
		may = may_step(desk_world(call->desk), rule, record, step, call->who.person,
		               call->now);
		if (may.may && !has_scope(call, rule)) {
			may.may = false;
			err_set(&may.why, ERR_DENIED, "who.scope", "密钥没有办这个规程的范围");
		}
		write_may(&w, call, record, &may);
	}
	jw_close(&w);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

const struct api_op available_op = {
	.id = "listAvailableSteps",
	.tag = "steps",
	.summary = "现在能办哪些步骤，不能办的为什么",
	.summary_en = "Which steps the caller may take now, and why not the others",
	.door = API_STAFF,
	.scope = "read",
	.run = list,
	.answer = "AvailableSteps",
	.status = 200,
};
