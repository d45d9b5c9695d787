/* parse_table.c -- the tables that a notice prescribes: columns, and a figure for each row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/str.h"

#define BY_OPTION_EXAMPLE "列  分项"
#define ROW_EXAMPLE       "行  一、本年新收数量  受理"

void parse_table_name(struct reader *reader, const struct reader_section *section)
{
	struct rule *rule = reader->rule;
	struct token_words words = token_words(section->head, 0);
	struct statistic statistic = { .basis = words.basis };
	token_take(&words);
	if (!reader_declare(reader, &words, READER_STATISTIC, &statistic.name))
		return;
	(void)reader_ends_founded(reader, &words);
	rule->statistics = reader_room(reader, rule->statistics, rule->statistic_count,
	                               sizeof(*rule->statistics));
	rule->statistics[rule->statistic_count++] = statistic;
}

/* The words behind the first one, also when the last looks like an article. */
static struct token_words behind_word(const struct token_words *line)
{
	struct token_words words = token_words(line->line, 0);
	words.columns = line->line->count;
	words.basis = (str){ 0 };
	token_take(&words);
	return words;
}

/* 列  分项, or the names of the columns */
static void read_columns(struct reader *reader, const struct token_words *line,
                         struct statistic *statistic)
{
	struct token_words words = behind_word(line);
	str *columns = NULL;
	if (statistic->by_option || statistic->column_count > 0 || statistic->row_count > 0) {
		err_fix(reader_fault(reader, line->line->number, "rule.table_columns",
		                     "“列”只能写一行，写在第一个“行”“目”之前"),
		        "请把各列合成一行，例如：列  收件数  办结数");
		return;
	}
	if (!token_more(&words)) {
		reader_missing(reader, &words, "列的名称", BY_OPTION_EXAMPLE);
		statistic->by_option = true; /* one fault, one message */
		return;
	}
	while (token_more(&words)) {
		columns = reader_room(reader, columns, statistic->column_count, sizeof(*columns));
		columns[statistic->column_count++] = token_rest(&words);
	}
	statistic->columns = columns;
	if (statistic->column_count > 1 || !str_eq(columns[0], STR("分项")))
		return;
	statistic->by_option = true;
	statistic->column_count = 0;
	if (reader->rule->split == NULL)
		err_fix(reader_fault(reader, line->line->number, "rule.table_split",
		                     "“列  分项”要有文件头的“统计分项”，这里没有"),
		        "请在文件头加上一行，例如：统计分项  申请人类别；"
		        "或者写出各列的名称，例如：列  收件数  办结数");
}

/* The operands up to the end of the line; false when one is wrong. */
static bool read_cells(struct reader *reader, struct token_words *words, struct statistic_row *row)
{
	struct statistic_cell *cells = NULL;
	while (token_more(words)) {
		struct statistic_cell cell = { .item = { .sign = 1 } };
		cell.none = token_passes(words, STR("—"));
		cell.item.last_year = !cell.none && token_passes(words, STR("上年"));
		if (!cell.none &&
		    !parse_count_operand(reader, row->line, token_take(words), &cell.item.of))
			return false;
		cells = reader_room(reader, cells, row->cell_count, sizeof(*cells));
		cells[row->cell_count++] = cell;
	}
	row->cells = cells;
	return true;
}

static bool has_all_cells(struct reader *reader, const struct statistic *statistic,
                          const struct statistic_row *row)
{
	size_t needed = statistic->by_option ? 1 : statistic->column_count;
	if (row->cell_count == needed)
		return true;
	err_fix(reader_fault(reader, row->line, "rule.table_cells",
	                     "“%.*s”这一行要写 %zu 个指标，写了 %zu 个", PSTR(row->name), needed,
	                     row->cell_count),
	        statistic->by_option
	                ? "“列  分项”的表每行写一个指标，例如：" ROW_EXAMPLE
	                : "每一列写一个指标，没有数的列写“—”，例如：行  规章  制发件数  —");
	return false;
}

/* 行 NAME OPERANDS, 目 NAME */
static void read_row(struct reader *reader, struct token_words *words, struct statistic *statistic,
                     bool heading)
{
	struct statistic_row row = { .line = words->line->number };
	struct token_words rest = heading ? behind_word(words) : *words;
	row.name = heading ? token_all(&rest) : token_rest(&rest);
	if (row.name.n == 0) {
		reader_missing(reader, words, heading ? "标题" : "行的名称",
		               heading ? "目  三、本年度办理结果" : ROW_EXAMPLE);
		return;
	}
	if (!heading &&
	    (!read_cells(reader, &rest, &row) || !reader_ends(reader, &rest) ||
	     !has_all_cells(reader, statistic, &row)))
		return;
	struct statistic_row *rows = reader_room(reader, statistic->rows, statistic->row_count,
	                                         sizeof(*rows));
	rows[statistic->row_count++] = row;
	statistic->rows = rows;
}

static void read_line(struct reader *reader, struct token_words *words, struct statistic *statistic)
{
	static const char *const known[] = { "列", "行", "目" };
	struct token_words line = *words;
	str word = token_take(words);
	size_t place = reader_place(word, known, countof(known));
	if (place == 0)
		read_columns(reader, &line, statistic);
	else if (place < countof(known))
		read_row(reader, words, statistic, place == 2);
	else
		reader_unknown_word(reader, line.line->number, "rule.table_word", word, known,
		                    countof(known));
}

/* The table whose name stands in this line, or NULL when the name was refused. */
static struct statistic *find_statistic(struct rule *rule, int line)
{
	for (size_t i = 0; i < rule->statistic_count; i++)
		if (rule->statistics[i].name.line == line)
			return &rule->statistics[i];
	return NULL;
}

/* Does the first line say what the columns are? Without that no row can be judged. */
static bool begins_with_columns(struct reader *reader, const struct reader_section *section)
{
	struct token_words words;
	size_t at = 0;
	if (reader_item(section, &at, &words) && token_passes(&words, STR("列")))
		return true;
	err_fix(reader_fault(reader, section->head->number, "rule.table_columns",
	                     "统计表的第一行要写“列”"),
	        "请写“" BY_OPTION_EXAMPLE "”，或者各列的名称，例如：列  收件数  办结数");
	return false;
}

void parse_table_section(struct reader *reader, const struct reader_section *section)
{
	struct statistic *statistic = find_statistic(reader->rule, section->head->number);
	struct token_words words;
	if (statistic == NULL || !begins_with_columns(reader, section))
		return;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		reader_no_subs(reader, &words);
		read_line(reader, &words, statistic);
	}
}
