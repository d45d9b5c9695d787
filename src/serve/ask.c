/* ask.c -- operations that write: from the serving thread to the writer and back, once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/ask.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "crypto/seal.h"
#include "crypto/secret.h"
#include "engine/desk.h"
#include "store/db.h"

#define KEY_HEADER STR("Idempotency-Key")
#define KEY_BYTES  ((size_t)200)

/* ---- answers kept ---- */

static str digest_asked(struct ask *ask)
{
	const str parts[] = { http_method_name(http_method(ask->r)), http_target(ask->r),
		              http_body(ask->r) };
	char hex[65];

	digest_hex(digest_of(DIGEST_SHA256, parts, countof(parts)), hex);
	return arena_copy(ask->arena, str_of(hex));
}

/* What the asker alone can read again: sealed under a key that only the request brings. */
static str veil(struct ask *ask)
{
	struct chance chance;

	if (!ask->how.veiled)
		return ask->answer;
	chance_real(&chance);
	return codec_base64(ask->arena, seal_make(ask->arena, &ask->veil, digest_asked(ask),
	                                          ask->answer, &chance));
}

static bool unveil(struct ask *ask, struct err *err)
{
	str sealed;

	if (!ask->how.veiled)
		return true;
	if (codec_unbase64(ask->arena, ask->answer, &sealed) &&
	    seal_open(ask->arena, &ask->veil, digest_asked(ask), sealed, &ask->answer))
		return true;
	return err_set(err, ERR_TAMPERED, "ask.answer", "留存的答复打不开了");
}

/* The answer given before to this key; *known when there is one. */
static bool find_answer(struct ask *ask, struct desk *desk, bool *known, struct err *err)
{
	str asked = digest_asked(ask);
	struct db_rows rows;
	bool same = true;

	*known = false;
	if (!db_ask(desk_db(desk), &rows,
	            "SELECT asked, status, etag, location, body FROM answer WHERE key = ?1",
	            VALUES(DB_TEXT(ask->key)), err))
		return false;
	if (db_next(&rows)) {
		*known = true;
		same = str_eq(db_text(&rows, 0), asked);
		ask->status = (int)db_int(&rows, 1);
		ask->etag = arena_copy(ask->arena, db_text(&rows, 2));
		ask->location = arena_copy(ask->arena, db_text(&rows, 3));
		ask->answer = arena_copy(ask->arena, db_text(&rows, 4));
	}
	if (!db_done(&rows))
		return false;
	if (same)
		return !*known || unveil(ask, err);
	err_set(err, ERR_CONFLICT, "ask.key", "这个 Idempotency-Key 用在了另一个请求上");
	return err_fix(err, "每个请求用新的键；重发同一请求才用同一个键");
}

static bool keep_answer(struct ask *ask, struct desk *desk, struct err *err)
{
	return db_run(desk_db(desk),
	              "INSERT INTO answer (key, asked, at, status, etag, location, body) "
	              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	              VALUES(DB_TEXT(ask->key), DB_TEXT(digest_asked(ask)), DB_INT(ask->now),
	                     DB_INT(ask->status), DB_TEXT(ask->etag.n ? ask->etag : STR("")),
	                     DB_TEXT(ask->location.n ? ask->location : STR("")),
	                     DB_TEXT(veil(ask))),
	              err);
}

/* ---- on the writer's thread ---- */

struct working {
	struct ask *ask;
	struct desk *desk;
	struct err *err;
	bool taken;
};

static void work(void *with, struct http_request *r)
{
	struct working *working = with;
	struct ask *ask = working->ask;
	struct buf buf;
	struct jw w;
	bool known = false;

	(void)r;
	if (ask->key.n > 0 && !find_answer(ask, working->desk, &known, working->err))
		return;
	if (known) {
		working->taken = true;
		return;
	}
	buf_init(&buf, ask->arena, LIMIT_JSON_BYTES);
	jw_init(&w, &buf, false);
	if (!ask->work(ask, working->desk, &w, &ask->status, working->err))
		return;
	ask->answer = buf_str(&buf);
	working->taken = ask->key.n == 0 || keep_answer(ask, working->desk, working->err);
}

