/* template_gaps.c -- a sentence cut into words and gaps; no figure may be typed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/template.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/near.h"

struct cutter {
	struct arena *arena;
	struct template *of;
	struct problems *problems;
	struct template_sentence *sentence;
	size_t room;
	bool heading;
};

static const struct {
	const char *word;
	enum template_piece_kind kind;
} words[] = {
	{ "年", TEMPLATE_YEAR },
	{ "上年", TEMPLATE_LAST_YEAR },
	{ "下年", TEMPLATE_NEXT_YEAR },
	{ "市", TEMPLATE_CITY },
};

static struct template_piece *add_piece(struct cutter *cutter, enum template_piece_kind kind,
                                        str text)
{
	struct template_sentence *sentence = cutter->sentence;
	size_t size = sizeof(*sentence->pieces);

	if (sentence->count == cutter->room) {
		sentence->pieces = arena_grow(cutter->arena, sentence->pieces, cutter->room * size,
		                              (cutter->room * 2 + 4) * size);
		cutter->room = cutter->room * 2 + 4;
	}
	sentence->pieces[sentence->count] = (struct template_piece){ .kind = kind, .text = text };
	return &sentence->pieces[sentence->count++];
}

static bool is_digit(uint32_t code)
{
	return (code >= '0' && code <= '9') || (code >= 0xff10 && code <= 0xff19);
}

/* The declared name at the front of `text`, the longest one; or nothing. */
static str name_at(struct cutter *cutter, str text)
{
	struct template_name *found = NULL;

	for (size_t i = 0; i < cutter->of->name_count; i++) {
		struct template_name *name = &cutter->of->names[i];

		if (str_starts(text, name->text) && (found == NULL || name->text.n > found->text.n))
			found = name;
	}
	if (found == NULL)
		return (str){ text.at, 0 };
	found->used = true;
	return found->text;
}

/* From the digit at the front of `text` over all that belongs to the number. */
static str number_at(str text)
{
	str rest = text;
	size_t n = 0;

	while (rest.n > 0) {
		uint32_t code = utf8_next(&rest);

		if (!is_digit(code) && code != '.' && code != '%' && code != ',')
			break;
		n = text.n - rest.n;
	}
	return str_sub(text, 0, n);
}

static void fault_digit(struct cutter *cutter, str number)
{
	err_fix(problems_add(cutter->problems, cutter->sentence->line, "report.digit",
	                     "写了数字“%.*s”；报告里的数只能由库算出来", PSTR(number)),
	        "请换成空，例如 {hotline.accepted}；年份写 {年}；若是名称的一部分，"
	        "在文件头写一行“名称”");
}

/* Words between gaps. */
static void cut_text(struct cutter *cutter, str text)
{
	str rest = text;

	if (text.n == 0)
		return;
	while (rest.n > 0) {
		str name = name_at(cutter, rest), before = rest;
		uint32_t code;

		if (name.n > 0) {
			rest = str_sub(rest, name.n, rest.n);
			continue;
		}
		code = utf8_next(&rest);
		if (code == '}') {
			err_fix(problems_add(cutter->problems, cutter->sentence->line,
			                     "report.gap.open", "有“}”而没有“{”"),
			        "空要写成一对花括号，例如 {hotline.accepted}");
		} else if (is_digit(code)) {
			str number = number_at(before);

			fault_digit(cutter, number);
			rest = str_sub(before, number.n, before.n);
		}
	}
	add_piece(cutter, TEMPLATE_TEXT, text);
}

static bool is_id(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') ||
		      s.at[i] == '_'))
			return false;
	return s.n > 0 && s.at[0] >= 'a';
}

static const struct template_system *find_system(struct cutter *cutter, str procedure)
{
	struct template *of = cutter->of;
	str *known = arena_make(cutter->arena, str, of->system_count + 1);
	struct err *err;
	str near;

	for (size_t i = 0; i < of->system_count; i++) {
		known[i] = of->systems[i].procedure;
		if (!str_eq(known[i], procedure))
			continue;
		of->systems[i].used = true;
		return &of->systems[i];
	}
	err = problems_add(cutter->problems, cutter->sentence->line, "report.gap.system",
	                   "文件头没有列出规程“%.*s”", PSTR(procedure));
	near = near_find(procedure, known, of->system_count);
	if (near.n > 0)
		err_fix(err, "是不是 %.*s？", PSTR(near));
	else
		err_fix(err, "请在文件头写一行：系统  %.*s  S…  规程名称", PSTR(procedure));
	return NULL;
}

