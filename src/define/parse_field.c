/* parse_field.c -- the fields of a rule: type, marks, options and columns.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"

#define TEXT_CHARACTERS 200 /* 文字 without a number */

static const char *const type_words[] = {
	"文字", "长文", "整数", "金额",   "日期", "时刻", "是否", "选项",
	"机关", "人",   "电话", "证件号", "地点", "关联", "清单", "多个",
};
#define TYPE_WORDS (countof(type_words) - 1) /* in the order of enum field_type */

static const char *const mark_words[] = {
	"必填", "不公开", "唯一", "单位", "不少于", "不超过",
};

static bool fault_conflict(struct reader *reader, const struct field *field, const char *what,
                           const char *fix)
{
	err_fix(reader_fault(reader, field->name.line, "rule.field_conflict", "字段“%.*s”%s",
	                     PSTR(field->name.text), what),
	        "%s", fix);
	return false;
}

/* 文字 60: the number may be left out. */
static bool read_size(struct reader *reader, struct token_words *words, struct field *field)
{
	int64_t size = TEXT_CHARACTERS;
	str written = { "", 0 };
	bool good = true;
	if (words->rest.n > 0) {
		written = token_take(words);
		good = num_read_int(written, &size) && size >= 1 && size <= LIMIT_VALUE_BYTES / 4;
	}
	if (good) {
		field->characters = size;
		field->most = field->many ? INT64_MAX : size;
		return true;
	}
	err_fix(reader_fault(reader, field->name.line, "rule.type_size", "“%.*s”不是字数",
	                     PSTR(written)),
	        "请写 1 至 %d 的整数，例如：文字 60", LIMIT_VALUE_BYTES / 4);
	return false;
}

static bool may_be_many(enum field_type type)
{
	return type == FIELD_CHOICE || type == FIELD_ORGAN || type == FIELD_PERSON ||
	       type == FIELD_TEXT || type == FIELD_LINK;
}

static bool read_type(struct reader *reader, struct token_words *words, struct field *field)
{
	field->many = token_passes(words, STR("多个"));
	str word = token_take(words);
	if (word.n == 0) {
		reader_missing(reader, words, "类型", "申请人名称  applicant_name  人  必填");
		return false;
	}
	size_t place = reader_place(word, type_words, TYPE_WORDS);
	if (place == TYPE_WORDS) {
		reader_unknown_word(reader, field->name.line, "rule.type", word, type_words,
		                    countof(type_words));
		return false;
	}
	field->type = (enum field_type)place;
	if (field->many && !may_be_many(field->type))
		return fault_conflict(reader, field, "的类型不能是“多个”",
		                      "选项、机关、人、文字、关联可以用“多个”，其他的请用清单");
	if (field->type == FIELD_TEXT)
		return read_size(reader, words, field);
	if (field->type != FIELD_LINK)
		return true;
	field->target = token_take(words);
	if (field->target.n == 0)
		reader_missing(reader, words, "关联的规程", "文件  document  关联 规范性文件");
	return field->target.n > 0;
}

/* 不少于 2 人: the word after the number, in the same column, is for people. */
static bool read_bound(struct reader *reader, struct token_words *words, struct field *field,
                       int64_t *bound)
{
	str written = token_take(words);
	bool good = field->type == FIELD_MONEY ? num_read_decimal(written, bound)
	                                       : num_read_int(written, bound);
	if (good && words->rest.n > 0)
		token_take(words);
	bool bounded = field->many || field->type == FIELD_INT || field->type == FIELD_MONEY ||
	               field->type == FIELD_LIST;
	if (good && bounded)
		return true;
	err_fix(reader_fault(reader, field->name.line, "rule.bound", "“%.*s”不能作上下限",
	                     PSTR(written)),
	        "上下限用于整数、金额、“多个”的个数和清单的行数，写数字，例如："
	        "执法人员  officers  多个 人  不少于 2 人");
	return false;
}

static bool read_mark(struct reader *reader, struct token_words *words, struct field *field)
{
	str word = token_take(words);
	switch (reader_place(word, mark_words, countof(mark_words))) {
	case 0: field->required = true; return true;
	case 1: field->hidden = true; return true;
	case 2: field->unique = true; return true;
	case 3:
		field->unit = token_take(words);
		if (field->unit.n == 0)
			reader_missing(reader, words, "单位",
			               "法定时限  statutory  整数  单位 "
			               "个工作日");
		return field->unit.n > 0;
	case 4: return read_bound(reader, words, field, &field->least);
	case 5: return read_bound(reader, words, field, &field->most);
	default: break;
	}
	reader_unknown_word(reader, field->name.line, "rule.field_mark", word, mark_words,
	                    countof(mark_words));
	return false;
}