static bool run_ask(struct job *job, struct desk *desk, struct err *err)
{
	struct working working = { .ask = (struct ask *)job, .desk = desk, .err = err };

	if (http_run(working.ask->r, work, &working))
		return working.taken;
	working.ask->r = NULL; /* its memory was spent, and that was answered */
	return working.taken;
}

static void refuse(struct ask *ask, const struct err *err)
{
	if (ask->how.refuse != NULL)
		ask->how.refuse(ask->r, err);
	else
		http_problem_err(ask->r, err);
}

static void answer(struct job *job, const struct err *err)
{
	struct ask *ask = (struct ask *)job;

	if (ask->r == NULL)
		return;
	if (err != NULL) {
		refuse(ask, err);
		return;
	}
	if (ask->etag.n > 0)
		http_set(ask->r, STR("ETag"), ask->etag);
	if (ask->location.n > 0)
		http_set(ask->r, STR("Location"), ask->location);
	http_reply(ask->r, ask->status, ask->how.type.n > 0 ? ask->how.type : HTTP_JSON,
	           ask->answer);
}

/* ---- on the serving thread ---- */

/* Two digests of the key: one to find the answer by, one to open it with. */
static void hide_key(struct ask *ask)
{
	const str find[] = { STR("guiju answer key\n"), ask->key };
	const str open[] = { STR("guiju answer veil\n"), ask->key };
	char hex[65];

	ask->veil = digest_of(DIGEST_SHA256, open, countof(open));
	digest_hex(digest_of(DIGEST_SHA256, find, countof(find)), hex);
	ask->key = arena_copy(ask->arena, str_of(hex));
}

static bool read_key(struct call *call, struct ask *ask, struct err *err)
{
	str given = http_header(call->r, KEY_HEADER);

	if (given.n == 0 && ask->how.keyless)
		return true;
	if (given.n == 0) {
		err_set(err, ERR_INVALID, "ask.no_key", "没有 Idempotency-Key 这个头");
		return err_fix(err, "每个要改动什么的请求带一个新的键，重发时带同一个键");
	}
	if (given.n > KEY_BYTES)
		return err_set(err, ERR_INVALID, "ask.long_key", "Idempotency-Key 太长");
	ask->key = arena_printf(call->arena, "%.*s %.*s",
	                        PSTR(call->who.person.n ? call->who.person
	                                                : http_peer(call->r)),
	                        PSTR(given));
	if (ask->how.veiled)
		hide_key(ask);
	return true;
}

void ask_write(struct call *call, ask_work *work_, void *with)
{
	const struct ask_how plain = { 0 };

	ask_write_as(call, work_, with, &plain);
}

void ask_write_as(struct call *call, ask_work *work_, void *with, const struct ask_how *how)
{
	struct ask *ask = arena_make(call->arena, struct ask, 1);
	struct route_match *match = arena_make(call->arena, struct route_match, 1);
	struct err err = { 0 };

	*match = *call->match;
	*ask = (struct ask){ .job = { .work = run_ask, .done = answer },
		             .api = call->api,
		             .r = call->r,
		             .arena = call->arena,
		             .match = match,
		             .who = call->who,
		             .now = call->now,
		             .work = work_,
		             .with = with,
		             .how = *how };
	ask->who.posts = NULL; /* they belong to the reading desk */
	ask->who.post_count = 0;
	if (!read_key(call, ask, &err)) {
		refuse(ask, &err);
		return;
	}
	call_release(call);
	http_later(ask->r);
	if (writer_submit(ask->api->writer, &ask->job))
		return;
	http_set(ask->r, STR("Retry-After"), STR("1"));
	err_set(&err, ERR_STORE, "serve.busy", "现在太忙，请稍后再试");
	refuse(ask, &err);
}
