/* print_json.c -- a compiled report as data, with the provenance of each figure.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/print.h"

#include "base/arena.h"
#include "base/str.h"
#include "format/json_write.h"

static const char *const kinds[] = { "lead", "chapter", "section", "paragraph", "narrative" };

static void write_some(struct jw *w, str name, str text)
{
	if (text.n > 0)
		jw_name_str(w, name, text);
}

static void write_sentence(struct jw *w, const struct annual_sentence *sentence)
{
	jw_open(w, '{');
	jw_name_int(w, STR("line"), sentence->line);
	jw_name(w, STR("pieces"));
	jw_open(w, '[');
	for (size_t i = 0; i < sentence->count; i++) {
		const struct annual_piece *piece = &sentence->pieces[i];

		jw_open(w, '{');
		if (piece->figure != NULL)
			jw_name_int(w, STR("figure"), piece->figure->number);
		jw_name_str(w, STR("text"), piece->text);
		jw_close(w);
	}
	jw_close(w);
	jw_close(w);
}

static void write_blocks(struct jw *w, const struct annual *annual)
{
	jw_name(w, STR("blocks"));
	jw_open(w, '[');
	for (size_t i = 0; i < annual->block_count; i++) {
		const struct annual_block *block = &annual->blocks[i];

		jw_open(w, '{');
		write_some(w, STR("head"), block->head);
		jw_name_str(w, STR("kind"), str_of(kinds[block->kind]));
		write_some(w, STR("office"), block->office);
		write_some(w, STR("ordinal"), block->ordinal);
		jw_name(w, STR("sentences"));
		jw_open(w, '[');
		for (size_t j = 0; j < block->count; j++)
			write_sentence(w, &block->sentences[j]);
		jw_close(w);
		jw_close(w);
	}
	jw_close(w);
}

static void write_checks(struct jw *w, const struct annual *annual)
{
	jw_name(w, STR("checks"));
	jw_open(w, '[');
	for (size_t i = 0; i < annual->check_count; i++) {
		jw_open(w, '{');
		jw_name_int(w, STR("line"), annual->checks[i].line);
		jw_name_str(w, STR("procedure"), annual->checks[i].system->of->procedure);
		jw_name_str(w, STR("what"), annual->checks[i].what);
		jw_close(w);
	}
	jw_close(w);
}

static void write_months(struct jw *w, const struct annual_figure *figure)
{
	jw_name(w, STR("months"));
	jw_open(w, '[');
	for (int i = 0; i < 12 && figure->monthly; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("exact"), figure->months_exact[i]);
		jw_name_str(w, STR("printed"), figure->months[i]);
		jw_close(w);
	}
	jw_close(w);
}

static str day_text(struct arena *arena, day on)
{
	struct buf buf;

	buf_init(&buf, arena, 16);
	day_write(&buf, on);
	return buf_str(&buf);
}

static void write_statements(struct jw *w, const struct annual_figure *figure)
{
	jw_name(w, STR("statements"));
	jw_open(w, '[');
	for (size_t i = 0; i < figure->statement_count; i++) {
		const struct annual_statement *one = &figure->statements[i];

		jw_open(w, '{');
		jw_name_str(w, STR("day"), day_text(w->buf->arena, one->on));
		jw_name_str(w, STR("record"), one->record);
		jw_name_str(w, STR("source"), one->source);
		jw_name_str(w, STR("value"), one->value);
		jw_close(w);
	}
	jw_close(w);
}

static void write_figure(struct jw *w, const struct annual_figure *figure)
{
	jw_open(w, '{');
	jw_name_str(w, STR("at"), figure->at_start ? STR("start") : STR("end"));
	if (figure->figure.attested) {
		jw_name(w, STR("attested"));
		jw_bool(w, true);
	}
	write_some(w, STR("basis"), figure->basis);
	write_some(w, STR("denominator"), figure->below);
	jw_name_str(w, STR("exact"), figure->exact);
	jw_name_str(w, STR("formula"), figure->formula);
	jw_name_str(w, STR("indicator"), figure->indicator->name.id);
	write_months(w, figure);
	jw_name_str(w, STR("name"), figure->indicator->name.text);
	jw_name_int(w, STR("number"), figure->number);
	write_some(w, STR("numerator"), figure->above);
	jw_name_str(w, STR("printed"), figure->printed);
	jw_name_str(w, STR("procedure"), figure->system->of->procedure);
	jw_name_int(w, STR("records"), figure->records);
	jw_name_str(w, STR("rule"), figure->rule_line);
	if (figure->figure.attested)
		write_statements(w, figure);
	jw_name_str(w, STR("system"), figure->system->of->system);
	write_some(w, STR("unit"), figure->indicator->unit);
	jw_close(w);
}

static void write_ledger(struct jw *w, const struct annual_of *of)
{
	jw_name(w, STR("ledger"));
	jw_open(w, '{');
	jw_name_str(w, STR("origin"), of->origin);
	jw_name_str(w, STR("root"), of->root);
	jw_name_int(w, STR("size"), of->size);
	jw_close(w);
}

static void write_left_out(struct jw *w, const struct annual *annual)
{
	jw_name(w, STR("left_out"));
	jw_open(w, '[');
	for (size_t i = 0; i < annual->left_out_count; i++) {
		const struct annual_left_out *left = &annual->left_out[i];

		jw_open(w, '{');
		jw_name_int(w, STR("line"), left->line);
		jw_name_str(w, STR("procedure"), left->system->of->procedure);
		jw_name_str(w, STR("text"), left->text);
		jw_name_str(w, STR("why"), str_of(left->system->why));
		jw_close(w);
	}
	jw_close(w);
}

static void write_systems(struct jw *w, const struct annual *annual)
{
	jw_name(w, STR("systems"));
	jw_open(w, '[');
	for (size_t i = 0; i < annual->system_count; i++) {
		const struct annual_system *system = &annual->systems[i];

		if (system->rule == NULL)
			continue;
		jw_open(w, '{');
		jw_name_int(w, STR("deviations"), system->deviations);
		jw_name_str(w, STR("name"), system->of->name);
		jw_name_str(w, STR("procedure"), system->of->procedure);
		jw_name_str(w, STR("system"), system->of->system);
		jw_close(w);
	}
	jw_close(w);
}

void print_json(struct buf *buf, const struct annual *annual)
{
	struct jw w;

	jw_init(&w, buf, true);
	jw_open(&w, '{');
	write_blocks(&w, annual);
	write_checks(&w, annual);
	jw_name_str(&w, STR("city"), annual->of->city);
	jw_name(&w, STR("figures"));
	jw_open(&w, '[');
	for (size_t i = 0; i < annual->figure_count; i++)
		write_figure(&w, annual->figures[i]);
	jw_close(&w);
	write_ledger(&w, annual->of);
	write_left_out(&w, annual);
	jw_name_int(&w, STR("printed"), (int64_t)annual->printed_count);
	jw_name_int(&w, STR("sentences"), (int64_t)annual->sentence_count);
	write_systems(&w, annual);
	jw_name_str(&w, STR("title"), annual->title);
	jw_name_int(&w, STR("year"), annual->year);
	jw_close(&w);
	buf_byte(buf, '\n');
}
