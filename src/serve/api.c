/* api.c -- the frame in which every operation answers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/api.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/door.h"
#include "serve/readers.h"
#include "serve/session.h"
#include "serve/writer.h"

/* ---- answers ---- */

void call_json_begin(struct call *call, struct jw *w)
{
	struct buf *buf = arena_make(call->arena, struct buf, 1);

	buf_init(buf, call->arena, LIMIT_JSON_BYTES);
	jw_init(w, buf, false);
}

void call_json_send(struct call *call, int status, struct jw *w)
{
	struct err err = { 0 };

	if (w->buf->full) {
		err_set(&err, ERR_LIMIT, "answer.long", "答复太长");
		err_fix(&err, "用 limit、fields 缩小范围");
		call_problem(call, &err);
		return;
	}
	http_reply(call->r, status, HTTP_JSON, buf_str(w->buf));
}

void call_problem(struct call *call, const struct err *err)
{
	door_refuse(call->r, err);
}

void call_absent(struct call *call)
{
	struct err err = { 0 };

	err_set(&err, ERR_UNKNOWN, "record.unknown", "没有这条记录，或者您无权查看");
	err_fix(&err, "核对号码；要查看本单位以外的记录，请联系主管单位");
	call_problem(call, &err);
}

bool call_query_int(struct call *call, str name, int64_t least, int64_t most, int64_t otherwise,
                    int64_t *value)
{
	str written = http_query(call->r, name);
	struct err err = { 0 };

	*value = otherwise;
	if (written.n == 0)
		return true;
	if (num_read_int(written, value) && *value >= least && *value <= most)
		return true;
	err_set(&err, ERR_INVALID, "query.number", "%.*s 要写 %lld 到 %lld 的整数", PSTR(name),
	        (long long)least, (long long)most);
	call_problem(call, &err);
	return false;
}

/* ---- the frame ---- */

/* Does the scope of the operation cover them? That of steps is one for each procedure. Keys
 * need one everywhere: that of reading where the operation names none. */
static bool has_scope(struct call *call, const struct api_op *op)
{
	str scope = str_of(op->scope);

	if (scope.n == 0 && call->who.kind != WHO_KEY)
		return true;
	if (str_eq(scope, STR("admin:*"))) /* whichever of the three */
		return who_may(&call->who, STR("admin:accounts")) ||
		       who_may(&call->who, STR("admin:rights")) ||
		       who_may(&call->who, STR("admin:audit"));
	if (scope.n == 0)
		scope = STR("read");
	else if (str_eq(scope, STR("step")))
		scope = arena_printf(call->arena, "step:%.*s",
		                     PSTR(route_param(call->match, STR("procedure"))));
	return who_may(&call->who, scope);
}

static void name_nobody(struct call *call, struct err *err)
{
	err_set(err, ERR_DENIED, call->expired ? "session.expired" : "who.anonymous",
	        call->expired ? "登录已经过期，或已在别处结束" : "要先登录");
	err_fix(err, "登录后再办；程序带上 Authorization: Bearer gj_…");
}

/* Is the caller let in? Else a problem was answered: 401 to nobody, 403 to who is known. */
static bool let_in(struct call *call, const struct api_op *op)
{
	struct err err = { 0 };

	if (op->door == API_ANYONE)
		return true;
	if (call->who.kind == WHO_ANONYMOUS)
		name_nobody(call, &err);
	else if (op->door == API_SELF || (who_check(&call->who, &err) && has_scope(call, op)))
		return true;
	if (err.kind == ERR_NONE)
		err_set(&err, ERR_DENIED, "who.scope", "没有办这件事的权限");
	call_problem(call, &err);
	return false;
}

static void run_op(struct call *call)
{
	const struct api_op *op = call->match->route->more;

	if (!session_who(call))
		return;
	http_set_who(call->r, arena_copy(call->arena, call->who.person));
	if (let_in(call, op))
		op->run(call);
}

/* A desk that was lent for the request. It is given back when the operation ends or gives the
 * request away (call_release); when the request's memory was spent and the operation never
 * ended, with that memory. */
struct lent {
	struct readers *readers;
	struct desk *desk;
};

static void give_back(void *thing)
{
	struct lent *lent = thing;

	if (lent->desk != NULL)
		readers_give(lent->readers, lent->desk);
	lent->desk = NULL;
}

void call_release(struct call *call)
{
	give_back(call->lent);
	call->desk = NULL;
}

/* Runs the operation; false when the desk's memory was spent (or the operation would have
 * answered). */
static bool within_memory(struct call *call)
{
	jmp_buf escape;

	if (setjmp(escape) != 0)
		return false;
	desk_escape(call->desk, &escape);
	run_op(call);
	return true;
}

void api_handle(void *with, struct http_request *r, const struct route_match *match)
{
	struct api *api = with;
	struct call call = { .api = api,
		             .r = r,
		             .match = match,
		             .arena = http_arena(r),
		             .now = clock_now(&api->clock) };
	struct err err = { 0 };
	bool ended;

	http_set_route(r, ((const struct api_op *)match->route->more)->id);
	call.lent = arena_make(call.arena, struct lent, 1);
	arena_at_end(call.arena, give_back, call.lent);
	call.desk = readers_take(api->readers, writer_registers(api->writer), &err);
	if (call.desk == NULL) {
		call_problem(&call, &err);
		return;
	}
	*call.lent = (struct lent){ api->readers, call.desk };
	ended = within_memory(&call);
	if (call.desk != NULL) /* else the request may be another thread's, or gone */
		give_back(call.lent);
	if (ended)
		return;
	err_set(&err, ERR_LIMIT, "serve.memory", "这一问要用的内存太多");
	call_problem(&call, &err);
}
