/* accounts.h -- what the administrators do: accounts, keys, what the store asks, its log.
 *
 * Each power has its own (auth/admin.h); nobody does anything to their own account by it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_ACCOUNTS_H
#define GUIJU_SERVE_ACCOUNTS_H
#include "serve/api.h"

extern const struct api_op accounts_list_op;     /* GET /admin/accounts */
extern const struct api_op accounts_invite_op;   /* POST /admin/accounts */
extern const struct api_op accounts_close_op;    /* POST /admin/accounts/{person}/close */
extern const struct api_op accounts_reopen_op;   /* POST /admin/accounts/{person}/reopen */
extern const struct api_op accounts_sign_out_op; /* POST /admin/accounts/{person}/sign-out */
extern const struct api_op accounts_factor_op;   /* DELETE /admin/accounts/{person}/factor */

#endif
