/* organs.h -- offices, and who holds which post in the asker's own offices.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_ORGANS_H
#define GUIJU_SERVE_ORGANS_H
#include "serve/api.h"

extern const struct api_op organs_list_op;  /* GET /organs */
extern const struct api_op organs_show_op;  /* GET /organs/{organ} */
extern const struct api_op organs_posts_op; /* GET /posts */

/* The code of the organ written in a query parameter; empty when it is absent. False: there is
 * no such organ, and a problem was answered. */
must_use bool organs_query(struct call *call, str name, str *code);

#endif
