/* tables.h -- the tables of a rule (统计表) filled for a year.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_TABLES_H
#define GUIJU_SERVE_TABLES_H
#include "serve/api.h"

extern const struct api_op tables_show_op; /* GET /tables/{procedure}/{table}?year= */

#endif
