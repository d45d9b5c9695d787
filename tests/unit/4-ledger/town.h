/* town.h -- a small store with a ledger in a temporary folder, for the tests of this floor.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_TOWN_H
#define GUIJU_TEST_TOWN_H
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "ledger/ledger.h"
#include "store/store.h"
#include <unistd.h>

#define TOWN_T0 ((instant)1714957920 * INSTANT_SECOND)

struct town {
	struct arena *arena;
	char folder[64];
	bool national;
	struct chance chance;
	struct db db;
	struct ledger *ledger;
	struct err err;
};

static inline bool town_open(struct town *town)
{
	town->arena = arena_new((size_t)256 << 20);
	town->err = (struct err){ .kind = ERR_NONE };
	return store_open(town->arena, town->folder, STORE_WRITE, &town->db, &town->err) &&
	       ledger_open(town->arena, &town->db, town->folder, &town->chance, &town->ledger,
	                   &town->err);
}

static inline void town_close(struct town *town)
{
	arena_end(town->arena);
	town->arena = NULL;
}

/* A new store in a new folder with an empty ledger, opened. */
static inline bool town_make(struct town *town, bool national)
{
	digest seed = { { 42 } };

	*town = (struct town){ .folder = "/tmp/guiju-town-XXXXXX", .national = national };
	if (mkdtemp(town->folder) == NULL)
		return false;
	town->arena = arena_new((size_t)256 << 20);
	chance_seeded(&town->chance, seed, 0);
	if (!store_open(town->arena, town->folder, STORE_CREATE, &town->db, &town->err) ||
	    !db_begin(&town->db, &town->err) ||
	    !ledger_create(town->arena, &town->db, town->folder, STR("guiju/620200"), national,
	                   &town->chance, &town->err) ||
	    !db_commit(&town->db, &town->err))
		return CHECK_OK(false, &town->err);
	return CHECK_OK(ledger_open(town->arena, &town->db, town->folder, &town->chance,
	                            &town->ledger, &town->err), &town->err);
}

/* Takes the folder away. */
static inline void town_end(struct town *town)
{
	char command[128];

	if (town->arena != NULL)
		town_close(town);
	snprintf(command, sizeof(command), "rm -rf '%s'", town->folder);
	CHECK_INT(system(command), 0);
}

/* The event that every test appends: number n of record n / 3. */
static inline struct event town_event(struct arena *arena, int64_t n)
{
	struct event event = { .kind = n % 3 == 0 ? LEAF_OPEN : LEAF_STEP,
		               .procedure = STR("hotline"), .serial = n / 3 + 1,
		               .step = STR("accept"), .stage = STR("doing"),
		               .happened = TOWN_T0 + n, .recorded = TOWN_T0 + n,
		               .person = STR("zhang"), .role = STR("clerk"), .cause = -1 };

	event.fields = arena_make(arena, struct pair, 1);
	event.fields[0] = (struct pair){ STR("text"), arena_printf(arena, "n%lld",
	                                                           (long long)n) };
	event.field_count = 1;
	if (n % 5 == 0) {
		event.hidden = arena_make(arena, struct pair, 1);
		event.hidden[0] = (struct pair){ STR("phone"), STR("13800000000") };
		event.hidden_count = 1;
	}
	return event;
}

/* Appends `count` events in one transaction, and signs. */
static inline bool town_grow(struct town *town, int64_t count)
{
	struct err *err = &town->err;
	int64_t seq = -1;

	if (!db_begin(&town->db, err))
		return CHECK_OK(false, err);
	for (int64_t i = 0; i < count; i++) {
		struct arena_mark mark = arena_mark(town->arena);
		struct event event = town_event(town->arena, ledger_size(town->ledger));
		if (!ledger_append(town->ledger, &event, &seq, err))
			return CHECK_OK(false, err);
		arena_rewind(town->arena, mark);
	}
	return CHECK_OK(db_commit(&town->db, err) && ledger_sign(town->ledger, err), err);
}

#endif
