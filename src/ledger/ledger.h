/* ledger.h -- happenings appended, read back, proved; the signed head of the log.
 *
 * The truth lies in the database's transaction: event, private and tile rows are
 * written inside the caller's transaction, by one writer. The head is signed only
 * over what is committed; its file is made durable before anyone is told. Tables:
 * event, private, tile, head, setting (schema/0001-ground.sql).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_LEDGER_H
#define GUIJU_LEDGER_LEDGER_H
#include "crypto/secret.h"
#include "ledger/event.h"
#include "proof/merkle.h"
#include "proof/note.h"

struct arena;
struct db;
struct err;
struct ledger;

/* Begins a log in an empty store, inside the caller's transaction: makes the signing
 * keys in folder/keys (Ed25519, and SM2 where `national`; seeded chance gives repeatable
 * keys), remembers origin ("guiju/620200") and profile in `setting`. */
must_use bool ledger_create(struct arena *arena, struct db *db, const char *folder, str origin,
                            bool national, struct chance *chance, struct err *err);
/* Opens it: loads the growing edge from tiles and the last events. ERR_TAMPERED
 * "ledger.rollback" when the log is shorter than, or differs from, the last signed head
 * (the file folder/checkpoint and the head table). With `chance` NULL it only reads.
 * Without `folder` (NULL) there are no keys and no checkpoint file: a scratch log.
 * The ledger keeps the arena, the database and `chance`; it lives as long as the arena. */
must_use bool ledger_open(struct arena *arena, struct db *db, const char *folder,
                          struct chance *chance, struct ledger **ledger, struct err *err);
/* Opens whatever is there without looking at heads and tiles, for ledger_verify alone
 * (which then can name what ledger_open would only refuse). Reads only. */
must_use bool ledger_open_doubted(struct arena *arena, struct db *db, const char *folder,
                                  struct ledger **ledger, struct err *err);
/* Begins a new log that goes on from the events of the one in `folder`, whose later events
 * are lost or not known: a name and keys of its own, the open halves of the old keys kept in
 * folder/verifier.past, old heads kept. The folder is nobody else's meanwhile; broken off,
 * it is of no use. Not inside a transaction. Then the caller appends the event that says so
 * (LEAF_STORE) and signs. Gives the new log as ledger_open. */
must_use bool ledger_succeed(struct arena *arena, struct db *db, const char *folder, str origin,
                             struct chance *chance, struct ledger **ledger, struct err *err);
/* How many events of a former log this one continues; 0: it is the first. */
int64_t ledger_since(const struct ledger *ledger);
/* A head that was kept elsewhere against this log. */
enum ledger_relation {
	LEDGER_HOLDS,   /* the log has these events, and goes on from them */
	LEDGER_SHORT,   /* the head is of this log, and of more events than there are */
	LEDGER_FORKED,  /* of this log's name and key, and of other events */
};
/* Opens the signed note with this log's keys or those of former logs, and compares.
 * Fails when none of them signed it. */
must_use bool ledger_relate(struct ledger *ledger, struct arena *arena, str note,
                            struct checkpoint *head, enum ledger_relation *relation,
                            struct err *err);
/* The root at an earlier size. */
must_use bool ledger_root_at(struct ledger *ledger, enum digest_kind kind, int64_t size,
                             digest *root, struct err *err);
/* Appends inside the caller's transaction; gives the event's place. The salts come
 * from `chance`: one draw for the private key when there are hidden fields (none of
 * which may be NULL), then one for the event. ERR_INVALID "ledger.event", ERR_LIMIT
 * "ledger.long". After any failure: roll back and ledger_rewind. */
must_use bool ledger_append(struct ledger *ledger, const struct event *event, int64_t *seq,
                            struct err *err);
/* Remembers the edge before a transaction, and goes back to it after a rollback. */
void ledger_mark(struct ledger *ledger);
void ledger_rewind(struct ledger *ledger);
int64_t ledger_size(const struct ledger *ledger);
digest ledger_root(const struct ledger *ledger, enum digest_kind kind);
str ledger_origin(const struct ledger *ledger);
bool ledger_national(const struct ledger *ledger);
/* The keys by which heads are signed (open halves): one, or two for a national log. */
size_t ledger_keys(const struct ledger *ledger, const struct note_key **keys);
/* Signs the committed log's head(s), writes the head row(s) (in an own transaction) and
 * the file(s) checkpoint[, checkpoint.sm3]. Nothing to do when the size has not grown. */
must_use bool ledger_sign(struct ledger *ledger, struct err *err);

/* Calls `each` for events from..to-1 in order; stops when it returns false (and fails
 * with what it put into err). Private values are filled in where they are not erased.
 * `event` and its parts live until `each` returns. */
struct ledger_row {
	int64_t seq;
	str body, salt;        /* empty when the row lacks them */
	str private_key;       /* empty when there are no private fields, or erased */
	const struct event *event; /* NULL when the row lacks its body */
	const digest *commitments; /* one per hidden field */
};
must_use bool ledger_each(struct db *db, int64_t from, int64_t to,
                          bool (*each)(void *with, const struct ledger_row *row, struct err *err),
                          void *with, struct err *err);
/* Recomputes commitments, entries, tree, tiles and signed heads from the rows, and
 * compares. Each fault is told to `fault` (Chinese text with the event's number);
 * returns false only when the database fails. `*faults` counts them. */
must_use bool ledger_verify(struct ledger *ledger,
                            void (*fault)(void *with, const char *code, const char *text),
                            void *with, int64_t *faults, struct err *err);
/* An inclusion proof of event `seq` in the log at its present size. */
must_use bool ledger_prove(struct arena *arena, struct ledger *ledger, enum digest_kind kind,
                           int64_t seq, struct merkle_path *path, struct err *err);
/* The signed head as published (a note): the last one that the database has. ERR_UNKNOWN
 * "ledger.unsigned" when there is none. */
must_use bool ledger_note(struct arena *arena, struct ledger *ledger, enum digest_kind kind,
                          str *note, struct err *err);
/* The file of a tile (C2SP tlog-tiles) within the last signed head: `width` hashes (1..256) of
 * tile `index` of `level`; level -1: the entries themselves. In the arena. ERR_UNKNOWN
 * "ledger.no_tile" when the signed log does not reach so far. */
struct ledger_tile {
	enum digest_kind kind;
	int level;
	uint64_t index;
	int width;
};
must_use bool ledger_tile(struct arena *arena, struct ledger *ledger,
                          const struct ledger_tile *tile, str *bytes, struct err *err);
/* Lawful erasure of the private values of an event, inside the caller's transaction:
 * its key and values are overwritten and deleted; body and log stay as they are. Put
 * db_secure_delete around the transaction. ERR_UNKNOWN "ledger.erased" when there is
 * nothing to erase. */
must_use bool ledger_erase(struct ledger *ledger, int64_t seq, struct err *err);

#endif
