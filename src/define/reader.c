/* reader.c -- what the readers of the sections share: lines, lists, names, lengths.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/reader.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "define/near.h"
#include "define/parse.h"
#include "define/value.h"

void *reader_room(struct reader *reader, const void *array, size_t count, size_t size)
{
	if (count > 0 && (count & (count - 1)) != 0)
		return (void *)(uintptr_t)array; /* grows only at powers of two */
	return arena_grow(reader->arena, (void *)(uintptr_t)array, count * size,
	                  (count > 0 ? 2 * count : 1) * size);
}

void reader_missing(struct reader *reader, const struct token_words *words, const char *what,
                    const char *example)
{
	err_fix(reader_fault(reader, words->line->number, "rule.missing", "这一行缺少%s", what),
	        "请补上，例如：%s", example);
}

bool reader_ends_founded(struct reader *reader, struct token_words *words)
{
	if (!token_more(words))
		return true;
	str word = token_all(words);
	struct err *err = reader_fault(reader, words->line->number, "rule.extra",
	                               "不明白行末的“%.*s”", PSTR(word));
	err_fix(err, "请删去它；如果是依据，请写在最后一列、与前面空两格以上，例如：第三十条");
	return false;
}

bool reader_ends(struct reader *reader, struct token_words *words)
{
	if (!reader_ends_founded(reader, words))
		return false;
	if (words->basis.n == 0)
		return true;
	struct err *err = reader_fault(reader, words->line->number, "rule.basis_misplaced",
	                               "依据“%.*s”不能写在这一行", PSTR(words->basis));
	err_fix(err, "请把它写到所在的步骤、期限或字段那一行的行末，例如："
	             "步骤  受理  accept  第三十条");
	return false;
}

str reader_line(struct reader *reader, int line, int from)
{
	return origin_place(reader->arena, &reader->rule->origin, line, from);
}

size_t reader_place(str word, const char *const *words, size_t count)
{
	size_t i = 0;
	while (i < count && !str_eq(word, str_of(words[i])))
		i++;
	return i;
}

void reader_unknown_word(struct reader *reader, int line, const char *code, str word,
                         const char *const *known, size_t count)
{
	struct err *err = reader_fault(reader, line, code, "不认识“%.*s”", PSTR(word));
	if (reader->problems->count > PROBLEMS_MAX)
		return;
	str *words = arena_make(reader->arena, str, count);
	struct buf buf;
	buf_init(&buf, reader->arena, 400);
	for (size_t i = 0; i < count; i++) {
		words[i] = str_of(known[i]);
		buf_text(&buf, i > 0 ? "、" : "");
		buf_add(&buf, words[i]);
	}
	str meant = near_find(word, words, count);
	if (meant.n > 0)
		err_fix(err, "是不是“%.*s”？", PSTR(meant));
	else
		err_fix(err, "这里能写：%.*s", PSTR(buf_str(&buf)));
}

bool reader_item(const struct reader_section *section, size_t *at, struct token_words *words)
{
	while (*at < section->count) {
		const struct token_line *line = &section->lines[(*at)++];
		if (line->level == 2)
			continue; /* noted when the sections were cut */
		size_t from = *at;
		while (*at < section->count && section->lines[*at].level == 2)
			(*at)++;
		*words = token_words(line, *at - from);
		return true;
	}
	return false;
}

void reader_no_subs(struct reader *reader, const struct token_words *words)
{
	if (words->subs == 0)
		return;
	struct err *err = reader_fault(reader, words->line[1].number, "rule.sub_misplaced",
	                               "上一行不能有缩进 4 格以上的补充");
	err_fix(err, "请与上一行对齐（缩进 1 至 3 格），例如：  由      承办人");
}

