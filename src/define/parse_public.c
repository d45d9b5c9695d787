/* parse_public.c -- the cross-checks of a rule, and what of it the public sees.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/str.h"

#define CHECK_EXAMPLE  "期末未结 = 上年 期末未结 + 受理 - 审结"
#define PUBLIC_EXAMPLE "案号  决定  自 作出决定 后 20 个工作日  第七十九条"

static bool fault_check(struct reader *reader, int line, const char *what)
{
	err_fix(reader_fault(reader, line, "rule.check_form", "%s", what), "例如：%s",
	        CHECK_EXAMPLE);
	return false;
}

/* One side: items joined by + and -. */
static bool read_side(struct reader *reader, struct token_words *words,
                      const struct sum_item **side, size_t *count)
{
	struct sum_item *items = NULL;
	int sign = 1;
	for (;;) {
		struct sum_item item = { .sign = sign };
		if (!token_more(words))
			return fault_check(reader, words->line->number, "核对的式子不完整");
		if (!parse_count_item(reader, words, &item))
			return false;
		items = reader_room(reader, items, *count, sizeof(*items));
		items[(*count)++] = item;
		*side = items;
		if (token_passes(words, STR("+")))
			sign = 1;
		else if (token_passes(words, STR("-")))
			sign = -1;
		else
			return true;
	}
}

static void read_check(struct reader *reader, struct token_words *words)
{
	struct rule *rule = reader->rule;
	struct check check = { .text = words->line->text, .line = words->line->number };
	if (!read_side(reader, words, &check.left, &check.left_count))
		return;
	check.at_most = token_passes(words, STR("不超过"));
	if (!check.at_most && !token_passes(words, STR("="))) {
		fault_check(reader, check.line, "核对的两边之间要写“=”或“不超过”，前后各空一格");
		return;
	}
	if (!read_side(reader, words, &check.right, &check.right_count) ||
	    !reader_ends(reader, words))
		return;
	rule->checks = reader_room(reader, rule->checks, rule->check_count, sizeof(*rule->checks));
	rule->checks[rule->check_count++] = check;
}

void parse_public_checks(struct reader *reader, const struct reader_section *section)
{
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		reader_no_subs(reader, &words);
		read_check(reader, &words);
	}
}

/* What is shown: fields and 案号, up to 自. */
static bool read_shown(struct reader *reader, struct token_words *words,
                       struct publicity *publicity)
{
	bool good = true;
	while (token_more(words) && !token_passes(words, STR("自"))) {
		str list = token_take(words), item;
		while (reader_list(reader, words->line->number, &list, &item)) {
			if (str_eq(item, STR("案号"))) {
				publicity->number = true;
				continue;
			}
			const struct field *field = reader_field(reader, words->line->number, item);
			good = good && field != NULL;
			publicity->fields = reader_room(reader, publicity->fields,
			                                publicity->field_count,
			                                sizeof(*publicity->fields));
			publicity->fields[publicity->field_count++] = field;
		}
	}
	return good;
}

static void read_publicity(struct reader *reader, struct token_words *words)
{
	struct rule *rule = reader->rule;
	int line = words->line->number;
	struct publicity publicity = { .basis = words->basis, .line = line };
	if (!read_shown(reader, words, &publicity))
		return;
	str steps = token_take(words);
	if (steps.n == 0 || (publicity.field_count == 0 && !publicity.number) ||
	    !token_passes(words, STR("后"))) {
		err_fix(reader_fault(reader, line, "rule.public_form",
		                     "公开要写明哪些字段、自哪一步（几步用顿号）后多少时间内"),
		        "例如：%s", PUBLIC_EXAMPLE);
		return;
	}
	if (!reader_steps(reader, line, steps, &publicity.after, &publicity.after_count) ||
	    publicity.after_count == 0 || !reader_length(reader, words, 0, &publicity.within))
		return;
	if (token_passes(words, STR("若")) && (publicity.when = reader_cond(reader, words)) == NULL)
		return;
	if (!reader_ends_founded(reader, words))
		return;
	rule->publics = reader_room(reader, rule->publics, rule->public_count,
	                            sizeof(*rule->publics));
	rule->publics[rule->public_count++] = publicity;
}

void parse_public_section(struct reader *reader, const struct reader_section *section)
{
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		reader_no_subs(reader, &words);
		read_publicity(reader, &words);
	}
}