/* What stands behind name and id. */
static bool read_kind(struct reader *reader, struct token_words *words, struct field *field)
{
	field->least = INT64_MIN;
	field->most = INT64_MAX;
	field->basis = words->basis;
	if (!read_type(reader, words, field))
		return false;
	while (token_more(words)) {
		if (!read_mark(reader, words, field))
			return false;
	}
	if (field->unique && field->hidden)
		return fault_conflict(reader, field, "不能既“唯一”又“不公开”", "请删去其中一个");
	if (field->least > field->most)
		return fault_conflict(reader, field, "的下限大于上限", "请把两个数对调");
	return true;
}

static bool is_digits(str s)
{
	int64_t value;
	return s.at[0] >= '0' && s.at[0] <= '9' && num_read_int(s, &value);
}

/* Ranks, once all options are there: all ids are numbers, or none is. */
static void rank_options(struct reader *reader, struct field *field)
{
	size_t numbers = 0;
	for (size_t i = 0; i < field->option_count; i++)
		numbers += is_digits(field->options[i].name.id);
	field->ranked = numbers > 0 && numbers == field->option_count;
	for (size_t i = 0; i < field->option_count; i++) {
		struct option *option = &field->options[i];
		option->rank = (int64_t)i;
		if (field->ranked && !num_read_int(option->name.id, &option->rank))
			option->rank = 0;
	}
	if (numbers > 0 && !field->ranked)
		fault_conflict(reader, field, "的选项有的号是数字、有的不是",
		               "要比高低的选项，号全写成数字，例如：很满意  5");
}

static void read_options(struct reader *reader, const struct token_words *head, struct field *field)
{
	struct table seen;
	table_init(&seen, reader->arena);
	for (size_t i = 1; i <= head->subs; i++) {
		struct token_words words = token_words(head->line + i, 0);
		struct option option = { .basis = words.basis };
		if (!reader_name(reader, &words, &seen, true, &option.name) ||
		    !reader_ends_founded(reader, &words))
			continue;
		field->options = reader_room(reader, field->options, field->option_count,
		                             sizeof(*field->options));
		field->options[field->option_count++] = option;
	}
	rank_options(reader, field);
}

/* A column of a list holds one plain value. */
static bool is_plain(struct reader *reader, const struct field *cell)
{
	if (cell->many || cell->type == FIELD_CHOICE || cell->type == FIELD_LIST)
		return fault_conflict(reader, cell, "是清单的一栏，不能是选项、清单或“多个”",
		                      "请用文字、整数、金额、日期等类型");
	if (cell->hidden || cell->unique)
		return fault_conflict(reader, cell, "是清单的一栏，不能写“不公开”“唯一”",
		                      "请写在清单那一行");
	return true;
}

/* Has the line just two words, as an option has? */
static bool is_pair(struct token_words words)
{
	token_take(&words);
	token_take(&words);
	return !token_more(&words);
}

static void read_cells(struct reader *reader, const struct token_words *head, struct field *field)
{
	bool options = false; /* the lines that follow may be those of a refused 选项 */
	struct table seen;
	table_init(&seen, reader->arena);
	for (size_t i = 1; i <= head->subs; i++) {
		struct token_words words = token_words(head->line + i, 0);
		struct field cell = { 0 };
		if (options && is_pair(words))
			continue;
		if (!reader_name(reader, &words, &seen, false, &cell.name) ||
		    !read_kind(reader, &words, &cell))
			continue;
		options = cell.type == FIELD_CHOICE;
		if (!is_plain(reader, &cell))
			continue;
		field->cells = reader_room(reader, field->cells, field->cell_count,
		                           sizeof(*field->cells));
		field->cells[field->cell_count++] = cell;
	}
}

static void read_subs(struct reader *reader, const struct token_words *words, struct field *field)
{
	if (field->type != FIELD_CHOICE && field->type != FIELD_LIST) {
		reader_no_subs(reader, words);
		return;
	}
	if (words->subs == 0) {
		bool choice = field->type == FIELD_CHOICE;
		err_fix(reader_fault(reader, field->name.line, "rule.subs_missing",
		                     "字段“%.*s”下面没有写%s", PSTR(field->name.text),
		                     choice ? "选项" : "各栏"),
		        "请在下一层（缩进 4 格以上）逐行写，例如：      %s",
		        choice ? "行政处罚  penalty" : "份数  copies  整数");
		return;
	}
	if (field->type == FIELD_CHOICE)
		read_options(reader, words, field);
	else
		read_cells(reader, words, field);
}

void parse_field_section(struct reader *reader, const struct reader_section *section)
{
	struct rule *rule = reader->rule;
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		struct field field = { 0 };
		if (!reader_declare(reader, &words, READER_FIELD, &field.name))
			continue;
		if (read_kind(reader, &words, &field))
			read_subs(reader, &words, &field);
		rule->fields = reader_room(reader, rule->fields, rule->field_count,
		                           sizeof(*rule->fields));
		rule->fields[rule->field_count++] = field;
	}
}
