/* history.h -- what happened to a record, event by event, each with its place in the ledger.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_HISTORY_H
#define GUIJU_SERVE_HISTORY_H
#include "serve/api.h"

extern const struct api_op history_op; /* GET /records/{procedure}/{serial}/events */

#endif
