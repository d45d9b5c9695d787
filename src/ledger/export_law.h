/* export_law.h -- the rules and calendars by which the events were made, as files.
 *
 * An event names its rule by the digest of the rule's text; the events that adopt calendars
 * name theirs. So a file is called after the digest of its bytes: rules/D.rule and
 * calendars/D.calendar, in base64url.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_EXPORT_LAW_H
#define GUIJU_LEDGER_EXPORT_LAW_H
#include "base/base.h"

struct db;
struct err;

/* Calls `each` for every such file whose adoption is an event before `size`; `name` is below
 * the export's folder. ERR_TAMPERED "export.digest" for a text that is not what its digest
 * says. False also when `each` is. */
must_use bool export_law_each(struct db *db, int64_t size,
                              bool (*each)(void *with, const char *name, str text,
                                           struct err *err),
                              void *with, struct err *err);

#endif
