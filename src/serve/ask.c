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

/* What the asker alone can read again: address and body, sealed under a key that only the
 * request brings. */
static str veil(struct ask *ask)
{
	struct chance chance;

	if (!ask->how.veiled)
		return ask->answer;
	chance_real(&chance);
	return codec_base64(ask->arena,
	                    seal_make(ask->arena, &ask->veil, digest_asked(ask),
	                              arena_printf(ask->arena, "%.*s\n%.*s",
	                                           PSTR(ask->location), PSTR(ask->answer)),
	                              &chance));
}

static bool unveil(struct ask *ask, struct err *err)
{
	str sealed, plain;

	if (!ask->how.veiled)
		return true;
	if (!codec_unbase64(ask->arena, ask->answer, &sealed) ||
	    !seal_open(ask->arena, &ask->veil, digest_asked(ask), sealed, &plain))
		return err_set(err, ERR_TAMPERED, "ask.answer", "留存的答复打不开了");
	str_cut(&plain, STR("\n"), &ask->location);
	ask->answer = plain;
	return true;
}

/* The answer given before to this key; *known when there is one. */
static bool find_answer(struct ask *ask, struct desk *desk, bool *known, struct err *err)
{
	str asked = digest_asked(ask);
	struct db_rows rows;
	bool same = true;

	*known = false;
	if (ask->fresh)
		return true;
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
	                     DB_TEXT(ask->how.veiled || ask->location.n == 0 ? STR("")
	                                                                     : ask->location),
	                     DB_TEXT(veil(ask))),
	              err);
}

/* ---- on the writer's thread ---- */

static bool begin_work(struct ask *ask, struct desk *desk, struct err *err)
{
	struct buf buf;
	struct jw w;
	bool known = false, keeps = ask->key.n > 0;

	if (keeps && !find_answer(ask, desk, &known, err))
		return false;
	if (known)
		return true;
	buf_init(&buf, ask->arena, LIMIT_JSON_BYTES);
	jw_init(&w, &buf, false);
	if (!(ask->halfway ? ask->how.after : ask->work)(ask, desk, &w, &ask->status, err))
		return false;
	ask->answer = buf_str(&buf);
	if (buf.full)
		return err_set(err, ERR_LIMIT, "answer.long", "答复太长");
	return !keeps || (ask->how.between != NULL && !ask->halfway) ||
	       (desk_begin_batch(desk, err) && keep_answer(ask, desk, err));
}

/* The work, such that the request's spent memory is a refusal and not the end. */
static bool do_work(struct ask *ask, struct desk *desk, struct err *err)
{
	jmp_buf escape;
	bool taken;

	if (setjmp(escape) != 0) {
		arena_escape(ask->arena, NULL);
		err_clear(err);
		return err_set(err, ERR_LIMIT, "serve.memory", "这一问要用的内存太多");
	}
	arena_escape(ask->arena, &escape);
	taken = begin_work(ask, desk, err);
	arena_escape(ask->arena, NULL);
	return taken;
}

/* A step that was taken cannot be undone alone: the batch goes, and all in it are told. */
static bool do_steps(struct ask *ask, struct desk *desk, struct err *err)
{
	int64_t size = ledger_size(desk_ledger(desk));
	bool taken = do_work(ask, desk, err);

	if (!taken && !desk_broken(desk) && ledger_size(desk_ledger(desk)) != size)
		desk_lose(desk);
	return taken;
}

/* What is written beside the ledger can: a savepoint parts it from the batch before it. */
static bool do_beside(struct ask *ask, struct desk *desk, struct err *err)
{
	struct db *db = desk_db(desk);
	struct err fault = { 0 };
	bool keeps;

	if (!desk_begin_batch(desk, err) || !db_run(db, "SAVEPOINT beside", NO_VALUES, err))
		return false;
	keeps = do_work(ask, desk, err);
	if (!keeps && (err->kind == ERR_DENIED || err->kind == ERR_LIMIT)) {
		ask->refusal = *err;
		err_clear(err);
		keeps = strcmp(ask->refusal.code, "serve.memory") != 0;
	}
	if ((keeps || db_run(db, "ROLLBACK TO SAVEPOINT beside", NO_VALUES, &fault)) &&
	    db_run(db, "RELEASE SAVEPOINT beside", NO_VALUES, &fault))
		return keeps || ask->refusal.kind != ERR_NONE;
	desk_lose(desk);
	if (err->kind == ERR_NONE)
		*err = fault;
	return false;
}

static bool run_ask(struct job *job, struct desk *desk, struct err *err)
{
	struct ask *ask = (struct ask *)job;

	return ask->how.beside ? do_beside(ask, desk, err) : do_steps(ask, desk, err);
}

/* ---- what comes next ---- */

