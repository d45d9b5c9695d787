/* render_page.c -- every span of time in the rules as one page, for a lawyer to check.
 *
 * Besides the limits proper these are the extensions, the days between two happenings that
 * a step asks for (距今), and the days within which something is made public.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/basis.h"
#include "define/cite.h"
#include "define/words.h"

#define CELL_BYTES ((size_t)4096)

struct page {
	struct buf *out;
	const struct rule *rule;
	size_t rows, by_custom;
};

struct row {
	str name, when, length, from, to, expiry, basis;
	int line;
};

static str law_in_full(struct arena *arena, const struct rule *rule, str law)
{
	str full = cite_law(arena, rule->laws, rule->law_count, law);

	for (size_t i = 0; full.n == 0 && i < rule->applied_count; i++)
		full = cite_law(arena, rule->applied[i].laws, rule->applied[i].law_count, law);
	return full.n > 0 ? full : law;
}

/* Each article with the version of its law: "《行政处罚法》（2021年修订）第六十条". */
static void add_source(struct page *p, str basis)
{
	struct arena *arena = p->out->arena;
	str rest = model_basis(arena, p->rule, basis), item, law = { 0 };
	bool first = true;

	if (rest.n == 0)
		buf_text(p->out, "—");
	while (basis_next(&rest, &item)) {
		str inside = item, name;

		buf_text(p->out, first ? "" : "、");
		first = false;
		if (str_starts(item, STR("《")) && str_cut(&inside, STR("》"), &name)) {
			law = str_sub(item, 0, item.n - inside.n);
			buf_add(p->out, law_in_full(arena, p->rule, law));
			item = inside;
		}
		buf_add(p->out, item);
	}
}

static void add_cell(struct page *p, str text)
{
	buf_text(p->out, "| ");
	words_tight(p->out, text);
	buf_byte(p->out, ' ');
}

static void add_row(struct page *p, const struct row *row)
{
	add_cell(p, row->name);
	add_cell(p, row->when);
	add_cell(p, row->length);
	add_cell(p, row->from);
	add_cell(p, row->to);
	add_cell(p, row->expiry);
	buf_text(p->out, "| ");
	add_source(p, row->basis);
	buf_printf(p->out, " | %.*s |\n", PSTR(model_where(p->out->arena, p->rule, row->line)));
	p->rows++;
	p->by_custom += str_starts(row->basis, STR("惯例"));
}

static void add_limits(struct page *p)
{
	struct render_limit *rows;
	size_t count = render_limit_rows(p->out->arena, p->rule, &rows);

	for (size_t i = 0; i < count; i++)
		add_row(p, &(struct row){ rows[i].name, rows[i].when, rows[i].length, rows[i].from,
		                          rows[i].to, rows[i].expiry, rows[i].basis,
		                          rows[i].limit->name.line });
}

static str length_text(struct page *p, struct term_length length)
{
	struct buf buf;

	buf_init(&buf, p->out->arena, CELL_BYTES);
	words_length(&buf, length, NULL);
	return buf_str(&buf);
}

static void add_extensions(struct page *p, const struct step *step)
{
	struct arena *arena = p->out->arena;

	for (size_t i = 0; i < step->clock_count; i++) {
		const struct clock_effect *effect = &step->clocks[i];
		str length = length_text(p, effect->length);

		if (effect->verb != CLOCK_EXTEND)
			continue;
		length = arena_printf(arena, "%s %.*s", effect->by ? "延长至多" : "延长",
		                      PSTR(length));
		if (effect->times > 0)
			length = arena_printf(arena, "%.*s，%d 次", PSTR(length), effect->times);
		add_row(p, &(struct row){ .name = effect->limit->name.text,
		                          .length = length,
		                          .from = step->name.text,
		                          .basis = effect->basis.n ? effect->basis : step->basis,
		                          .line = effect->line });
	}
}

