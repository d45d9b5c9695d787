/* dir.h -- an exported ledger, verified from its files alone.
 *
 * Reads each file once, front to back; memory does not grow with the number of
 * events. docs/formats/export.md is the contract for the folder.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_VERIFY_DIR_H
#define GUIJU_VERIFY_DIR_H
#include "base/base.h"
#include "proof/leaf.h"
#include "proof/note.h"

struct arena;
struct err;
struct findings;

/* A former log that this one continues, as one of its events says. */
struct dir_former {
	str origin;    /* of the former log */
	uint64_t size; /* goes on from its first `size` events */
	str lost;      /* how many later ones are known to be lost, or "unknown" */
	str heir;      /* origin of the log that went on */
	str key;       /* verifier key line of that log */
};
#define DIR_FORMER_MAX 64

struct dir_facts {
	struct checkpoint checkpoint;
	struct note_key keys[2]; /* the main log's, and the national twin's */
	size_t key_count;
	uint64_t kinds[LEAF_MEND + 1]; /* events of each kind */
	uint64_t withheld; /* events whose body was erased or not exported */
	instant first, last; /* recorded; INSTANT_NONE in an empty log */
	uint64_t rules, calendars; /* files whose digest was checked */
	struct note_key *past; /* keys of former logs (verifier.past) */
	size_t past_count;
	struct dir_former former[DIR_FORMER_MAX];
	size_t former_count;
	uint64_t old_size; /* of the old checkpoint that was met; UINT64_MAX without one */
};

/* Verifies the folder. What is wrong goes into `findings`. `old` is a signed note
 * that the log must continue, or empty. False only when the folder lacks the
 * files without which nothing can be said (ERR_UNKNOWN), or cannot be read.
 * Facts borrow from `arena`. */
must_use bool dir_verify(struct arena *arena, str path, str old, struct dir_facts *facts,
                         struct findings *findings, struct err *err);

#endif
