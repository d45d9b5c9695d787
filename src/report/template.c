/* template.c -- the yearly report as source text: prose in which every figure is a named gap.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/template.h"

#include "base/arena.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/near.h"
#include "define/token.h"

struct reader {
	struct arena *arena;
	struct template *of;
	struct problems *problems;
	const struct token_line *line;
	bool body; /* the head is over */
	bool dated, titled;
	struct template_block *block; /* the open one */
	bool chapter;                 /* a 章 was seen */
	bool lost;                    /* under a line that was not understood */
};

struct keyword {
	const char *word;
	void (*read)(struct reader *reader);
	bool head;
};

static struct err *fault(struct reader *reader, const char *code, const char *what, str word)
{
	return problems_add(reader->problems, reader->line->number, code, what, PSTR(word));
}

static str column(const struct reader *reader, size_t i)
{
	return i < reader->line->count ? reader->line->columns[i] : (str){ "", 0 };
}

/* At least `least` and at most `most` columns behind the keyword? */
static bool has_columns(struct reader *reader, size_t least, size_t most, const char *example)
{
	size_t count = reader->line->count - 1;

	if (count >= least && count <= most)
		return true;
	err_fix(fault(reader, "report.columns",
	              count < least ? "“%.*s”后面写得不全" : "“%.*s”后面写多了", column(reader, 0)),
	        "要写成：%s", example);
	return false;
}

/* ---- the head ---- */

static void read_name(struct reader *reader)
{
	if (!has_columns(reader, 1, 1, "报告  法治政府建设年度报告"))
		return;
	if (reader->of->name.n > 0) {
		fault(reader, "report.head.twice", "“%.*s”写了两次", column(reader, 0));
		return;
	}
	reader->of->name = column(reader, 1);
}

static void read_year(struct reader *reader)
{
	int64_t year;

	if (!has_columns(reader, 1, 1, "年度  2024"))
		return;
	if (reader->dated) {
		fault(reader, "report.head.twice", "“%.*s”写了两次", column(reader, 0));
		return;
	}
	reader->dated = true;
	if (!num_read_int(column(reader, 1), &year) || year < 1990 || year > 2149) {
		err_fix(fault(reader, "report.year", "“%.*s”不是年度", column(reader, 1)),
		        "写四位年份，例如：年度  2024");
		return;
	}
	reader->of->year = (int)year;
}

static void read_system(struct reader *reader)
{
	struct template *of = reader->of;

	if (!has_columns(reader, 3, 3, "系统  hotline  S33  12345热线工单"))
		return;
	for (size_t i = 0; i < of->system_count; i++) {
		if (!str_eq(of->systems[i].procedure, column(reader, 1)))
			continue;
		fault(reader, "report.system.twice", "规程“%.*s”列了两次", column(reader, 1));
		return;
	}
	of->systems[of->system_count++] = (struct template_system){
		column(reader, 1),
		column(reader, 2),
		column(reader, 3),
		reader->line->number,
		false,
	};
}

/* Is there a digit (or, where not `digit`, something else) in the text? */
static bool has(str text, bool digit)
{
	while (text.n > 0) {
		uint32_t code = utf8_next(&text);

		if (digit == ((code >= '0' && code <= '9') || (code >= 0xff10 && code <= 0xff19)))
			return true;
	}
	return false;
}

static void read_proper_name(struct reader *reader)
{
	struct template *of = reader->of;
	str name = column(reader, 1);

	if (!has_columns(reader, 1, 1, "名称  12345热线"))
		return;
	if (!has(name, true) || !has(name, false)) {
		err_fix(fault(reader, "report.name.form", "“%.*s”不是含有数字的名称", name),
		        "名称要有数字，也要有数字以外的字，例如：名称  12345热线");
		return;
	}
	of->names[of->name_count++] = (struct template_name){ name, reader->line->number, false };
}

/* ---- the body ---- */

static struct template_block *begin_block(struct reader *reader, enum template_block_kind kind)
{
	struct template_block *block = &reader->of->blocks[reader->of->block_count++];

	*block = (struct template_block){ .kind = kind, .line = reader->line->number };
	block->head.line = block->line;
	return block;
}

static void read_title(struct reader *reader)
{
	if (!has_columns(reader, 1, 1, "标题  {市}人民政府{年}年法治政府建设情况报告"))
		return;
	if (reader->titled) {
		fault(reader, "report.head.twice", "“%.*s”写了两次", column(reader, 0));
		return;
	}
	reader->titled = true;
	reader->of->title.line = reader->line->number;
	template_cut(reader->arena, reader->of, column(reader, 1), true, &reader->of->title,
	             reader->problems);
}

