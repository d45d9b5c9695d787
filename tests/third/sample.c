/* sample.c -- writes an invented export and proofs into $GUIJU_SAMPLE, for other verifiers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../unit/4-verify/exported_proof.h"

TEST(sample)
{
	struct arena *arena = arena_new((size_t)512 << 20);
	const char *folder = getenv("GUIJU_SAMPLE");

	if (folder == NULL) {
		arena_end(arena);
		SKIP("GUIJU_SAMPLE names no folder");
	}
	for (int national = 0; national < 2; national++) {
		str dir = arena_printf(arena, "%s/%s", folder, national ? "national" : "plain");
		struct exported *out = exported_new(arena, dir.at, 700, national == 1);
		exported_write(out);
		exported_put(out, "../first.proof", exported_proof(out, 1));
		str name = arena_printf(arena, "../%s.proof", national ? "national" : "plain");
		exported_put(out, name.at, exported_proof(out, 131));
	}
	arena_end(arena);
}
