/* fuzz_event.c -- any bytes may stand in a body: what is accepted is written back the same.
 *
 * The first byte chooses between a body and the map of its private values.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "ledger/event.h"

#define FUZZ_BUDGET ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_same(const struct buf *again, str text)
{
	if (!str_eq(buf_str(again), text))
		abort();
}

static void read_body(struct arena *arena, str text)
{
	struct err err = { 0 };
	struct event event;
	digest *commitments;
	struct buf again;

	if (!event_read(arena, text, &event, &commitments, &err)) {
		assert(err.kind != ERR_NONE);
		return;
	}
	buf_init(&again, arena, text.n + 1);
	event_write(&again, &event, commitments);
	check_same(&again, text);
}

static void read_hidden(struct arena *arena, str text)
{
	struct pair hidden[] = { { STR("caller"), { 0 } }, { STR("content"), { 0 } },
		                 { STR("phone"), { 0 } } };
	struct event event = { .hidden = hidden, .hidden_count = countof(hidden) };
	struct err err = { 0 };
	struct buf again;

	if (!event_read_hidden(arena, text, &event, &err)) {
		assert(err.kind != ERR_NONE);
		return;
	}
	buf_init(&again, arena, text.n + 1);
	event_write_hidden(&again, &event);
	check_same(&again, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new(FUZZ_BUDGET);
	jmp_buf escape;

	if (size > 0 && setjmp(escape) == 0) {
		str text = { (const char *)bytes + 1, size - 1 };

		arena_escape(arena, &escape);
		if (bytes[0] == 'h')
			read_hidden(arena, text);
		else
			read_body(arena, text);
	}
	arena_end(arena);
	return 0;
}