static void read_lead(struct reader *reader)
{
	reader->block = begin_block(reader, TEMPLATE_LEAD);
	(void)has_columns(reader, 0, 0, "导语");
	if (reader->chapter)
		err_fix(fault(reader, "report.order", "“%.*s”写在了章的后面", column(reader, 0)),
		        "导语写在标题之后、第一个章之前");
}

static void read_heading(struct reader *reader, enum template_block_kind kind, const char *example)
{
	struct template_block *block = begin_block(reader, kind);

	if (has_columns(reader, 1, 1, example))
		template_cut(reader->arena, reader->of, column(reader, 1), true, &block->head,
		             reader->problems);
}

static void read_chapter(struct reader *reader)
{
	reader->chapter = true;
	read_heading(reader, TEMPLATE_CHAPTER, "章  主要工作开展情况");
}

static void needs_chapter(struct reader *reader)
{
	if (!reader->chapter)
		err_fix(fault(reader, "report.order", "“%.*s”写在了章的前面", column(reader, 0)),
		        "先写一行“章”");
}

static void read_section(struct reader *reader)
{
	needs_chapter(reader);
	read_heading(reader, TEMPLATE_SECTION, "节  坚持依法履行政府职能");
}

static void read_paragraph_of(struct reader *reader, enum template_block_kind kind)
{
	struct template_block *block = begin_block(reader, kind);
	size_t next = 1;
	const str mark = STR("责任 ");

	reader->block = block;
	needs_chapter(reader);
	if (!has_columns(reader, 0, 2, "段  注重发挥政府法律顾问作用  责任 市司法局"))
		return;
	if (next < reader->line->count && !str_starts(column(reader, next), mark))
		template_cut(reader->arena, reader->of, column(reader, next++), true, &block->head,
		             reader->problems);
	if (next < reader->line->count && str_starts(column(reader, next), mark))
		block->office = str_trim(
			str_sub(column(reader, next), mark.n, column(reader, next).n)),
		next++;
	if (next < reader->line->count)
		err_fix(fault(reader, "report.columns", "“%.*s”不是责任单位", column(reader, next)),
		        "责任单位写成：责任 市司法局");
	if (kind == TEMPLATE_NARRATIVE && block->office.n == 0)
		err_fix(fault(reader, "report.office", "“%.*s”没有写责任单位", column(reader, 0)),
		        "叙述没有数可以对证，要写明由谁负责，例如：叙述  责任 市司法局");
}

static void read_paragraph(struct reader *reader)
{
	read_paragraph_of(reader, TEMPLATE_PARAGRAPH);
}

static void read_narrative(struct reader *reader)
{
	read_paragraph_of(reader, TEMPLATE_NARRATIVE);
}

static bool ends_well(str text)
{
	static const char *const stops[] = { "。", "！", "？", "；", "：" };

	for (size_t i = 0; i < countof(stops); i++)
		if (str_ends(text, str_of(stops[i])))
			return true;
	return false;
}

static void read_sentence(struct reader *reader)
{
	struct template_block *block = reader->block;
	str text = reader->line->text;
	struct template_sentence *sentence;

	if (reader->lost)
		return;
	if (block == NULL) {
		err_fix(fault(reader, "report.order", "句子“%.*s”不在任何一段里", text),
		        "句子缩进写在“导语”“段”或“叙述”的下面");
		return;
	}
	if (reader->line->count > 1)
		err_fix(fault(reader, "report.space", "句子里有连着的空格：“%.*s”", text),
		        "一行写一句，句中不留空格");
	if (!ends_well(text))
		err_fix(fault(reader, "report.stop", "句子没有写完：“%.*s”", text),
		        "一行写一句，以句号、分号、冒号、问号或叹号结尾");
	sentence = &block->sentences[block->count++];
	sentence->line = reader->line->number;
	template_cut(reader->arena, reader->of, text, false, sentence, reader->problems);
}

static const struct keyword keywords[] = {
	{ "报告", read_name, true },     { "年度", read_year, true },
	{ "系统", read_system, true },   { "名称", read_proper_name, true },
	{ "标题", read_title, false },   { "导语", read_lead, false },
	{ "章", read_chapter, false },   { "节", read_section, false },
	{ "段", read_paragraph, false }, { "叙述", read_narrative, false },
};

