/* move.h -- an office moves from one store to another, with the same log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_MOVE_H
#define GUIJU_ENGINE_MOVE_H
#include "crypto/digest.h"

struct arena;
struct err;

struct move {
	const char *from, *to;
	const char *database; /* "postgresql://...": where the tables of `to` shall lie; or NULL */
	bool without_keys;    /* the signing keys stay behind: `to` can only be read */
	/* Filled: */
	int64_t rows, files, events;
	digest root;
};

/* Makes `to` (which must not be there) with all rows, papers and heads of `from`, which
 * nobody may write meanwhile (its lock is held). The new store appears only after its log
 * was verified from the rows and its root found equal: ERR_TAMPERED "move.root". `from`
 * stays as it is. */
must_use bool move_store(struct arena *arena, struct move *move, struct err *err);

#endif
