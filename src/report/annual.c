/* annual.c -- the yearly report compiled: every gap filled, every cross-check held, or no report.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/annual.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/table.h"

#define PIECE_BYTES ((size_t)1 << 16)

struct build {
	struct arena *arena;
	struct annual *annual;
	struct problems *problems;
	struct table figures; /* gap as written, without @年末 -> struct annual_figure */
};

/* ---- systems ---- */

static void find_rule(struct build *build, struct annual_system *system)
{
	const struct annual_of *of = build->annual->of;
	str id = system->of->procedure;

	system->rule = library_in_force(of->library, id, day_of(build->annual->year, 12, 31));
	if (system->rule != NULL)
		return;
	system->why = library_newest(of->library, id) == NULL ? "库里没有采用这个规程"
	                                                      : "这个规程到当年年末还没有施行";
}

static void check_fails(struct build *build, const struct annual_system *system,
                        const struct check *check, const char *what)
{
	struct err *err = problems_add(build->problems, system->of->line, "report.check",
	                               "“%.*s”的核对不成立：%s", PSTR(system->rule->name.text),
	                               what);

	err_rule(err, arena_printf(build->arena, "规程“%.*s”（%.*s）核对",
	                           PSTR(system->rule->name.text),
	                           PSTR(model_where(build->arena, system->rule, check->line))));
	err_fix(err, "先查清两边差在哪些记录（guiju figure），改正后再编");
}

static bool run_checks(struct build *build, const struct annual_system *system, struct err *err)
{
	const struct rule *rule = system->rule;
	struct annual *annual = build->annual;
	struct figure_scope year = figure_year(annual->year);

	for (size_t i = 0; i < rule->check_count; i++) {
		struct figure_verdict verdict;

		if (!figure_check(&annual->of->source, rule, &rule->checks[i], &year, &verdict,
		                  err)) {
			if (!annual_other(build->problems, system->of->line, err))
				return false;
			continue;
		}
		annual->checks[annual->check_count++] = (struct annual_check){
			system,
			rule->checks[i].line,
			arena_copy(build->arena, str_of(verdict.what)),
		};
		if (!verdict.holds)
			check_fails(build, system, &rule->checks[i], verdict.what);
	}
	return true;
}

static bool open_systems(struct build *build, struct err *err)
{
	struct annual *annual = build->annual;
	const struct template *template = annual->of->template;
	size_t checks = 0;

	annual->system_count = template->system_count;
	annual->systems = arena_make(build->arena, struct annual_system, template->system_count);
	for (size_t i = 0; i < annual->system_count; i++) {
		annual->systems[i].of = &template->systems[i];
		find_rule(build, &annual->systems[i]);
		if (annual->systems[i].rule != NULL)
			checks += annual->systems[i].rule->check_count;
	}
	annual->checks = arena_make(build->arena, struct annual_check, checks);
	for (size_t i = 0; i < annual->system_count; i++) {
		struct annual_system *system = &annual->systems[i];
		struct figure_scope year = figure_year(annual->year);

		if (system->rule == NULL)
			continue;
		if (!run_checks(build, system, err) ||
		    !figure_deviations(&annual->of->source, system->rule, &year,
		                       &system->deviations, err))
			return false;
	}
	return true;
}

static const struct annual_system *system_of(const struct annual *annual,
                                             const struct template_piece *piece)
{
	return piece->system == NULL
	               ? NULL
	               : &annual->systems[piece->system - annual->of->template->systems];
}

/* ---- sentences ---- */

/* The first system that the sentence needs and that is not there, or NULL. */
static const struct annual_system *lacks(const struct annual *annual,
                                         const struct template_sentence *sentence)
{
	for (size_t i = 0; i < sentence->count; i++) {
		const struct annual_system *system = system_of(annual, &sentence->pieces[i]);

		if (system != NULL && system->rule == NULL)
			return system;
	}
	return NULL;
}

static bool figure_for(struct build *build, const struct template_piece *piece, int line,
                       struct annual_figure **figure, struct err *err)
{
	struct annual *annual = build->annual;
	str name = arena_printf(build->arena, "%.*s.%.*s%s", PSTR(piece->system->procedure),
	                        PSTR(piece->indicator), piece->at_start ? "@" : "");
	struct annual_figure_wanted wanted = { annual, piece, system_of(annual, piece), line };

