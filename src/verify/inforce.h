/* inforce.h -- which calendars were in force, followed event by event.
 *
 * An event names the calendars that it was judged by as one digest: SHA-256 over the
 * digests of their files, ascending by year (docs/formats/event.md). The events that
 * adopt calendars tell which those are.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_VERIFY_INFORCE_H
#define GUIJU_VERIFY_INFORCE_H
#include "base/base.h"
#include "crypto/digest.h"

struct body;

#define INFORCE_YEARS 256

struct inforce {
	int64_t years[INFORCE_YEARS]; /* ascending */
	digest digests[INFORCE_YEARS];
	size_t count;
	bool lost;     /* an adoption was withheld: nothing can be said from there on */
	char text[44]; /* of all together, in base64url */
};

/* No calendar yet. */
void inforce_init(struct inforce *inforce);
/* Takes in the event `body` that adopts a calendar; gives the file's digest as it stands
 * there (borrows). A year that is there already is replaced. False when the event does
 * not say year and digest in their right form; then all is lost. */
must_use bool inforce_adopt(struct inforce *inforce, const struct body *body, str *name);
/* May an event name `calendar`? It may name none. */
bool inforce_allows(const struct inforce *inforce, str calendar);

#endif
