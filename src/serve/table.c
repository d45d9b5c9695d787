/* table.c -- all addresses of the server: one table, for serving and for the contract.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/table.h"

#include "base/limits.h"
#include "serve/accounts.h"
#include "serve/apidocs.h"
#include "serve/available.h"
#include "serve/behind.h"
#include "serve/clocks.h"
#include "serve/dues.h"
#include "serve/figures.h"
#include "serve/filters.h"
#include "serve/find.h"
#include "serve/health.h"
#include "serve/history.h"
#include "serve/holds.h"
#include "serve/keys.h"
#include "serve/me.h"
#include "serve/metrics.h"
#include "serve/openapi.h"
#include "serve/organs.h"
#include "serve/printed.h"
#include "serve/procedures.h"
#include "serve/proofs.h"
#include "serve/open311.h"
#include "serve/public.h"
#include "serve/reads.h"
#include "serve/records.h"
#include "serve/signin.h"
#include "serve/similar.h"
#include "serve/sso.h"
#include "serve/steps.h"
#include "serve/tables.h"

#define STEP_BODY  ((size_t)1 << 20)
#define SMALL_BODY ((size_t)64 << 10)

static const struct route routes[] = {
	{ HTTP_GET, "/healthz", api_handle, 0, 0, &health_alive_op },
	{ HTTP_GET, "/readyz", api_handle, 0, 0, &health_ready_op },
	{ HTTP_GET, "/metrics", api_handle, 0, 0, &metrics_op },
	{ HTTP_POST, "/api/v1/sessions", api_handle, 0, SMALL_BODY, &signin_op },
	{ HTTP_GET, "/api/v1/sessions", api_handle, 0, 0, &signin_list_op },
	{ HTTP_DELETE, "/api/v1/sessions/current", api_handle, 0, 0, &signin_out_op },
	{ HTTP_POST, "/api/v1/sessions/current/factor", api_handle, 0, SMALL_BODY,
	  &signin_factor_op },
	{ HTTP_DELETE, "/api/v1/sessions/{id}", api_handle, 0, 0, &signin_end_op },
	{ HTTP_GET, "/api/v1/me", api_handle, 0, 0, &me_op },
	{ HTTP_POST, "/api/v1/me/password", api_handle, 0, SMALL_BODY, &me_password_op },
	{ HTTP_POST, "/api/v1/me/totp", api_handle, 0, SMALL_BODY, &me_totp_op },
	{ HTTP_POST, "/api/v1/me/totp/confirm", api_handle, 0, SMALL_BODY, &me_confirm_op },
	{ HTTP_POST, "/api/v1/me/recovery-codes", api_handle, 0, SMALL_BODY, &me_recovery_op },
	{ HTTP_POST, "/api/v1/enrolments", api_handle, 0, SMALL_BODY, &me_enrol_op },
	{ HTTP_GET, "/api/v1/admin/accounts", api_handle, 0, 0, &accounts_list_op },
	{ HTTP_POST, "/api/v1/admin/accounts", api_handle, 0, SMALL_BODY, &accounts_invite_op },
	{ HTTP_POST, "/api/v1/admin/accounts/{person}/close", api_handle, 0, SMALL_BODY,
	  &accounts_close_op },
	{ HTTP_POST, "/api/v1/admin/accounts/{person}/reopen", api_handle, 0, SMALL_BODY,
	  &accounts_reopen_op },
	{ HTTP_POST, "/api/v1/admin/accounts/{person}/sign-out", api_handle, 0, SMALL_BODY,
	  &accounts_sign_out_op },
	{ HTTP_DELETE, "/api/v1/admin/accounts/{person}/factor", api_handle, 0, 0,
	  &accounts_factor_op },
	{ HTTP_GET, "/api/v1/oidc", api_handle, 0, 0, &sso_list_op },
	{ HTTP_GET, "/api/v1/oidc/{provider}/start", api_handle, 0, 0, &sso_start_op },
	{ HTTP_GET, "/api/v1/oidc/{provider}/callback", api_handle, 0, 0, &sso_back_op },
	{ HTTP_GET, "/api/v1/admin/identities", api_handle, 0, 0, &sso_known_op },
	{ HTTP_POST, "/api/v1/admin/accounts/{person}/identities", api_handle, 0, SMALL_BODY,
	  &sso_bind_op },
	{ HTTP_DELETE, "/api/v1/admin/accounts/{person}/identities", api_handle, 0, 0,
	  &sso_unbind_op },
	{ HTTP_GET, "/api/v1/admin/keys", api_handle, 0, 0, &keys_list_op },
	{ HTTP_POST, "/api/v1/admin/keys", api_handle, 0, SMALL_BODY, &keys_make_op },
	{ HTTP_DELETE, "/api/v1/admin/keys/{id}", api_handle, 0, 0, &keys_revoke_op },
	{ HTTP_GET, "/api/v1/admin/profile", api_handle, 0, 0, &keys_profile_op },
	{ HTTP_PUT, "/api/v1/admin/profile", api_handle, 0, SMALL_BODY, &keys_set_profile_op },
	{ HTTP_GET, "/api/v1/admin/security-log", api_handle, 0, 0, &keys_log_op },
	{ HTTP_GET, "/api/v1/records/{procedure}", api_handle, 0, 0, &records_list_op },
	{ HTTP_POST, "/api/v1/records/{procedure}", api_handle, 0, STEP_BODY, &steps_open_op },
	{ HTTP_GET, "/api/v1/records/{procedure}/{serial}", api_handle, 0, 0, &records_show_op },
	{ HTTP_GET, "/api/v1/records/{procedure}/{serial}/events", api_handle, 0, 0, &history_op },
	{ HTTP_GET, "/api/v1/records/{procedure}/{serial}/available-steps", api_handle, 0, 0,
	  &available_op },
	{ HTTP_GET, "/api/v1/records/{procedure}/{serial}/clocks", api_handle, 0, 0, &clocks_op },
	{ HTTP_GET, "/api/v1/holds", api_handle, 0, 0, &holds_list_op },
	{ HTTP_POST, "/api/v1/holds", api_handle, 0, SMALL_BODY, &holds_place_op },
	{ HTTP_POST, "/api/v1/holds/{hold}/lift", api_handle, 0, SMALL_BODY, &holds_lift_op },
	{ HTTP_GET, "/api/v1/audit/reads", api_handle, 0, 0, &reads_list_op },
	{ HTTP_POST, "/api/v1/records/{procedure}/{serial}/steps", api_handle, 0, STEP_BODY,
	  &steps_take_op },
	{ HTTP_GET, "/api/v1/records/{procedure}/similar", api_handle, 0, 0, &similar_op },
	{ HTTP_GET, "/api/v1/search", api_handle, 0, 0, &find_op },
	{ HTTP_GET, "/api/v1/filters", api_handle, 0, 0, &filters_list_op },
	{ HTTP_PUT, "/api/v1/filters/{name}", api_handle, 0, FILTERS_BODY, &filters_keep_op },
	{ HTTP_DELETE, "/api/v1/filters/{name}", api_handle, 0, 0, &filters_remove_op },
	{ HTTP_GET, "/api/v1/openapi.json", api_handle, 0, 0, &openapi_op },
	{ HTTP_GET, "/api/docs", api_handle, 0, 0, &apidocs_page_op },
	{ HTTP_GET, "/api/docs/{file}", api_handle, 0, 0, &apidocs_file_op },
	{ HTTP_GET, "/api/v1/procedures", api_handle, 0, 0, &procedures_list_op },
	{ HTTP_GET, "/api/v1/procedures/{procedure}", api_handle, 0, 0, &procedures_show_op },
	{ HTTP_GET, "/api/v1/procedures/{procedure}/prose", api_handle, 0, 0,
	  &procedures_prose_op },
	{ HTTP_GET, "/api/v1/organs", api_handle, 0, 0, &organs_list_op },
	{ HTTP_GET, "/api/v1/organs/{organ}", api_handle, 0, 0, &organs_show_op },
	{ HTTP_GET, "/api/v1/posts", api_handle, 0, 0, &organs_posts_op },
	{ HTTP_GET, "/api/v1/figures/{procedure}/{indicator}", api_handle, 0, 0,
	  &figures_show_op },
	{ HTTP_GET, "/api/v1/figures/{procedure}/{indicator}/records", api_handle, 0, 0,
	  &behind_op },
	{ HTTP_GET, "/api/v1/tables/{procedure}/{table}", api_handle, 0, 0, &tables_show_op },
	{ HTTP_GET, "/api/v1/report", api_handle, 0, 0, &printed_report_op },
	{ HTTP_GET, "/api/v1/ledger/proof/{procedure}/{serial}", api_handle, 0, 0,
	  &proofs_show_op },
	{ HTTP_POST, "/api/v1/due", api_handle, 0, SMALL_BODY, &dues_count_op },
	{ HTTP_GET, "/api/v1/calendars/{year}", api_handle, 0, 0, &dues_calendar_op },
	{ HTTP_GET, "/public/v1/procedures", api_handle, 0, 0, &procedures_public_list_op },
	{ HTTP_GET, "/public/v1/procedures/{procedure}", api_handle, 0, 0,
	  &procedures_public_show_op },
	{ HTTP_GET, "/public/v1/procedures/{procedure}/prose", api_handle, 0, 0,
	  &procedures_public_prose_op },
	{ HTTP_GET, "/public/v1/figures/{procedure}/{indicator}", api_handle, 0, 0,
	  &figures_public_op },
	{ HTTP_GET, "/public/v1/report", api_handle, 0, 0, &printed_public_op },
	{ HTTP_GET, "/public/v1/calendars/{year}", api_handle, 0, 0, &dues_public_calendar_op },
	{ HTTP_GET, "/public/v1/ledger/checkpoint", api_handle, 0, 0, &proofs_checkpoint_op },
	{ HTTP_GET, "/public/v1/ledger/checkpoint.sm3", api_handle, 0, 0,
	  &proofs_checkpoint_sm3_op },
	{ HTTP_GET, "/public/v1/ledger/verifier.key", api_handle, 0, 0, &proofs_key_op },
	{ HTTP_GET, "/public/v1/ledger/tile/{tile...}", api_handle, 0, 0, &proofs_tile_op },
	{ HTTP_GET, "/public/v1/ledger/tile.sm3/{tile...}", api_handle, 0, 0,
	  &proofs_tile_sm3_op },
	{ HTTP_POST, "/public/v1/{procedure}", api_handle, 0, LIMIT_PUBLIC_BODY, &public_send_op },
	{ HTTP_GET, "/public/v1/track/{code}", api_handle, 0, 0, &public_track_op },
	{ HTTP_POST, "/public/v1/track/{code}/steps", api_handle, 0, LIMIT_PUBLIC_BODY,
	  &public_step_op },
	{ HTTP_GET, "/open311/v2/discovery.xml", api_handle, 0, 0, &open311_discovery_xml_op },
	{ HTTP_GET, "/open311/v2/discovery.json", api_handle, 0, 0, &open311_discovery_json_op },
	{ HTTP_GET, "/open311/v2/services.xml", api_handle, 0, 0, &open311_services_xml_op },
	{ HTTP_GET, "/open311/v2/services.json", api_handle, 0, 0, &open311_services_json_op },
	{ HTTP_GET, "/open311/v2/services/{service}", api_handle, 0, 0, &open311_service_op },
	{ HTTP_GET, "/open311/v2/tokens/{token}", api_handle, 0, 0, &open311_token_op },
	{ HTTP_GET, "/open311/v2/requests.xml", api_handle, 0, 0, &open311_requests_xml_op },
	{ HTTP_GET, "/open311/v2/requests.json", api_handle, 0, 0, &open311_requests_json_op },
	{ HTTP_POST, "/open311/v2/requests.xml", api_handle, 0, LIMIT_PUBLIC_BODY,
	  &open311_post_xml_op },
	{ HTTP_POST, "/open311/v2/requests.json", api_handle, 0, LIMIT_PUBLIC_BODY,
	  &open311_post_json_op },
	{ HTTP_GET, "/open311/v2/requests/{request}", api_handle, 0, 0, &open311_request_op },
};

const struct route *table_routes(size_t *count)
{
	*count = countof(routes);
	return routes;
}
