/* filters.h -- lists and searches that a person keeps under a name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_FILTERS_H
#define GUIJU_SERVE_FILTERS_H
#include "serve/api.h"

#define FILTERS_MOST 100 /* of one person */
#define FILTERS_URL  2000
#define FILTERS_BODY ((size_t)8192)

extern const struct api_op filters_list_op;   /* GET /filters */
extern const struct api_op filters_keep_op;   /* PUT /filters/{name} */
extern const struct api_op filters_remove_op; /* DELETE /filters/{name} */

#endif
