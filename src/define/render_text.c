/* render_text.c -- a rule in its own layout: the head, the nouns, and the sections in order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render_text.h"

#include "base/arena.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/render.h"
#include "define/render_table.h"
#include "define/words.h"

void render_text_end(struct buf *out, str basis)
{
	if (basis.n > 0)
		buf_printf(out, "  %.*s", PSTR(basis));
	buf_byte(out, '\n');
}

static void head_line(struct buf *out, const char *word, str value)
{
	if (value.n > 0)
		buf_printf(out, "%s  %.*s\n", word, PSTR(value));
}

static void render_head(struct buf *out, const struct rule *rule)
{
	static const char *const kinds[] = { "规程", "名录", "记事" };

	buf_printf(out, "%s  %.*s  %.*s%s\n", kinds[rule->kind], PSTR(rule->name.text),
	           PSTR(rule->name.id), rule->attested ? "  报送" : "");
	for (size_t i = 0; i < rule->law_count; i++)
		head_line(out, "依据", rule->laws[i]);
	buf_text(out, "施行  ");
	day_write(out, rule->effective);
	buf_byte(out, '\n');
	head_line(out, "主管", rule->organ);
	head_line(out, "案号", rule->number);
	head_line(out, "归口", rule->chapter);
	if (rule->counted_by != NULL)
		head_line(out, "统计单位", rule->counted_by->name.text);
	if (rule->split != NULL)
		head_line(out, "统计分项", rule->split->name.text);
	head_line(out, "保存", rule->retention);
}

static void render_roles(struct buf *out, const struct rule *rule)
{
	const size_t size = sizeof(struct role);
	int width = words_width(rule->roles, rule->role_count, size, false);
	int id_width = words_width(rule->roles, rule->role_count, size, true);

	buf_text(out, rule->role_count > 0 ? "\n角色\n" : "");
	for (size_t i = 0; i < rule->role_count; i++) {
		const struct role *role = &rule->roles[i];
		buf_text(out, "  ");
		words_column(out, role->name.text, width);
		words_column(out, role->name.id, id_width);
		if (role->kind == ROLE_PUBLIC)
			buf_text(out, "公众\n");
		else
			buf_printf(out, "%.*s 的 %.*s\n",
			           PSTR(role->field != NULL ? role->field->name.text : role->organ),
			           PSTR(role->post));
	}
}

static void bound(struct buf *out, const struct field *field, const char *word, int64_t value)
{
	buf_printf(out, "  %s ", word);
	if (field->type == FIELD_MONEY && !field->many)
		num_write_decimal(out, value);
	else
		buf_int(out, value);
}

static void render_field(struct buf *out, const struct field *field, int width, int id_width)
{
	bool has_most = field->most != INT64_MAX && (field->type != FIELD_TEXT || field->many);

	words_column(out, field->name.text, width);
	words_column(out, field->name.id, id_width);
	words_type(out, field);
	buf_text(out, field->required ? "  必填" : "");
	buf_text(out, field->hidden ? "  不公开" : "");
	buf_text(out, field->unique ? "  唯一" : "");
	if (field->unit.n > 0)
		buf_printf(out, "  单位 %.*s", PSTR(field->unit));
	if (field->least != INT64_MIN)
		bound(out, field, "不少于", field->least);
	if (has_most)
		bound(out, field, "不超过", field->most);
	render_text_end(out, field->basis);
}

static void render_options(struct buf *out, const struct field *field)
{
	const size_t size = sizeof(struct option);
	int width = words_width(field->options, field->option_count, size, false);

	for (size_t i = 0; i < field->option_count; i++) {
		const struct option *option = &field->options[i];
		buf_text(out, "      ");
		words_column(out, option->name.text, width);
		buf_add(out, option->name.id);
		render_text_end(out, option->basis);
	}
}

static void render_fields(struct buf *out, const struct rule *rule)
{
	const size_t size = sizeof(struct field);
	int width = words_width(rule->fields, rule->field_count, size, false);
	int id_width = words_width(rule->fields, rule->field_count, size, true);

	buf_text(out, rule->field_count > 0 ? "\n字段\n" : "");
	for (size_t i = 0; i < rule->field_count; i++) {
		const struct field *field = &rule->fields[i];
		buf_text(out, "  ");
		render_field(out, field, width, id_width);
		render_options(out, field);
		for (size_t k = 0; k < field->cell_count; k++) {
			buf_text(out, "      ");
			render_field(out, &field->cells[k], 0, 0);
		}
	}
}

static void render_papers(struct buf *out, const struct rule *rule)
{
	int width = words_width(rule->papers, rule->paper_count, sizeof(struct paper), false);

	buf_text(out, rule->paper_count > 0 ? "\n材料\n" : "");
	for (size_t i = 0; i < rule->paper_count; i++) {
		buf_text(out, "  ");
		words_column(out, rule->papers[i].name.text, width);
		buf_add(out, rule->papers[i].name.id);
		render_text_end(out, rule->papers[i].basis);
	}
}

static void render_stages(struct buf *out, const struct rule *rule)
{
	int width = words_width(rule->stages, rule->stage_count, sizeof(struct stage), false);

	buf_text(out, rule->stage_count > 0 ? "\n环节\n" : "");
	for (size_t i = 0; i < rule->stage_count; i++) {
		const struct stage *stage = &rule->stages[i];
		buf_text(out, "  ");
		words_column(out, stage->name.text, width);
		buf_add(out, stage->name.id);
		buf_text(out, stage->start ? "  起点" : "");
		buf_text(out, stage->end ? "  终点" : "");
		buf_text(out, stage->pause ? "  停表" : "");
		render_text_end(out, stage->basis);
	}
}

static void render_publics(struct buf *out, const struct rule *rule)
{
	buf_text(out, rule->public_count > 0 ? "\n公开\n" : "");
	for (size_t i = 0; i < rule->public_count; i++) {
		const struct publicity *publicity = &rule->publics[i];
		buf_text(out, publicity->number ? "  案号" : "");
		for (size_t k = 0; k < publicity->field_count; k++)
			buf_printf(out, "  %.*s", PSTR(publicity->fields[k]->name.text));
		buf_text(out, "  自 ");
		words_names(out, publicity->after, publicity->after_count);
		buf_text(out, " 后 ");
		term_write_length(out, publicity->within);
		if (publicity->when != NULL)
			buf_printf(out, "  若 %.*s", PSTR(publicity->when->text));
		render_text_end(out, publicity->basis);
	}
}

static void render_moment(struct buf *out, instant at)
{
	if (at == day_start(day_at(at)))
		day_write(out, day_at(at));
	else
		day_write_minute(out, at);
}

static void render_record(struct buf *out, const struct example_line *line)
{
	if (line->record.n > 0)
		buf_printf(out, "%.*s  ", PSTR(line->record));
}

static void render_taken(struct buf *out, const struct example_line *line)
{
	bool apart = docket_is_apart(line); /* its words are known to another rule */

	render_moment(out, line->at);
	buf_printf(out, "  %.*s  ", PSTR(line->actor));
	render_record(out, line);
	if (line->procedure.n > 0)
		buf_printf(out, "%.*s.", PSTR(line->procedure));
	buf_add(out, apart ? line->part : line->step->name.text);
	for (size_t i = 0; i < line->field_count; i++)
		buf_printf(out, "  %.*s %.*s",
		           PSTR(apart ? line->names[i] : line->fields[i]->name.text),
		           PSTR(line->values[i]));
	for (size_t i = 0; i < line->lack_count; i++)
		buf_printf(out, "  缺 %.*s",
		           PSTR(apart ? line->lack_names[i] : line->lacks[i]->name.text));
	buf_text(out, line->as_happened ? "  补录" : "");
}