/* The comparisons of a condition that have a length: 距今, and dates with 后. */
static void add_apart(struct page *p, const struct step *step, const struct cond *cond,
                      const struct cond *guard)
{
	if (cond->kind == COND_AND || cond->kind == COND_OR) {
		add_apart(p, step, cond->left, guard);
		add_apart(p, step, cond->right, guard);
	} else if (cond->kind == COND_APART || (cond->kind == COND_FIELD && cond->length.n > 0)) {
		str from = cond->kind == COND_APART ? step->name.text
		           : cond->other            ? cond->other->name.text
		                                    : STR("当日");

		add_row(p, &(struct row){ .name = step->name.text,
		                          .when = guard->text,
		                          .length = length_text(p, cond->length),
		                          .from = from,
		                          .to = cond->field->name.text,
		                          .expiry = STR("不能办"),
		                          .basis = guard->basis,
		                          .line = guard->line });
	}
}

static void add_publics(struct page *p)
{
	for (size_t i = 0; i < p->rule->public_count; i++) {
		const struct publicity *public = &p->rule->publics[i];
		struct buf names, after;

		buf_init(&names, p->out->arena, CELL_BYTES);
		buf_text(&names, "公开 ");
		words_names(&names, public->fields, public->field_count);
		buf_init(&after, p->out->arena, CELL_BYTES);
		words_names(&after, public->after, public->after_count);
		add_row(p, &(struct row){ .name = buf_str(&names),
		                          .when = public->when ? public->when->text : (str){ 0 },
		                          .length = length_text(p, public->within),
		                          .from = buf_str(&after),
		                          .basis = public->basis,
		                          .line = public->line });
	}
}

static bool has_spans(const struct rule *rule)
{
	bool some = rule->limit_count > 0 || rule->public_count > 0;

	for (size_t i = 0; i < rule->step_count; i++)
		some = some || rule->steps[i].guard_count > 0 || rule->steps[i].clock_count > 0;
	return some;
}

static void add_rule(struct page *p)
{
	const struct rule *rule = p->rule;
	struct buf *out = p->out;
	size_t at = out->n, rows = p->rows;

	buf_printf(out, "\n## %.*s（%.*s，", PSTR(rule->name.text), PSTR(rule->name.id));
	day_write(out, rule->effective);
	buf_printf(out, " 起施行）\n\n`%.*s`，主管：%.*s。依据：\n\n", PSTR(rule->file),
	           PSTR(rule->organ));
	for (size_t i = 0; i < rule->law_count; i++)
		buf_printf(out, "- %.*s\n", PSTR(rule->laws[i]));
	buf_text(out, "\n| 期限 | 条件 | 长度 | 起算 | 止于 | 到期 | 依据 | 在哪一行 |\n"
	              "|---|---|---|---|---|---|---|---|\n");
	add_limits(p);
	for (size_t i = 0; i < rule->step_count; i++) {
		add_extensions(p, &rule->steps[i]);
		for (size_t k = 0; k < rule->steps[i].guard_count; k++)
			add_apart(p, &rule->steps[i], rule->steps[i].guards[k],
			          rule->steps[i].guards[k]);
	}
	add_publics(p);
	if (p->rows == rows)
		out->n = at; /* conditions, but none about time */
}

void render_page(struct buf *out, const struct rule *const *rules, size_t count)
{
	struct buf body;
	struct page p = { .out = &body };

	buf_init(&body, out->arena, RENDER_BYTES);
	for (size_t i = 0; i < count; i++) {
		p.rule = rules[i];
		if (has_spans(rules[i]))
			add_rule(&p);
	}
	buf_printf(
		out,
		"# 各规程的期限\n\n"
		"由 `guiju limits` 从规程文件印出，不要手改。每一行都写明出自哪部法的哪一版、"
		"哪一条，供法制审核对照原文；写“惯例”的没有法条，由本地决定。\n\n"
		"%zu 个规程文件，%zu 行：有出处的 %zu 行，惯例 %zu 行。\n",
		count, p.rows, p.rows - p.by_custom, p.by_custom);
	buf_add(out, buf_str(&body));
}
