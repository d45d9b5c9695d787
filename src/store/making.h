/* making.h -- a new store is made beside its place, and takes it when it is whole.
 *
 * So a making that was interrupted leaves no half store: the folder is there with
 * everything in it, or not at all. What lies beside it ("NAME.init") is cleared away
 * by the next making.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_MAKING_H
#define GUIJU_STORE_MAKING_H
#include "base/base.h"

struct arena;
struct err;

/* Where to make the store that shall be `folder`: an unused path beside it; remains of an
 * earlier making are removed. ERR_CONFLICT "store.exists" when the folder has a store or
 * anything else in it, "store.busy" while another program makes it. */
must_use bool making_begin(struct arena *arena, const char *folder, const char **beside,
                           struct err *err);
/* The whole store, closed, becomes `folder`, durably. ERR_STORE "store.open". */
must_use bool making_finish(struct arena *arena, const char *beside, const char *folder,
                            struct err *err);
/* Removes what was made so far, after a failure. */
void making_abandon(struct arena *arena, const char *beside);

#endif
