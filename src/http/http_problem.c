/* http_problem.c -- refusals that programs and people can read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/http_problem.h"

#include "base/err.h"
#include "format/json_write.h"
#include "http/http_inside.h"

#define PROBLEM_BYTES ((size_t)256 << 10)
#define PROBLEM_TYPE STR("application/problem+json")

static const struct plain {
	int status;
	const char *slug, *zh, *en;
} plains[] = {
	{ 400, "malformed", "请求不合 HTTP 的格式", "The request is malformed" },
	{ 404, "not-found", "没有这个地址", "There is no such address" },
	{ 405, "method", "这个地址不接受这种方法", "The address does not take this method" },
	{ 406, "not-acceptable", "没有所要的格式", "None of the formats asked for is there" },
	{ 412, "stale", "所据的版本已经不是最新", "The version relied on is not the latest" },
	{ 413, "too-large", "请求的内容太大", "The body of the request is too large" },
	{ 415, "media-type", "不接受这种内容格式", "The media type of the body is not taken" },
	{ 416, "range", "所要的范围在文件之外", "The range lies outside of the file" },
	{ 417, "expectation", "不能满足 Expect 的要求", "The expectation cannot be met" },
	{ 428, "precondition", "须写明所据的版本", "Say which version this relies on" },
	{ 429, "too-many", "请求太多，请稍后再试", "Too many requests; try again later" },
	{ 431, "head-too-large", "请求头太大或太多", "The headers are too large or too many" },
	{ 500, "internal", "服务器出了故障", "The server has failed" },
	{ 501, "not-implemented", "服务器不支持这种请求", "The request is not supported" },
	{ 503, "busy", "服务器现在忙，请稍后再试", "The server is busy; try again later" },
	{ 505, "version", "不支持这个 HTTP 版本", "The HTTP version is not supported" },
};

static void answer(struct http_request *r, int status, struct jw *w)
{
	jw_close(w);
	buf_byte(w->buf, '\n');
	if (w->buf->full) {
		http_answer_sorry(r);
		return;
	}
	http_reply(r, status, PROBLEM_TYPE, buf_str(w->buf));
}

static void begin(struct http_request *r, const struct http_problem *problem, struct buf *buf,
                  struct jw *w)
{
	buf_init(buf, r->arena, PROBLEM_BYTES);
	jw_init(w, buf, false);
	jw_open(w, '{');
	jw_name_str(w, STR("type"), arena_printf(r->arena, "/problems/%.*s",
	                                         PSTR(problem->slug)));
	jw_name_str(w, STR("title"), problem->title);
	jw_name_int(w, STR("status"), problem->status);
	if (problem->detail.n > 0)
		jw_name_str(w, STR("detail"), problem->detail);
	jw_name_str(w, STR("instance"), r->id);
}

void http_problem(struct http_request *r, const struct http_problem *problem)
{
	struct buf buf;
	struct jw w;

	begin(r, problem, &buf, &w);
	if (problem->extend != NULL)
		problem->extend(problem->with, &w);
	answer(r, problem->status, &w);
}

int http_problem_status(const struct err *err)
{
	switch (err->kind) {
	case ERR_INVALID:
		return 400;
	case ERR_DENIED:
		return 403;
	case ERR_UNKNOWN:
		return 404;
	case ERR_CONFLICT:
		return 409;
	case ERR_REFUSED:
	case ERR_WANTING:
	case ERR_PARTLY:
		return 422;
	case ERR_LIMIT:
		return 429;
	case ERR_STORE:
		return 503;
	case ERR_NONE:
	case ERR_TAMPERED:
		break;
	}
	return 500;
}

static void extend_err(void *with, struct jw *w)
{
	const struct err *err = with;

	if (err->where[0] != '\0')
		jw_name_str(w, STR("where"), str_of(err->where));
	if (err->rule[0] != '\0')
		jw_name_str(w, STR("law"), str_of(err->rule));
	if (err->fix[0] != '\0')
		jw_name_str(w, STR("fix"), str_of(err->fix));
}

void http_problem_err_as(struct http_request *r, const struct err *err, int status)
{
	struct http_problem problem = {
		.status = status,
		.slug = str_of(err->code),
		.title = str_of(err->what),
		.extend = extend_err,
		.with = (void *)(uintptr_t)err,
	};

	http_problem(r, &problem);
}

void http_problem_err(struct http_request *r, const struct err *err)
{
	http_problem_err_as(r, err, http_problem_status(err));
}

static const struct plain *find_plain(int status)
{
	for (size_t i = 0; i < countof(plains); i++)
		if (plains[i].status == status)
			return &plains[i];
	return &plains[0];
}

void http_problem_plain(struct http_request *r, int status, str detail)
{
	static const str languages[] = { { "zh", 2 }, { "en", 2 } };
	const struct plain *plain = find_plain(status);
	size_t language = http_language(r, languages, countof(languages));
	struct http_problem problem = {
		.status = status,
		.slug = str_of(plain->slug),
		.title = str_of(language == 1 ? plain->en : plain->zh),
		.detail = detail,
	};

	http_set(r, STR("Content-Language"), languages[language]);
	http_problem(r, &problem);
}
