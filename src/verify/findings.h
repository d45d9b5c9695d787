/* findings.h -- what is wrong, fault by fault, so that a reader sees more than the first.
 *
 * Keeps the first FINDINGS_SHOWN sentences and counts the rest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_VERIFY_FINDINGS_H
#define GUIJU_VERIFY_FINDINGS_H
#include "base/base.h"

struct arena;
struct err;
struct note_key;

#define FINDINGS_SHOWN 20

struct findings {
	struct arena *arena; /* keeps the sentences */
	uint64_t count;
	str shown[FINDINGS_SHOWN];
};

/* One fault, one sentence. */
void findings_add(struct findings *findings, const char *format, ...) printf_like(2, 3);
/* The text of an error, behind `where` when it is not NULL; empties the error. */
void findings_err(struct findings *findings, const char *where, struct err *err);
/* Each verifier key line that the reader demands must be one of `held`, and the
 * first of `held` (the main log's) must be demanded; without demands all is well. */
void findings_keys(struct findings *findings, const str *demanded, size_t demanded_count,
                   const struct note_key *held, size_t held_count);

#endif
