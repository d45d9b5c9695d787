/* steps.h -- steps taken by the API: a record begun, a record carried on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_STEPS_H
#define GUIJU_SERVE_STEPS_H
#include "serve/api.h"

struct command;
struct json;

extern const struct api_op steps_open_op; /* POST /records/{procedure} */
extern const struct api_op steps_take_op; /* POST /records/{procedure}/{serial}/steps */

/* The members of `map` (may be NULL) as the fields of the command: text, integer, true, false,
 * null, or a list of such. Borrows the tree, the rest in the arena. ERR_INVALID "body.fields",
 * "body.value". */
must_use bool steps_fields(struct arena *arena, const struct json *map, struct command *command,
                           struct err *err);

#endif
