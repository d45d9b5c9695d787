/* test_figure.c -- figures of several rules, per option, and of what was attested.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/parse.h"
#include "engine/figure.h"

#define HEAD(name, id, since)                                                                      \
	"规程  " name "  " id "\n依据  《试验办法》\n施行  " since "\n主管  市政府\n"
/* clang-format off */
#define BODY                                                                              \
	"角色\n  承办人  handler  公众\n字段\n  类别  category  选项  必填\n"              \
	"      甲  a\n      乙  b\n  金额  amount  金额\n环节\n  已办  done  起点  终点\n"  \
	"步骤  办  act\n  由  承办人\n  到  已办\n  填  类别  金额\n指标\n"               \
	"  数  count  件  数 办\n  钱  money  元  和 金额 于 办\n"                          \
	"  种  kinds  种  去重 金额 于 办\n"
/* clang-format on */

struct stage_set {
	struct arena *arena;
	struct library *library;
	struct figure_source source;
	struct err err;
};

/* 10, under a 4, under b 6, "half" 5 each; of the year before 1; money 2.5; "old" 100. */
static bool some_sum(void *with, str procedure, str indicator, const struct figure_scope *scope,
                     int64_t *n, int64_t *v, struct err *err)
{
	(void)with, (void)procedure, (void)err;
	*n = *v = 0;
	if (str_eq(indicator, STR("old")))
		*n = 100;
	else if (scope->to < day_of(2024, 1, 1))
		*n = 1;
	else if (str_eq(scope->key, STR("a")))
		*n = str_eq(indicator, STR("half")) ? 5 : 4;
	else if (str_eq(scope->key, STR("b")))
		*n = str_eq(indicator, STR("half")) ? 5 : 6;
	else
		*n = 10;
	if (str_eq(indicator, STR("money")))
		*v = 25000;
	return true;
}

static bool some_latest(void *with, str procedure, str indicator, const struct figure_scope *scope,
                        struct figure_statements *found, struct err *err)
{
	static struct figure_statement at[2] = { { .v = 70, .serial = 1 },
		                                 { .v = 5, .serial = 2 } };

	(void)with, (void)procedure, (void)indicator, (void)scope, (void)err;
	*found = (struct figure_statements){ at, 2 };
	return true;
}

static void set(struct stage_set *s)
{
	*s = (struct stage_set){ .arena = arena_new(LIMIT_ARENA_LIFE) };
	s->library = library_new(s->arena);
	s->source = (struct figure_source){ .sum = some_sum,
		                            .latest = some_latest,
		                            .library = s->library };
}

static const struct rule *rule(struct stage_set *s, const char *text)
{
	struct problems problems;
	const struct rule *read;

	problems_init(&problems, s->arena, STR("x.rule"));
	read = parse_rule(s->arena, STR("x.rule"), str_of(text), &problems);
	if (!CHECK(read != NULL))
		return NULL;
	library_add(s->library, read);
	return read;
}

static struct figure compute(struct stage_set *s, const struct rule *of, const char *indicator,
                             const char *key)
{
	struct figure_scope scope = figure_year(2024);
	struct figure figure = { .value = -1 };

	scope.key = str_of(key);
	s->err = (struct err){ 0 };
	CHECK_OK(figure_compute(&s->source, of, model_indicator(of, str_of(indicator)), &scope,
	                        &figure, &s->err),
	         &s->err);
	return figure;
}

static void fails(struct stage_set *s, const struct rule *of, const char *indicator,
                  const char *key, int kind, const char *code)
{
	struct figure_scope scope = figure_year(2024);
	struct figure figure;

	scope.key = str_of(key);
	s->err = (struct err){ 0 };
	CHECK(!figure_compute(&s->source, of, model_indicator(of, str_of(indicator)), &scope,
	                      &figure, &s->err));
	CHECK_ERR(&s->err, kind, code);
}

TEST(an_operand_is_of_the_version_in_force_then)
{
	struct stage_set s;

	set(&s);
	rule(&s, HEAD("别的", "other", "2020-01-01") BODY "  那  old  件  数 办\n");
	rule(&s, HEAD("别的", "other", "2025-01-01") BODY "  那  fresh  件  算 数\n");
	const struct rule *mine = rule(&s, HEAD("本", "mine", "2020-01-01") BODY
	                               "  和  total  件  算 数 + 别的.那 - other.数\n"
	                               "  去年  before  件  算 数 - 本.total\n");
	const struct rule *late = rule(&s, HEAD("迟", "late", "2020-01-01") BODY
	                               "  早  early  件  算 将来.数\n");
	rule(&s, HEAD("将来", "future", "2030-01-01") BODY);
	if (mine != NULL && late != NULL) {
		CHECK_INT(compute(&s, mine, "total", "").value, 100); /* the old one's 那 */
		CHECK_INT(compute(&s, mine, "before", "").value, -90);
		CHECK_INT(compute(&s, late, "early", "").value, 10); /* none yet: the newest */
	}
	arena_end(s.arena);
}

TEST(what_is_not_there_and_what_goes_round_is_told)
{
	struct stage_set s;

	set(&s);
	const struct rule *one = rule(&s, HEAD("一", "one", "2020-01-01") BODY
	                              "  甲数  first  件  算 二.甲数\n"
	                              "  乙数  second  件  算 没有.数\n"
	                              "  丙率  third  %  率 二.没有 / 数  整数\n");
	rule(&s, HEAD("二", "two", "2020-01-01") BODY "  甲数  first  件  算 one.first + 数\n");
	if (one != NULL) {
		fails(&s, one, "first", "", ERR_INVALID, "figure.circle");
		fails(&s, one, "second", "", ERR_UNKNOWN, "figure.other");
		fails(&s, one, "third", "", ERR_UNKNOWN, "figure.other");
	}
	arena_end(s.arena);
}

