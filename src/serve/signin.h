/* signin.h -- signing in and out: sessions of the one who asks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_SIGNIN_H
#define GUIJU_SERVE_SIGNIN_H
#include "serve/api.h"

extern const struct api_op signin_op;        /* POST /sessions */
extern const struct api_op signin_list_op;   /* GET /sessions */
extern const struct api_op signin_out_op;    /* DELETE /sessions/current */
extern const struct api_op signin_end_op;    /* DELETE /sessions/{id} */
extern const struct api_op signin_factor_op; /* POST /sessions/current/factor */

#endif
