/* keys.h -- keys for programs, what the store asks of passwords, and the log of the door.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_KEYS_H
#define GUIJU_SERVE_KEYS_H
#include "serve/api.h"

extern const struct api_op keys_list_op;        /* GET /admin/keys */
extern const struct api_op keys_make_op;        /* POST /admin/keys */
extern const struct api_op keys_revoke_op;      /* DELETE /admin/keys/{id} */
extern const struct api_op keys_profile_op;     /* GET /admin/profile */
extern const struct api_op keys_set_profile_op; /* PUT /admin/profile */
extern const struct api_op keys_log_op;         /* GET /admin/security-log */

#endif