static void fault_form(struct cutter *cutter, str gap)
{
	err_fix(problems_add(cutter->problems, cutter->sentence->line, "report.gap.form",
	                     "看不懂空“{%.*s}”", PSTR(gap)),
	        "可以写 {规程.指标}、{规程.指标@年初}、{依 规程}、{年}、{上年}、{下年}、{市}");
}

static void fault_heading(struct cutter *cutter, str gap)
{
	err_fix(problems_add(cutter->problems, cutter->sentence->line, "report.gap.head",
	                     "标题里不能有空“{%.*s}”", PSTR(gap)),
	        "标题里只能用 {年}、{上年}、{下年}、{市}；数写在下面的句子里");
}

static void cut_figure(struct cutter *cutter, str gap)
{
	str rest = gap, name, procedure, at = { 0 };
	bool dated = str_cut(&rest, STR("@"), &name);
	struct template_piece *piece;

	if (dated)
		at = rest;
	rest = name;
	if (!str_cut(&rest, STR("."), &procedure) || !is_id(procedure) || !is_id(rest)) {
		fault_form(cutter, gap);
		return;
	}
	if (dated && !str_eq(at, STR("年初")) && !str_eq(at, STR("年末"))) {
		err_fix(problems_add(cutter->problems, cutter->sentence->line, "report.gap.at",
		                     "空“{%.*s}”的“@”后面写了“%.*s”", PSTR(gap), PSTR(at)),
		        "只能写 @年初（上一年年末的状态）或 @年末");
		return;
	}
	piece = add_piece(cutter, TEMPLATE_FIGURE, gap);
	piece->system = find_system(cutter, procedure);
	piece->indicator = rest;
	piece->at_start = str_eq(at, STR("年初"));
}

static void cut_gap(struct cutter *cutter, str gap)
{
	for (size_t i = 0; i < countof(words); i++) {
		if (!str_eq(gap, str_of(words[i].word)))
			continue;
		add_piece(cutter, words[i].kind, gap);
		return;
	}
	if (cutter->heading) {
		fault_heading(cutter, gap);
		return;
	}
	if (str_starts(gap, STR("依 ")) && is_id(str_sub(gap, sizeof("依 ") - 1, gap.n))) {
		struct template_piece *piece = add_piece(cutter, TEMPLATE_SOURCE, gap);

		piece->system = find_system(cutter, str_sub(gap, sizeof("依 ") - 1, gap.n));
		return;
	}
	cut_figure(cutter, gap);
}

void template_cut(struct arena *arena, struct template *of, str text, bool heading,
                  struct template_sentence *sentence, struct problems *problems)
{
	struct cutter cutter = { arena, of, problems, sentence, 0, heading };
	str part, gap;

	sentence->count = 0;
	sentence->pieces = NULL;
	while (text.n > 0) {
		bool opens = str_cut(&text, STR("{"), &part);

		cut_text(&cutter, part);
		if (!opens)
			break;
		if (!str_cut(&text, STR("}"), &gap)) {
			err_fix(problems_add(problems, sentence->line, "report.gap.open",
			                     "有“{”而没有“}”"),
			        "空要写成一对花括号，例如 {hotline.accepted}");
			break;
		}
		cut_gap(&cutter, gap);
	}
}

str template_show(struct arena *arena, const struct template_sentence *sentence)
{
	struct buf buf;

	buf_init(&buf, arena, (size_t)1 << 20);
	for (size_t i = 0; i < sentence->count; i++) {
		const struct template_piece *piece = &sentence->pieces[i];

		if (piece->kind == TEMPLATE_TEXT)
			buf_add(&buf, piece->text);
		else
			buf_printf(&buf, "{%.*s}", PSTR(piece->text));
	}
	return buf_str(&buf);
}
