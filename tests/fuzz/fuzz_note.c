/* fuzz_note.c -- any bytes may be a key line, a checkpoint or a signed note: what is read
 * as a key or checkpoint is written back the same, and nothing forges a note.
 *
 * The first byte chooses: a key line, a checkpoint's text, or a note.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "proof/note.h"

#define FUZZ_BUDGET ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_key(struct arena *arena, str line)
{
	struct err err = { 0 };
	struct note_key key;

	if (!note_read_key(arena, line, &key, &err)) {
		assert(err.kind != ERR_NONE);
		return;
	}
	if (!str_eq(note_write_key(arena, &key), line))
		abort();
}

/* Lines behind the root are ignored, so the text begins with what is written again. */
static void read_checkpoint(struct arena *arena, str text)
{
	struct checkpoint checkpoint;
	struct err err = { 0 };

	if (!checkpoint_read(arena, text, &checkpoint, &err)) {
		assert(err.kind != ERR_NONE);
		return;
	}
	if (!str_starts(text, checkpoint_write(arena, &checkpoint)))
		abort();
}

/* The Ed25519 key of the C2SP example: nobody here has its private half. */
static void read_note(struct arena *arena, str note)
{
	const str line = STR("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
	struct checkpoint checkpoint;
	struct err err = { 0 }, again = { 0 };
	struct note_key key;
	str text;

	if (!note_read_key(arena, line, &key, &err))
		abort();
	if (note_open(arena, note, &key, &text, &err)) {
		assert(str_starts(note, text));
		return;
	}
	assert(err.kind != ERR_NONE);
	if (checkpoint_open(arena, note, &key, &checkpoint, &again))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new(FUZZ_BUDGET);
	jmp_buf escape;

	if (size > 0 && setjmp(escape) == 0) {
		str text = { (const char *)bytes + 1, size - 1 };

		arena_escape(arena, &escape);
		if (bytes[0] == 'k')
			read_key(arena, text);
		else if (bytes[0] == 'c')
			read_checkpoint(arena, text);
		else
			read_note(arena, text);
	}
	arena_end(arena);
	return 0;
}