#define SPLIT(name, id) HEAD(name, id, "2020-01-01") "统计分项  类别\n" BODY

TEST(figures_per_option)
{
	struct stage_set s;

	set(&s);
	const struct rule *split = rule(
		&s, SPLIT("分", "split") "  双  double  件  算 数 + 数\n"
					 "  加  plus  件  算 数 + 1\n"
					 "  率  rate  %  率 数 / 双  整数\n"
					 "  别  other  件  算 别分.数\n");
	rule(&s, SPLIT("别分", "plain"));
	const struct rule *flat = rule(&s, HEAD("平", "flat", "2020-01-01") BODY);
	if (split != NULL && flat != NULL) {
		CHECK_INT(compute(&s, split, "count", "a").value, 4);
		CHECK_INT(compute(&s, split, "double", "b").value, 12);
		CHECK_INT(compute(&s, split, "rate", "a").above, 4);
		CHECK_INT(compute(&s, split, "rate", "a").below, 8);
		CHECK_INT(compute(&s, split, "plus", "").value, 11);
		fails(&s, split, "plus", "a", ERR_INVALID, "figure.not_split");
		fails(&s, split, "kinds", "a", ERR_INVALID, "figure.not_split");
		fails(&s, split, "count", "c", ERR_INVALID, "figure.not_split");
		fails(&s, split, "other", "a", ERR_INVALID, "figure.not_split");
		fails(&s, flat, "count", "a", ERR_INVALID, "figure.not_split");
	}
	arena_end(s.arena);
}

static void check(struct stage_set *s, const struct rule *of, size_t i, bool holds,
                  const char *what)
{
	struct figure_scope year = figure_year(2024);
	struct figure_verdict verdict = { 0 };

	s->err = (struct err){ 0 };
	CHECK_OK(figure_check(&s->source, of, &of->checks[i], &year, &verdict, &s->err), &s->err);
	CHECK_INT(verdict.holds, holds);
	CHECK_STR(str_of(verdict.what), what);
}

TEST(a_check_holds_as_a_whole_and_for_each_option)
{
	struct stage_set s;

	set(&s);
	rule(&s, SPLIT("别分", "plain"));
	const struct rule *split = rule(
		&s, SPLIT("分", "split") "  半  half  件  数 办\n核对\n"
		"  数 = 别分.数\n  数 = 半\n  数 + 9 = 上年 数 + 18\n"
					 "  数 + 数 = 数 + 数\n  钱 = 钱\n  钱 不超过 2\n");
	if (split != NULL) {
		check(&s, split, 0, true, "数 = 别分.数：左边 10，右边 10");
		check(&s, split, 1, false, "分项“甲”：数 = 半：左边 4，右边 5");
		check(&s, split, 2, true, "数 + 9 = 上年 数 + 18：左边 19，右边 19");
		check(&s, split, 3, true, "数 + 数 = 数 + 数：左边 20，右边 20");
		check(&s, split, 4, true, "钱 = 钱：左边 2.5000，右边 2.5000");
		check(&s, split, 5, false, "钱 不超过 2：左边 2.5000，右边 2.0000");
	}
	arena_end(s.arena);
}

TEST(what_is_computed_of_attested_figures_is_attested)
{
	struct stage_set s;

	set(&s);
	rule(&s, "记事  报数  told  报送\n依据  《试验办法》\n施行  2020-01-01\n主管  市政府\n"
	         "角色\n  统计员  statistician  公众\n字段\n  来源  source  文字  必填\n"
	         "  条数  rows  整数  必填\n指标\n"
	         "  汇聚  gathered  件  末值和 条数 按 来源 于 记入\n");
	const struct rule *mine = rule(&s, HEAD("本", "mine", "2020-01-01") BODY
	                               "  收  all_rows  件  算 报数.汇聚\n"
	                               "  自比  self  %  率 told.gathered / 收  整数\n");
	if (mine != NULL) {
		CHECK_INT(compute(&s, mine, "all_rows", "").value, 75);
		CHECK(compute(&s, mine, "all_rows", "").attested);
		CHECK(compute(&s, mine, "self", "").attested);
		CHECK(!compute(&s, mine, "count", "").attested);
	}
	arena_end(s.arena);
}

TEST(money_is_added_to_money)
{
	struct stage_set s;
	struct figure figure;

	set(&s);
	const struct rule *mine = rule(&s, HEAD("本", "mine", "2020-01-01") BODY
	                               "  合计  total  元  算 钱 + 钱 - 1\n"
	                               "  均价  mean  元  均 钱 / 数  两位\n"
	                               "  每元  per  件  均 数 / 钱  两位\n");
	if (mine != NULL) {
		figure = compute(&s, mine, "total", "");
		CHECK(figure.money);
		CHECK_INT(figure.value, 40000);
		figure = compute(&s, mine, "mean", "");
		CHECK(figure.money);
		CHECK_INT(figure.above, 25000);
		figure = compute(&s, mine, "per", "");
		CHECK(!figure.money);
		CHECK_INT(figure.above, 100000);
		CHECK_INT(figure.below, 25000);
	}
	arena_end(s.arena);
}