	*figure = table_find(&build->figures, name);
	if (*figure != NULL)
		return true;
	if (!annual_figure_make(build->arena, &wanted, figure, build->problems, err))
		return false;
	if (*figure == NULL)
		return true;
	table_put(&build->figures, name, *figure);
	(*figure)->number = (int)build->figures.count;
	return true;
}

static str word_for(struct build *build, const struct template_piece *piece)
{
	int year = build->annual->year;

	switch (piece->kind) {
	case TEMPLATE_YEAR: return arena_printf(build->arena, "%d", year);
	case TEMPLATE_LAST_YEAR: return arena_printf(build->arena, "%d", year - 1);
	case TEMPLATE_NEXT_YEAR: return arena_printf(build->arena, "%d", year + 1);
	case TEMPLATE_CITY: return build->annual->of->city;
	case TEMPLATE_TEXT: return piece->text;
	default: return (str){ "", 0 };
	}
}

#define ATTESTED "（报送）"

/* （报送） stands behind an attested figure, or behind its unit where `next` begins with it. */
static str mark_attested(struct build *build, struct annual_sentence *to, str next)
{
	const struct annual_figure *last = to->count > 0 ? to->pieces[to->count - 1].figure : NULL;
	str unit;

	if (last == NULL || !last->figure.attested)
		return next;
	unit = last->indicator->unit;
	if (unit.n > 0 && str_starts(next, unit))
		return arena_printf(build->arena, "%.*s" ATTESTED "%.*s", PSTR(unit),
		                    PSTR(str_sub(next, unit.n, next.n)));
	to->pieces[to->count++].text = STR(ATTESTED);
	return next;
}

static bool fill(struct build *build, const struct template_sentence *from,
                 struct annual_sentence *to, struct err *err)
{
	to->line = from->line;
	to->pieces = arena_make(build->arena, struct annual_piece, 2 * from->count);
	for (size_t i = 0; i < from->count; i++) {
		struct annual_figure *figure = NULL;
		str text = word_for(build, &from->pieces[i]);

		if (from->pieces[i].kind == TEMPLATE_FIGURE) {
			if (!figure_for(build, &from->pieces[i], from->line, &figure, err))
				return false;
			if (figure == NULL)
				continue;
			text = figure->printed;
			build->annual->printed_count++;
		}
		text = mark_attested(build, to, text);
		to->pieces[to->count] = (struct annual_piece){ text, figure };
		to->count += text.n > 0;
	}
	(void)mark_attested(build, to, (str){ "", 0 });
	return true;
}

static str fill_heading(struct build *build, const struct template_sentence *heading)
{
	struct buf buf;

	buf_init(&buf, build->arena, PIECE_BYTES);
	for (size_t i = 0; i < heading->count; i++)
		buf_add(&buf, word_for(build, &heading->pieces[i]));
	return buf_str(&buf);
}

static void leave_out(struct build *build, const struct template_sentence *sentence,
                      const struct annual_system *system)
{
	struct annual *annual = build->annual;

	annual->left_out[annual->left_out_count++] = (struct annual_left_out){
		sentence->line,
		template_show(build->arena, sentence),
		system,
	};
}

static bool fill_block(struct build *build, const struct template_block *from,
                       struct annual_block *to, struct err *err)
{
	to->kind = from->kind;
	to->office = from->office;
	to->head = fill_heading(build, &from->head);
	to->sentences = arena_make(build->arena, struct annual_sentence, from->count);
	for (size_t i = 0; i < from->count; i++) {
		const struct annual_system *system = lacks(build->annual, &from->sentences[i]);

		if (system != NULL)
			leave_out(build, &from->sentences[i], system);
		else if (!fill(build, &from->sentences[i], &to->sentences[to->count++], err))
			return false;
	}
	build->annual->sentence_count += to->count;
	return true;
}

/* ---- what is kept, and its number ---- */

static bool is_heading(const struct annual_block *block)
{
	return block->kind == TEMPLATE_CHAPTER || block->kind == TEMPLATE_SECTION;
}

