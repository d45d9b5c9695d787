/* hold.h -- legal holds: records whose private values may not be erased for the time being.
 *
 * Kept beside the ledger in the table hold, in which a row is added, and lifted once. An
 * erasure asks here (erase.h). A court's or a disciplinary body's preservation, a case that
 * is not closed, a retention period that still runs are bases of a hold.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_HOLD_H
#define GUIJU_ENGINE_HOLD_H
#include "base/base.h"
#include "calendar/day.h"

struct desk;
struct err;

struct hold {
	str procedure;
	int64_t serial;
	str basis;  /* one line; must not be empty */
	str person; /* who places or lifts it; the caller has checked their power */
	instant now;
};

/* Places a hold in the open batch of the desk; *id is its number. ERR_UNKNOWN "record.unknown",
 * ERR_INVALID "hold.basis". */
must_use bool hold_place(struct desk *desk, const struct hold *hold, int64_t *id, struct err *err);
/* Lifts it. ERR_UNKNOWN "hold.unknown", ERR_CONFLICT "hold.lifted". */
must_use bool hold_lift(struct desk *desk, int64_t id, str person, instant now, struct err *err);
/* ERR_REFUSED "hold.held" with the basis while a hold lies on the record. */
must_use bool hold_none(struct desk *desk, str procedure, int64_t serial, struct err *err);

#endif
