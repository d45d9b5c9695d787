/* fuzz_rule.c -- any bytes may be given as a rule: they are read, checked and refused in peace.
 *
 * The budget is small, so that a text that asks for too much is found; going over it
 * leaves through the escape, as in the program.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "define/check.h"
#include "define/parse.h"

#define FUZZ_BUDGET ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_one(struct arena *arena, str text)
{
	struct problems problems;
	problems_init(&problems, arena, STR("fuzz.rule"));
	const struct rule *rule = parse_rule(arena, STR("fuzz.rule"), text, &problems);
	assert((rule == NULL) == (problems.count > 0));
	if (rule == NULL)
		return;
	check_rule(rule, &problems);
	for (size_t i = 0; i < rule->step_count; i++)
		(void)model_basis(arena, rule, rule->steps[i].basis);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new(FUZZ_BUDGET);
	jmp_buf escape;
	if (setjmp(escape) == 0) {
		arena_escape(arena, &escape);
		read_one(arena, (str){ (const char *)bytes, size });
	}
	arena_end(arena);
	return 0;
}
