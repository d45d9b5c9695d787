/* inside.h -- the inside of a ledger, for the files of this folder only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_INSIDE_H
#define GUIJU_LEDGER_INSIDE_H
#include "ledger/ledger.h"
#include "ledger/tree.h"

#define LEDGER_LOGS 2 /* log 0: SHA-256 and Ed25519; log 1: SM3 and SM2 */

/* One signed head: a row of table head, or a checkpoint file. */
struct ledger_head {
	bool found;
	bool moved; /* the file was replaced meanwhile by a writer: this is the one before */
	int64_t size;
	str note;
};

struct ledger {
	struct arena *arena;   /* borrows: names and keys live in it */
	struct arena *scratch; /* own; rewound at the end of each call */
	struct db *db;
	const char *folder;    /* NULL: a scratch log without keys and files */
	struct chance *chance; /* NULL: reads only */
	str origin;
	bool national;
	bool doubted;          /* opened without trees, for ledger_verify */
	size_t logs;           /* 1, or 2 when national */
	struct note_key keys[LEDGER_LOGS]; /* with secret halves only where it writes */
	struct note_key *past; /* of former logs (verifier.past), oldest first */
	size_t past_count;
	int64_t since;         /* this log continues a former one from here; 0: it does not */
	int64_t size, marked_size;
	int64_t signed_size;   /* of the last head row */
	struct tree *trees, *marked;
	struct ledger_head before[LEDGER_LOGS]; /* the files, before the tables were read */
};

/* Makes and stores the keys of a new log (folder/keys, folder/verifier.key). */
must_use bool ledger_keys_make(struct arena *arena, const char *folder, str origin,
                               bool national, struct chance *chance, struct err *err);
/* Reads them back into ledger->keys; the secret halves only where it writes. */
must_use bool ledger_keys_load(struct ledger *ledger, struct err *err);
/* Opens a head of this log, or, for one of at most ledger->since events, of a former log. */
must_use bool ledger_keys_open(struct ledger *ledger, struct arena *arena, int log, str note,
                               bool former, struct checkpoint *checkpoint, struct err *err);
/* The last head row of a log, former logs left out; the note in `arena`. */
must_use bool ledger_heads_last(struct ledger *ledger, struct arena *arena, int log,
                                struct ledger_head *head, struct err *err);
/* Reads the checkpoint files into ledger->before; call it before the database is asked
 * anything, so that a file which a writer puts there meanwhile does not look like one
 * that the tables fall short of. */
must_use bool ledger_heads_before(struct ledger *ledger, struct err *err);
/* The checkpoint file of a log (not found: no such file); the note in `arena`. Its size
 * is not filled. */
must_use bool ledger_heads_file(struct ledger *ledger, struct arena *arena, int log,
                                struct ledger_head *head, struct err *err);
/* The note of the head that was the last when the log was opened, or signed since.
 * ERR_UNKNOWN "ledger.unsigned" when there is none. */
must_use bool ledger_heads_signed(struct ledger *ledger, struct arena *arena, int log, str *note,
                                  struct err *err);
/* Is the opened log one that continues the last signed heads? See ledger_open. */
must_use bool ledger_heads_check(struct ledger *ledger, struct err *err);

#endif