static void fault_keyword(struct reader *reader)
{
	str known[countof(keywords)], near;
	struct err *err = fault(reader, "report.keyword", "不认识的行：“%.*s”", column(reader, 0));

	for (size_t i = 0; i < countof(keywords); i++)
		known[i] = str_of(keywords[i].word);
	near = near_find(column(reader, 0), known, countof(known));
	if (near.n > 0)
		err_fix(err, "是不是“%.*s”？", PSTR(near));
	else
		err_fix(err, "顶格的行以报告、年度、系统、名称、标题、导语、章、节、段、叙述"
		             "开头；句子要缩进");
	reader->lost = true;
}

static void read_line(struct reader *reader)
{
	if (reader->line->level > 0) {
		read_sentence(reader);
		return;
	}
	reader->lost = false;
	reader->block = NULL;
	for (size_t i = 0; i < countof(keywords); i++) {
		if (!str_eq(column(reader, 0), str_of(keywords[i].word)))
			continue;
		if (keywords[i].head && reader->body)
			err_fix(fault(reader, "report.order", "“%.*s”写在了正文里",
			              column(reader, 0)),
			        "文件头写在标题之前");
		reader->body = reader->body || !keywords[i].head;
		keywords[i].read(reader);
		return;
	}
	fault_keyword(reader);
}

/* The sentences of a block lie together: room for them is the lines that follow it. */
static void make_room(struct reader *reader, const struct token_lines *lines)
{
	struct template *of = reader->of;

	of->systems = arena_make(reader->arena, struct template_system, lines->count);
	of->names = arena_make(reader->arena, struct template_name, lines->count);
	of->blocks = arena_make(reader->arena, struct template_block, lines->count);
}

static void give_room(struct reader *reader, const struct token_lines *lines, size_t i)
{
	size_t end = i + 1;

	while (end < lines->count && lines->at[end].level > 0)
		end++;
	if (reader->block != NULL && reader->block->sentences == NULL)
		reader->block->sentences = arena_make(reader->arena, struct template_sentence,
		                                      end - i);
}

static void missing(struct reader *reader, bool is, const char *word, const char *example)
{
	if (!is)
		err_fix(problems_add(reader->problems, 1, "report.head.missing", "没有写“%s”",
		                     word),
		        "请写一行：%s", example);
}

static void check_whole(struct reader *reader)
{
	struct template *of = reader->of;

	missing(reader, of->name.n > 0, "报告", "报告  法治政府建设年度报告");
	missing(reader, reader->dated, "年度", "年度  2024");
	missing(reader, reader->titled, "标题", "标题  {市}人民政府{年}年法治政府建设情况报告");
	for (size_t i = 0; i < of->system_count; i++)
		if (!of->systems[i].used)
			err_fix(problems_add(reader->problems, of->systems[i].line,
			                     "report.system.unused", "规程“%.*s”列了而没有用",
			                     PSTR(of->systems[i].procedure)),
			        "请删去这一行，或在正文里用它的数");
	for (size_t i = 0; i < of->name_count; i++)
		if (!of->names[i].used)
			err_fix(problems_add(reader->problems, of->names[i].line,
			                     "report.name.unused", "名称“%.*s”声明了而没有用",
			                     PSTR(of->names[i].text)),
			        "请删去这一行");
	for (size_t i = 0; i < of->block_count; i++)
		if (of->blocks[i].kind != TEMPLATE_CHAPTER &&
		    of->blocks[i].kind != TEMPLATE_SECTION && of->blocks[i].count == 0)
			err_fix(problems_add(reader->problems, of->blocks[i].line, "report.empty",
			                     "这一段没有句子"),
			        "句子缩进写在它的下面，一行一句");
}

const struct template *template_read(struct arena *arena, str file, str text,
                                     struct problems *problems)
{
	struct token_lines lines = { 0 };
	struct template *of = arena_make(arena, struct template, 1);
	struct reader reader = { .arena = arena, .of = of, .problems = problems };

	of->file = file;
	if (!token_read(arena, text, &lines, problems))
		return NULL;
	make_room(&reader, &lines);
	for (size_t i = 0; i < lines.count; i++) {
		reader.line = &lines.at[i];
		read_line(&reader);
		if (lines.at[i].level == 0)
			give_room(&reader, &lines, i);
	}
	check_whole(&reader);
	return problems->count == 0 ? of : NULL;
}
