/* import_again.h -- a row about a record that is there: what of it was taken, what is new.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_IMPORT_AGAIN_H
#define GUIJU_APP_IMPORT_AGAIN_H
#include "app/import_row.h"

/* A row of a whole case whose number stands in the record `serial` already: drops from
 * `steps` those that the record took at the same time, so that the others continue it; none
 * may be left. ERR_CONFLICT "import.differs" names the column where record and row tell
 * different things; ERR_STORE. */
must_use bool import_again(const struct import_map *map, struct world *world,
                           const struct import_row *row, int64_t serial, struct import_steps *steps,
                           struct err *err);

#endif