/* Those that bring a key, each key once: a twin looks for itself, when the first was done. */
static size_t choose_asks(struct job *const *jobs, size_t count, struct ask **asks)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct ask *ask = (struct ask *)jobs[i];
		size_t same = 0;

		if (jobs[i]->work != run_ask)
			continue;
		ask->fresh = false;
		while (same < n && !str_eq(asks[same]->key, ask->key))
			same++;
		if (ask->key.n > 0 && same == n)
			asks[n++] = ask;
	}
	return n;
}

/* A failure is found again by the jobs, one by one. */
void ask_ahead(struct desk *desk, struct job *const *jobs, size_t count)
{
	struct ask *asks[WRITER_AHEAD];
	struct db_value keys[WRITER_AHEAD];
	bool found[WRITER_AHEAD] = { false };
	struct err ignored = { 0 };
	struct db_rows rows;
	size_t n = choose_asks(jobs, count, asks);

	if (n < 2)
		return;
	for (size_t i = 0; i < WRITER_AHEAD; i++)
		keys[i] = DB_TEXT(asks[i < n ? i : n - 1]->key);
	if (!db_ask(desk_db(desk), &rows,
	            "SELECT key FROM answer WHERE key IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
	            "?10, ?11, ?12, ?13, ?14, ?15, ?16)",
	            keys, WRITER_AHEAD, &ignored))
		return;
	while (db_next(&rows))
		for (size_t i = 0; i < n; i++)
			found[i] = found[i] || str_eq(asks[i]->key, db_text(&rows, 0));
	if (db_done(&rows))
		for (size_t i = 0; i < n; i++)
			asks[i]->fresh = !found[i];
}

/* ---- answers ---- */

static void refuse(struct ask *ask, const struct err *err)
{
	if (ask->wait > 0)
		http_set(ask->r, STR("Retry-After"),
		         arena_printf(ask->arena, "%lld", (long long)ask->wait));
	if (ask->how.refuse != NULL)
		ask->how.refuse(ask->r, err);
	else
		http_problem_err(ask->r, err);
}

static void tell(void *with, struct http_request *r)
{
	struct ask *ask = with;

	if (ask->refusal.kind != ERR_NONE) {
		refuse(ask, &ask->refusal);
		return;
	}
	if (ask->kept != NULL)
		ask->kept(ask);
	if (ask->etag.n > 0)
		http_set(r, STR("ETag"), ask->etag);
	if (ask->location.n > 0)
		http_set(r, STR("Location"), ask->location);
	http_reply(r, ask->status, ask->how.type.n > 0 ? ask->how.type : HTTP_JSON, ask->answer);
}

static struct hashing *pool_of(const struct ask *ask)
{
	return ask->how.outside ? ask->api->outside : ask->api->hashing;
}

/* The end of the request, and of the ask, which lies in its memory. */
static void end(struct ask *ask, const struct err *err)
{
	struct hashing *place = ask->how.between != NULL ? pool_of(ask) : NULL;

	if (err != NULL)
		ask->refusal = *err;
	(void)http_run(ask->r, tell, ask);
	if (place != NULL)
		hashing_leave(place);
}

static void end_busy(struct ask *ask)
{
	struct err err = { 0 };

	ask->wait = 1;
	err_set(&err, ERR_STORE, "serve.busy", "现在太忙，请稍后再试");
	end(ask, &err);
}

/* ---- between ---- */

static void run_between(void *with, struct http_request *r)
{
	struct ask *ask = with;

	(void)r;
	ask->how.between(ask);
	ask->halfway = true;
}

static void run_slow(struct slow *slow)
{
	struct ask *ask = (struct ask *)((char *)slow - offsetof(struct ask, slow));
	struct hashing *place = pool_of(ask);

	if (!http_run(ask->r, run_between, ask))
		hashing_leave(place); /* its memory was spent, and that was answered */
	else if (!writer_submit(ask->api->writer, &ask->job))
		end_busy(ask);
}

static void done(struct job *job, const struct err *err)
{
	struct ask *ask = (struct ask *)job;

	if (err != NULL || ask->refusal.kind != ERR_NONE || ask->how.between == NULL ||
	    ask->halfway) {
		end(ask, err);
		return;
	}
	ask->slow.run = run_slow;
	if (!hashing_submit(pool_of(ask), &ask->slow))
		end_busy(ask);
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

	if (ask->how.fleeting || (given.n == 0 && ask->how.keyless))
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
	*ask = (struct ask){ .job = { .work = run_ask, .done = done },
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
	if (how->between != NULL && !hashing_enter(pool_of(ask))) {
		ask->wait = 1;
		err_set(&err, ERR_STORE, "serve.busy", "现在太忙，请稍后再试");
		refuse(ask, &err);
		return;
	}
	call_release(call);
	http_later(ask->r);
	if (!writer_submit(ask->api->writer, &ask->job))
		end_busy(ask);
}
