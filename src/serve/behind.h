/* behind.h -- the records behind a figure, as far as who asks may see them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_BEHIND_H
#define GUIJU_SERVE_BEHIND_H
#include "serve/api.h"

extern const struct api_op behind_op; /* GET /figures/{procedure}/{indicator}/records */

#endif
