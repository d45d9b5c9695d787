/* paper.h -- papers handed in with a step, kept by their digest.
 *
 * The bytes lie in the store's files/ under the hex digest; the ledger holds only the
 * digest, the table `paper` the name under which it was handed in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_PAPER_H
#define GUIJU_ENGINE_PAPER_H
#include "engine/desk.h"

/* Copies the file at `path` into the store, durably; gives its hex SHA-256, which lives
 * as long as the batch. A file that is there already is left alone. */
must_use bool paper_keep(struct desk *desk, const char *path, str *hex, struct err *err);
/* The same for bytes in hand, under a name. */
must_use bool paper_keep_bytes(struct desk *desk, str name, str bytes, str *hex, struct err *err);
/* Says that the event `seq` of the batch in hand brought it, for one that was kept after the
 * step was taken; a paper that another event brought first stays that one's. */
must_use bool paper_belongs(struct desk *desk, str hex, int64_t seq, struct err *err);

#endif
