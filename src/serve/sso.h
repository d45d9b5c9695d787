/* sso.h -- signing in at another house (OpenID Connect), and who its people are here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_SSO_H
#define GUIJU_SERVE_SSO_H
#include "serve/api.h"

extern const struct api_op sso_list_op;   /* GET /oidc */
extern const struct api_op sso_start_op;  /* GET /oidc/{provider}/start */
extern const struct api_op sso_back_op;   /* GET /oidc/{provider}/callback */
extern const struct api_op sso_known_op;  /* GET /admin/identities */
extern const struct api_op sso_bind_op;   /* POST /admin/accounts/{person}/identities */
extern const struct api_op sso_unbind_op; /* DELETE /admin/accounts/{person}/identities */

#endif