bool reader_is_id(str id)
{
	if (id.n == 0 || id.n > LIMIT_ID_BYTES || id.at[0] < 'a' || id.at[0] > 'z')
		return false;
	for (size_t i = 0; i < id.n; i++) {
		char c = id.at[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
			return false;
	}
	return true;
}

static bool is_number(str s)
{
	int64_t value;
	return s.n > 0 && s.at[0] != '-' && num_read_int(s, &value);
}

/* Words that have a meaning of their own wherever a name can stand. */
static bool is_reserved(str word)
{
	static const char *const words[] = {
		"且",   "或",     "已",   "未",   "期限",     "环节",     "偏差",   "当日",
		"当时", "办理人", "时钟", "案号", "任一未结", "任一单位", "原环节", "红灯",
		"视为", "首次",   "末次", "今日", "上年",     "截至",     "缺",     "补录",
		"非",   "到",     "自",   "至",   "若",       "为",       "后",     "个数",
		"+",    "-",
	};
	return reader_place(word, words, countof(words)) < countof(words);
}

static bool is_good_text(struct reader *reader, int line, str text)
{
	bool marked = str_find(text, STR("、")) >= 0 || str_find(text, STR("：")) >= 0 ||
	              str_find(text, STR("《")) == 0;
	if (!marked && text.n <= LIMIT_NAME_BYTES && !is_number(text))
		return true;
	err_fix(reader_fault(reader, line, "rule.name", "“%.*s”不能作名称", PSTR(text)),
	        "名称最多 40 个汉字，不能只有数字，不含顿号、冒号，例如：受理  accept");
	return false;
}

/* Puts a name or an id into the set; false when it was there. */
static bool is_new(struct reader *reader, struct table *seen, const struct name *name, str text)
{
	const struct name *before = table_find(seen, text);
	if (before == NULL) {
		struct name *copy = arena_make(reader->arena, struct name, 1);
		*copy = *name;
		table_put(seen, text, copy);
		return true;
	}
	struct err *err = reader_fault(reader, name->line, "rule.name_twice",
	                               "“%.*s”在%.*s已经用过了", PSTR(text),
	                               PSTR(reader_line(reader, before->line, name->line)));
	err_fix(err, "同类的名称、英文号不能重复，请换一个，例如：%.*s_2", PSTR(name->id));
	return false;
}

bool reader_name(struct reader *reader, struct token_words *words, struct table *seen, bool digits,
                 struct name *name)
{
	int line = words->line->number;
	name->text = token_take(words);
	name->id = token_take(words);
	name->line = line;
	if (name->text.n == 0) {
		reader_missing(reader, words, "名称和英文号", "受理  accept");
		return false;
	}
	if (!is_good_text(reader, line, name->text))
		return false;
	if (name->id.n == 0) {
		reader_missing(reader, words, "英文号", "受理  accept");
		name->id = name->text; /* the name stays known: one fault, one message */
		return is_new(reader, seen, name, name->text);
	}
	if (!is_new(reader, seen, name, name->text))
		return false;
	if (!reader_is_id(name->id) && !(digits && is_number(name->id))) {
		struct err *err = reader_fault(reader, line, "rule.id", "“%.*s”不能作英文号",
		                               PSTR(name->id));
		err_fix(err,
		        "英文号用小写字母、数字、下划线，字母开头，最长 %d，写在名称之后，"
		        "例如：受理  accept",
		        LIMIT_ID_BYTES);
	} else if (!str_eq(name->text, name->id)) {
		(void)is_new(reader, seen, name, name->id);
	}
	return true;
}

bool reader_declare(struct reader *reader, struct token_words *words, enum reader_kind kind,
                    struct name *name)
{
	if (!reader_name(reader, words, &reader->seen[kind], false, name))
		return false;
	if (!is_reserved(name->text))
		return true;
	struct err *err = reader_fault(reader, name->line, "rule.name_reserved",
	                               "“%.*s”在规程里另有意思，不能作名称", PSTR(name->text));
	err_fix(err, "请换一个名称，例如“%.*s事项”", PSTR(name->text));
	return true;
}

bool reader_list(struct reader *reader, int line, str *rest, str *item)
{
	while (rest->n > 0) {
		bool marked = str_cut(rest, STR("、"), item);
		if (item->n == 0 || (marked && rest->n == 0))
			err_fix(reader_fault(reader, line, "rule.list", "顿号前后少了一项"),
			        "请删去多余的顿号，顿号前后不要空格，例如：受理、不予受理");
		if (item->n > 0)
			return true;
	}
	return false;
}

/* The most of each unit, so that no period passes LIMIT_TERM_DAYS. */
static int longest(enum term_unit unit)
{
	switch (unit) {
	case TERM_DAYS:
	case TERM_WORKDAYS: return LIMIT_TERM_DAYS;
	case TERM_MONTHS: return LIMIT_TERM_DAYS / 31;
	case TERM_YEARS: return LIMIT_TERM_DAYS / 366;
	case TERM_HOURS: return LIMIT_TERM_DAYS * 24;
	case TERM_MINUTES: return LIMIT_TERM_DAYS * 24 * 60;
	}
	return 0;
}

bool reader_length(struct reader *reader, struct token_words *words, int least,
                   struct term_length *length)
{
	str written = token_take(words);
	struct term_length read;
	bool good = term_read_length(written, &read);
	if (!good && is_number(written) && token_more(words)) {
		written = arena_printf(reader->arena, "%.*s %.*s", PSTR(written),
		                       PSTR(token_peek(words)));
		token_take(words);
		good = term_read_length(written, &read);
	}
	if (good && read.n >= least && read.n <= longest(read.unit)) {
		*length = read;
		return true;
	}
	struct err *err = reader_fault(reader, words->line->number, "rule.length",
	                               "“%.*s”不是合适的时间长度", PSTR(written));
	err_fix(err,
	        "请写数字和单位（日、个工作日、个月、年、小时、分钟），"
	        "不短于 %d、不长于一百年，例如：5 个工作日",
	        least);
	return false;
}

bool reader_times(struct reader *reader, struct token_words *words, int least, int *times)
{
	str written = token_take(words), number = written;
	bool good = str_ends(written, STR("次"));
	if (good)
		number = str_sub(written, 0, written.n - STR("次").n);
	else
		good = token_passes(words, STR("次"));
	int64_t value;
	if (good && num_read_int(number, &value) && value >= least && value <= 1000000) {
		*times = (int)value;
		return true;
	}
	struct err *err = reader_fault(reader, words->line->number, "rule.times",
	                               "“%.*s”这里要写次数", PSTR(written));
	err_fix(err, "请写不小于 %d 的整数和“次”，例如：1 次", least);
	return false;
}

/* A rule names an organ by its code: names change, and records are kept by code. */
static bool is_code(const struct field *field, str written)
{
	for (size_t i = 0; field->type == FIELD_ORGAN && i < written.n; i++)
		if ((unsigned char)written.at[i] <= 0x20 || (unsigned char)written.at[i] >= 0x7f)
			return false;
	return true;
}

bool reader_value(struct reader *reader, int line, const struct field *field, str written,
                  str *canonical)
{
	struct err err = { 0 };
	if (!is_code(field, written)) {
		err_fix(reader_fault(reader, line, "rule.organ_code",
		                     "“%.*s”是机关，要写机构代码，不写名称“%.*s”",
		                     PSTR(field->name.text), PSTR(written)),
		        "机构会改名，案里存的是代码。请写机构名录里的代码，例如：承办单位 为 zjj");
		return false;
	}
	if (value_read(reader->arena, field, written, canonical, &err))
		return true;
	struct err *noted = reader_fault(reader, line, "rule.value", "%s", err.what);
	if (err.fix[0] != '\0')
		err_fix(noted, "%s", err.fix);
	return false;
}

const struct cond *reader_cond(struct reader *reader, struct token_words *words)
{
	str text = token_rest(words);
	if (text.n == 0) {
		reader_missing(reader, words, "条件", "若  审理程序 为 普通程序  第五十三条");
		return NULL;
	}
	return parse_cond(reader->arena, reader->rule, text, words->line->number, reader->problems);
}

const struct cond *reader_cond_founded(struct reader *reader, struct token_words *words)
{
	const struct cond *cond = reader_cond(reader, words);
	if (cond == NULL || !reader_ends_founded(reader, words))
		return NULL;
	struct cond *founded = arena_make(reader->arena, struct cond, 1);
	*founded = *cond;
	founded->basis = words->basis;
	return founded;
}

/* Is what stands between { and } a placeholder? */
static bool is_placeholder(str word, int *serials)
{
	static const char *const times[] = { "年", "月", "日", "年月日" };
	if (reader_place(word, times, countof(times)) < countof(times))
		return true;
	int64_t width;
	bool serial = str_eq(word, STR("号"));
	if (str_starts(word, STR("号:"))) {
		str digits = str_sub(word, STR("号:").n, word.n);
		serial = num_read_int(digits, &width) && width >= 1 && width <= 18;
	}
	*serials += serial;
	return serial;
}

bool reader_pattern(struct reader *reader, int line, str pattern)
{
	int serials = 0;
	bool good = pattern.n > 0 && pattern.n <= LIMIT_NAME_BYTES;
	str rest = pattern;
	while (good && rest.n > 0) {
		str before, word = { "", 0 };
		bool opened = str_cut(&rest, STR("{"), &before);
		good = str_find(before, STR("}")) < 0;
		if (!opened)
			break;
		good = good && str_cut(&rest, STR("}"), &word) && is_placeholder(word, &serials);
	}
	if (good && serials == 1)
		return true;
	struct err *err = reader_fault(reader, line, "rule.pattern", "编号样式“%.*s”不对",
	                               PSTR(pattern));
	err_fix(err, "只能用{年}、{月}、{日}、{年月日}，并且要有一个{号}或{号:5}，例如："
	             "嘉政复〔{年}〕{号}号");
	return false;
}
