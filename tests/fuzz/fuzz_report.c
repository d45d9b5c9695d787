/* fuzz_report.c -- any bytes as a report template: read, filled from an empty world, printed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/check.h"
#include "define/parse.h"
#include "report/print.h"

static const char rule_text[] =
	"规程  便民借伞  loan\n依据  《便民服务规定》（2020年）\n施行  2020-01-01\n"
	"主管  市政务服务局\n角色\n  借用人  borrower  公众\n环节\n  在借  lent  起点\n"
	"  已还  returned  终点\n步骤  借出  lend\n  由  借用人\n  到  在借\n"
	"步骤  归还  give_back\n  由  借用人\n  从  在借  到  已还\n指标\n"
	"  借出  lent  件  数  借出\n  在借  out  件  在册 在借\n  归还  given_back  件  数  归还\n"
	"  归还率  return_rate  %  率  归还 / 借出  两位\n核对\n  归还 不超过 借出\n";

static bool any_sum(void *with, str procedure, str indicator, const struct figure_scope *scope,
                    int64_t *n, int64_t *v, struct err *err)
{
	(void)with, (void)procedure, (void)indicator, (void)scope, (void)err;
	*n = 7;
	*v = 70;
	return true;
}

static bool any_one(void *with, str procedure, str indicator, const struct figure_scope *scope,
                    int64_t *number, struct err *err)
{
	(void)with, (void)procedure, (void)indicator, (void)scope, (void)err;
	*number = 3;
	return true;
}

static bool any_latest(void *with, str procedure, str indicator, const struct figure_scope *scope,
                       struct figure_statements *found, struct err *err)
{
	(void)with, (void)procedure, (void)indicator, (void)scope, (void)err;
	*found = (struct figure_statements){ 0 };
	return true;
}

static void print_all(struct arena *arena, const struct annual *annual)
{
	void (*const prints[])(struct buf *, const struct annual *) = {
		print_text, print_md, print_html, print_json,
	};

	for (size_t i = 0; i < countof(prints); i++) {
		struct buf buf;

		buf_init(&buf, arena, PRINT_BYTES);
		prints[i](&buf, annual);
		assert(buf.full || utf8_valid(buf_str(&buf), NULL));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)512 << 20);
	struct problems problems;
	struct err err = { 0 };
	struct annual_of of = { .library = library_new(arena), .city = STR("市"),
		                .origin = STR("guiju/1"), .root = STR("AA==") };
	struct annual *annual;

	of.source = (struct figure_source){ .sum = any_sum, .distinct = any_one, .most = any_one,
		                            .latest = any_latest, .library = of.library };
	problems_init(&problems, arena, STR("loan.rule"));
	library_add((struct library *)of.library,
	            parse_rule(arena, STR("loan.rule"), str_of(rule_text), &problems));
	assert(problems.count == 0);
	problems_init(&problems, arena, STR("a.report"));
	of.template = template_read(arena, STR("a.report"), (str){ (const char *)data, size },
	                            &problems);
	assert((of.template == NULL) == (problems.count > 0));
	if (of.template != NULL) {
		if (annual_build(arena, &of, &annual, &problems, &err))
			print_all(arena, annual);
		else
			assert(err.kind == ERR_REFUSED && err.what[0] != 0 && err.where[0] != 0);
	}
	arena_end(arena);
	return 0;
}