/* What must be: the keyword, the record where it is named, the part, what is expected. */
static void render_must(struct buf *out, const struct example_line *line, const char *word,
                        const struct name *part)
{
	buf_printf(out, "%s  ", word);
	render_record(out, line);
	buf_add(out, part != NULL ? part->text : line->part);
	if (line->expected.n > 0)
		buf_printf(out, "  %.*s", PSTR(line->expected));
}

static void render_by(struct buf *out, const struct example_line *line)
{
	buf_text(out, "应由  ");
	render_record(out, line);
	buf_printf(out, "%.*s  ", PSTR(line->actor));
	buf_add(out, line->step != NULL ? line->step->name.text : line->part);
}

static const struct name *name_of_limit(const struct example_line *line)
{
	return line->limit != NULL ? &line->limit->name : NULL;
}

static void render_example_line(struct buf *out, const struct example_line *line)
{
	buf_text(out, "  ");
	switch (line->kind) {
	case EXAMPLE_STEP: render_taken(out, line); break;
	case EXAMPLE_TODAY:
		render_moment(out, line->at);
		buf_text(out, "  今日");
		break;
	case EXAMPLE_STAGE:
		render_must(out, line, "应为", line->stage != NULL ? &line->stage->name : NULL);
		break;
	case EXAMPLE_BY: render_by(out, line); break;
	case EXAMPLE_DUE: render_must(out, line, "应期", name_of_limit(line)); break;
	case EXAMPLE_LAMP: render_must(out, line, "应灯", name_of_limit(line)); break;
	case EXAMPLE_COUNT:
		buf_printf(out, "应计  %.*s  %d 年  %.*s", PSTR(line->indicator->name.text),
		           line->year, PSTR(line->expected));
		break;
	case EXAMPLE_VALUE:
		render_must(out, line, "应值", line->field != NULL ? &line->field->name : NULL);
		break;
	case EXAMPLE_REFUSED:
		buf_printf(out, line->expected.n > 0 ? "应拒  %.*s" : "应拒%.*s",
		           PSTR(line->expected));
		break;
	}
	buf_byte(out, '\n');
}

static void render_examples(struct buf *out, const struct rule *rule)
{
	for (size_t i = 0; i < rule->example_count; i++) {
		const struct example *example = &rule->examples[i];
		buf_printf(out, "\n示例  %.*s\n", PSTR(example->title));
		for (size_t k = 0; k < example->line_count; k++)
			render_example_line(out, &example->lines[k]);
	}
}

void render_rule(struct buf *out, const struct rule *rule)
{
	render_head(out, rule);
	render_roles(out, rule);
	render_fields(out, rule);
	render_papers(out, rule);
	if (rule->kind == RULE_NOTE) { /* its one stage is unwritten */
		render_text_note(out, rule);
	} else {
		render_stages(out, rule);
		render_text_steps(out, rule);
	}
	render_text_limits(out, rule);
	render_text_counts(out, rule);
	render_table_text(out, rule);
	render_publics(out, rule);
	render_examples(out, rule);
}
