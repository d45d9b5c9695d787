/* health.c -- is it alive, is it ready: for those who watch over the server.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/health.h"

#include "base/str.h"
#include "serve/writer.h"

static void alive(struct call *call)
{
	http_reply(call->r, 200, HTTP_TEXT, STR("ok\n"));
}

static void ready(struct call *call)
{
	struct writer_load load = writer_load(call->api->writer);
	struct jw w;

	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name_str(&w, STR("place"), call->api->place);
	jw_name_str(&w, STR("name"), call->api->name);
	jw_name_int(&w, STR("events"), load.events);
	jw_name_int(&w, STR("waiting"), load.waiting);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

const struct api_op health_alive_op = {
	.id = "alive",
	.tag = "health",
	.summary = "服务在不在",
	.summary_en = "Is the server alive",
	.door = API_ANYONE,
	.run = alive,
	.status = 200,
};

const struct api_op health_ready_op = {
	.id = "ready",
	.tag = "health",
	.summary = "服务能不能办事",
	.summary_en = "Is the server ready",
	.door = API_ANYONE,
	.run = ready,
	.answer = "Ready",
	.status = 200,
};
