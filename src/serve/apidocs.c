/* apidocs.c -- the contract as a page to read and try: Swagger UI, from the own origin.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/apidocs.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "http/http_file.h"
#include "serve/cached.h"

/* No script in the page, none from elsewhere; pictures of the style sheet are data. */
#define POLICY                                                                             \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "  \
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

static const char page[] =
	"<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<title>规矩（guiju）接口</title>\n"
	"<link rel=\"stylesheet\" href=\"/api/docs/swagger-ui.css\">\n</head>\n<body>\n"
	"<div id=\"page\"></div>\n<noscript>这一页要用 JavaScript；接口约定本身在 "
	"<a href=\"/api/v1/openapi.json\">openapi.json</a>。</noscript>\n"
	"<script src=\"/api/docs/swagger-ui-bundle.js\"></script>\n"
	"<script src=\"/api/docs/begin.js\"></script>\n</body>\n</html>\n";

/* A key for repeated requests is made for each that is sent. */
static const char begin[] =
	"SwaggerUIBundle({\n"
	"\turl: '/api/v1/openapi.json',\n"
	"\tdom_id: '#page',\n"
	"\tdeepLinking: true,\n"
	"\tdocExpansion: 'none',\n"
	"\tdefaultModelsExpandDepth: 0,\n"
	"\tfilter: true,\n"
	"\tvalidatorUrl: null,\n"
	"\trequestInterceptor: (request) => {\n"
	"\t\tif (request.method === 'POST' && !request.headers['Idempotency-Key'])\n"
	"\t\t\trequest.headers['Idempotency-Key'] = crypto.randomUUID();\n"
	"\t\treturn request;\n"
	"\t},\n"
	"});\n";

static const char *folder(struct call *call)
{
	return arena_printf(call->arena, "%s/build/swagger", call->api->home).at;
}

static void absent(struct call *call)
{
	struct err err = { 0 };

	err_set(&err, ERR_UNKNOWN, "docs.absent", "没有装接口说明的页面");
	err_fix(&err, "在程序的文件夹里运行 tools/swagger；接口约定在 /api/v1/openapi.json");
	call_problem(call, &err);
}

static void show_page(struct call *call)
{
	if (!file_exists(arena_printf(call->arena, "%s/swagger-ui-bundle.js", folder(call)).at)) {
		absent(call);
		return;
	}
	http_set(call->r, STR("Content-Security-Policy"), STR(POLICY));
	cached_send(call, HTTP_HTML, str_of(page), 0);
}

/* Two files of Swagger UI and our own beginning; nothing else of the folder. */
static void show_file(struct call *call)
{
	static const char *const known[] = { "swagger-ui.css", "swagger-ui-bundle.js" };
	str name = route_param(call->match, STR("file"));

	if (str_eq(name, STR("begin.js"))) {
		cached_send(call, http_file_type(name), str_of(begin), 0);
		return;
	}
	for (size_t i = 0; i < countof(known); i++) {
		struct http_file file = { .root = folder(call), .path = name };

		if (str_eq(name, str_of(known[i])) && http_file(call->r, &file))
			return;
	}
	absent(call);
}

const struct api_op apidocs_page_op = {
	.id = "showDocs",
	.tag = "contract",
	.summary = "接口说明的页面",
	.summary_en = "The contract as a page",
	.door = API_ANYONE,
	.run = show_page,
	.media = "text/html",
	.status = 200,
};

const struct api_op apidocs_file_op = {
	.id = "showDocsFile",
	.tag = "contract",
	.summary = "接口说明页面的文件",
	.summary_en = "A file of the contract's page",
	.door = API_ANYONE,
	.run = show_file,
	.media = "application/octet-stream",
	.status = 200,
};
