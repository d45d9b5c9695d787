/* test_http.c -- settings and problems, without a net; tests/http has the rest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/err.h"
#include "base/str.h"
#include "http/http.h"
#include "http/http_file.h"
#include "http/http_problem.h"

static void answer(void *with, struct http_request *r)
{
	(void)with;
	http_reply(r, 204, (str){ 0 }, (str){ 0 });
}

TEST(start_and_stop)
{
	struct http_config config = http_defaults();
	struct err err = { 0 };
	struct http_server *server;

	config.handler = answer;
	server = http_start(&config, &err);
	CHECK_OK(server != NULL, &err);
	CHECK(http_port(server) > 0);
	CHECK_INT(http_load(server).connections, 0);
	config.port = http_port(server);
	CHECK(http_start(&config, &err) == NULL);
	CHECK_ERR(&err, ERR_STORE, "http.listen");
	CHECK_INT(http_stop(server, 1), 0);
}

TEST(bad_settings)
{
	struct http_config config = http_defaults();
	struct err err = { 0 };

	config.handler = answer;
	config.address = "nowhere";
	CHECK(http_start(&config, &err) == NULL);
	CHECK_ERR(&err, ERR_INVALID, "http.address");
	err_clear(&err);
	config.address = "127.0.0.1";
	config.cert = config.key = STR("no certificate");
	CHECK(http_start(&config, &err) == NULL);
	CHECK_ERR(&err, ERR_INVALID, "http.start");
}

TEST(statuses)
{
	static const struct { enum err_kind kind; int status; } all[] = {
		{ ERR_INVALID, 400 }, { ERR_DENIED, 403 }, { ERR_UNKNOWN, 404 },
		{ ERR_CONFLICT, 409 }, { ERR_REFUSED, 422 }, { ERR_LIMIT, 429 },
		{ ERR_STORE, 503 }, { ERR_TAMPERED, 500 },
	};

	for (size_t i = 0; i < countof(all); i++) {
		struct err err = { .kind = all[i].kind };

		CHECK_INT(http_problem_status(&err), all[i].status);
	}
}

TEST(names)
{
	CHECK_STR(http_method_name(HTTP_OPTIONS), "OPTIONS");
	CHECK_STR(http_file_type(STR("a/b.min.js")), "text/javascript; charset=utf-8");
	CHECK_STR(http_file_type(STR("README")), "application/octet-stream");
}