/* A heading is kept when something stands under it. */
static bool is_kept(const struct annual_block *blocks, size_t count, size_t i)
{
	if (!is_heading(&blocks[i]))
		return blocks[i].count > 0;
	for (size_t j = i + 1; j < count && blocks[j].kind != TEMPLATE_CHAPTER; j++) {
		if (blocks[j].kind == TEMPLATE_SECTION && blocks[i].kind == TEMPLATE_SECTION)
			return false;
		if (blocks[j].count > 0)
			return true;
	}
	return false;
}

/* `value` in Chinese numerals between `before` and `after`. */
static str han(struct build *build, const char *before, int value, const char *after)
{
	static const char *const digits[] = { "",   "一", "二", "三", "四",
		                              "五", "六", "七", "八", "九" };

	assert(value > 0 && value < 100);
	return arena_printf(build->arena, "%s%s%s%s%s", before,
	                    value >= 20 ? digits[value / 10] : "", value >= 10 ? "十" : "",
	                    digits[value % 10], after);
}

/* Paragraphs with first words that stand together, from `i` on? */
static bool has_fellow(const struct annual_block *blocks, size_t count, size_t i)
{
	for (size_t j = i + 1; j < count && !is_heading(&blocks[j]); j++)
		if (blocks[j].head.n > 0)
			return true;
	return false;
}

static void give_ordinals(struct build *build)
{
	struct annual *annual = build->annual;
	int chapter = 0, section = 0, paragraph = 0;

	for (size_t i = 0; i < annual->block_count; i++) {
		struct annual_block *block = &annual->blocks[i];

		if (block->kind == TEMPLATE_CHAPTER) {
			section = paragraph = 0;
			block->ordinal = han(build, "", ++chapter, "、");
		} else if (block->kind == TEMPLATE_SECTION) {
			paragraph = 0;
			block->ordinal = han(build, "（", ++section, "）");
		} else if (block->head.n > 0 &&
		           (paragraph > 0 || has_fellow(annual->blocks, annual->block_count, i))) {
			block->ordinal = han(build, "", ++paragraph, "是");
		}
	}
}

static bool fill_blocks(struct build *build, struct err *err)
{
	struct annual *annual = build->annual;
	const struct template *template = annual->of->template;
	size_t sentences = 0, kept = 0;

	for (size_t i = 0; i < template->block_count; i++)
		sentences += template->blocks[i].count;
	annual->left_out = arena_make(build->arena, struct annual_left_out, sentences);
	annual->blocks = arena_make(build->arena, struct annual_block, template->block_count);
	annual->title = fill_heading(build, &template->title);
	for (size_t i = 0; i < template->block_count; i++)
		if (!fill_block(build, &template->blocks[i], &annual->blocks[i], err))
			return false;
	for (size_t i = 0; i < template->block_count; i++)
		if (is_kept(annual->blocks, template->block_count, i))
			annual->blocks[kept++] = annual->blocks[i];
	annual->block_count = kept;
	give_ordinals(build);
	return true;
}

static void list_figures(struct build *build)
{
	struct annual *annual = build->annual;

	annual->figure_count = build->figures.count;
	annual->figures = arena_make(build->arena, struct annual_figure *, build->figures.count);
	for (size_t i = 0; i < build->figures.count; i++)
		annual->figures[i] = build->figures.entries[i].thing;
}

/* The template was judged before: what is wrong now is refused, not malformed. */
static bool refuse(struct problems *problems, struct err *err)
{
	for (struct problem *problem = problems->first; problem; problem = problem->next) {
		problem->err.kind = ERR_REFUSED;
		err_rule(&problem->err, STR("年度报告格式第五节“编不成的情形”"));
	}
	return problems_err(problems, err);
}

bool annual_build(struct arena *arena, const struct annual_of *of, struct annual **annual,
                  struct problems *problems, struct err *err)
{
	struct build build = { .arena = arena, .problems = problems };

	build.annual = arena_make(arena, struct annual, 1);
	build.annual->of = of;
	build.annual->year = of->template->year;
	table_init(&build.figures, arena);
	if (!open_systems(&build, err) || !fill_blocks(&build, err))
		return false;
	list_figures(&build);
	if (build.annual->sentence_count == 0)
		err_fix(problems_add(problems, 1, "report.empty_report",
		                     "没有一句可以编入：列出的规程都没有采用"),
		        "先用 guiju adopt 采用规程");
	if (problems->count > 0)
		return refuse(problems, err);
	*annual = build.annual;
	return true;
}
