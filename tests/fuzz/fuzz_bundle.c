/* fuzz_bundle.c -- any bytes may be handed in as a proof: what is read is written back the
 * same, and none that was not made by a holder of the key is found good.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "proof/bundle.h"

#define FUZZ_BUDGET ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_one(struct arena *arena, str file)
{
	struct err err = { 0 };
	struct bundle_facts facts;
	struct bundle bundle;
	str again;

	if (!bundle_read(arena, file, &bundle, &err)) {
		assert(err.kind != ERR_NONE);
		return;
	}
	if (!bundle_write(arena, &bundle, &again, &err) || !str_eq(again, file))
		abort();
	if (!bundle_check(arena, &bundle, &facts, &err))
		assert(err.kind != ERR_NONE);
	else
		assert(facts.checkpoint.size > 0);
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
