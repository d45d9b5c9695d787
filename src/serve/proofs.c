/* proofs.c -- the log for those who doubt: signed head, tiles, the proof of a record.
 *
 * The reading desk's own view of the log is as old as the desk; here the log is opened anew
 * for each question, which costs its growing edge (at most some hundred rows).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/proofs.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/desk.h"
#include "ledger/prove.h"
#include "serve/cached.h"
#include "serve/reads.h"
#include "serve/rights.h"

#define HEAD_KEPT_S 10
#define KEY_KEPT_S  3600
#define GROUPS_MOST 7 /* of three digits: a place below 2^63 */

static const str bytes_type = { "application/octet-stream", 24 };
static const str proof_type = { "text/plain; charset=utf-8", 25 };

static struct ledger *open_log(struct call *call)
{
	struct ledger *ledger;
	struct err err = { 0 };

	if (ledger_open(call->arena, desk_db(call->desk), call->api->folder, NULL, &ledger, &err))
		return ledger;
	call_problem(call, &err);
	return NULL;
}

static void no_twin(struct call *call)
{
	struct err err = { 0 };

	err_set(&err, ERR_UNKNOWN, "ledger.no_twin", "这本账没有 SM3 副本");
	call_problem(call, &err);
}

/* ---- the signed head, the keys ---- */

static void send_note(struct call *call, enum digest_kind kind)
{
	struct ledger *ledger = open_log(call);
	struct err err = { 0 };
	str note;

	if (ledger == NULL)
		return;
	if (kind == DIGEST_SM3 && !ledger_national(ledger))
		no_twin(call);
	else if (ledger_note(call->arena, ledger, kind, &note, &err))
		cached_send(call, HTTP_TEXT, note, HEAD_KEPT_S);
	else
		call_problem(call, &err);
}

static void checkpoint(struct call *call)
{
	send_note(call, DIGEST_SHA256);
}

static void checkpoint_sm3(struct call *call)
{
	send_note(call, DIGEST_SM3);
}

static void keys(struct call *call)
{
	struct ledger *ledger = open_log(call);
	const struct note_key *list;
	struct buf buf;
	size_t count;

	if (ledger == NULL)
		return;
	buf_init(&buf, call->arena, 4096);
	count = ledger_keys(ledger, &list);
	for (size_t i = 0; i < count; i++) {
		buf_add(&buf, note_write_key(call->arena, &list[i]));
		buf_byte(&buf, '\n');
	}
	cached_send(call, HTTP_TEXT, buf_str(&buf), KEY_KEPT_S);
}

/* ---- tiles ---- */

/* Three digits. */
static bool read_group(str group, uint64_t *value)
{
	int64_t number;

	if (group.n != 3 || group.at[0] == '-' || group.at[0] == '+' ||
	    !num_read_int(group, &number))
		return false;
	*value = *value * 1000 + (uint64_t)number;
	return true;
}

/* "x001/x234/067": all groups but the last begin with x. */
static bool read_index(str *rest, uint64_t *index)
{
	str group;
	bool more = true;

	*index = 0;
	for (int i = 0; more && i < GROUPS_MOST; i++) {
		(void)str_cut(rest, STR("/"), &group);
		more = group.n == 4 && group.at[0] == 'x';
		if (more)
			group = str_sub(group, 1, 4);
		else if (group.n == 5 && str_ends(group, STR(".p")))
			group = str_sub(group, 0, 3);
		if (!read_group(group, index))
			return false;
	}
	return !more;
}

/* The path must be the one that the format gives this tile, and no other. */
static bool read_tile(str path, struct ledger_tile *tile)
{
	str rest = path, level;
	int64_t number = -1, width = MERKLE_TILE;
	char wanted[64];

	if (!str_cut(&rest, STR("/"), &level) ||
	    (!str_eq(level, STR("entries")) &&
	     (!num_read_int(level, &number) || number < 0 || number >= MERKLE_LEVELS)) ||
	    !read_index(&rest, &tile->index))
		return false;
	if (rest.n > 0 && (!num_read_int(rest, &width) || width < 1 || width >= MERKLE_TILE))
		return false;
	tile->level = (int)number;
	tile->width = (int)width;
	merkle_tile_path(tile->level, tile->index, width == MERKLE_TILE ? 0 : tile->width, wanted);
	return str_eq(str_sub(str_of(wanted), STR("tile/").n, 64), path);
}

static void send_tile(struct call *call, enum digest_kind kind)
{
	struct ledger_tile tile = { .kind = kind };
	struct ledger *ledger;
	struct err err = { 0 };
	str bytes;

	if (!read_tile(route_param(call->match, STR("tile")), &tile)) {
		err_set(&err, ERR_UNKNOWN, "ledger.no_tile", "没有这一块");
		err_fix(&err, "写法见 docs/formats/checkpoint.md，例如 tile/0/000");
		call_problem(call, &err);
		return;
	}
	ledger = open_log(call);
	if (ledger == NULL)
		return;
	if (ledger_tile(call->arena, ledger, &tile, &bytes, &err))
		cached_send(call, bytes_type, bytes, CACHED_FOREVER);
	else
		call_problem(call, &err);
}

static void tile(struct call *call)
{
	send_tile(call, DIGEST_SHA256);
}

static void tile_sm3(struct call *call)
{
	send_tile(call, DIGEST_SM3);
}

/* ---- the proof of a record ---- */

/* A proof lays the events open as a whole, so who sees only what is public gets none. */
static bool may_prove(struct call *call, const struct record *record, struct prove_ask *ask)
{
	struct rights rights = { &call->who, call->desk, call->now };
	enum sight sight = record ? rights_over(&rights, record) : SIGHT_NONE;
	struct err err = { 0 };

	ask->private = str_eq(http_query(call->r, STR("private")), STR("true"));
	if (sight == SIGHT_WHOLE || (sight == SIGHT_STAFF && !ask->private))
		return true;
	if (sight == SIGHT_NONE) {
		call_absent(call);
		return false;
	}
	err_set(&err, ERR_DENIED, "proof.more",
	        "证明会带出这条记录里您无权看的内容，不能开给您");
	err_fix(&err, "请承办单位开给您；单位的人只开不带私密内容的，不写 private=true");
	call_problem(call, &err);
	return false;
}

static bool read_record(struct call *call, struct prove_ask *ask, struct record **record,
                        struct err *err)
{
	const struct library *library = desk_world(call->desk)->library;
	const struct rule *rule = library_newest(library, route_param(call->match,
	                                                              STR("procedure")));

	*record = NULL;
	if (rule == NULL || !num_read_int(route_param(call->match, STR("serial")), &ask->serial) ||
	    ask->serial < 1)
		return true;
	ask->procedure = rule->name.id;
	return desk_record(call->desk, ask->procedure, ask->serial, record, err);
}

static bool make_proof(struct call *call, const struct prove_ask *ask, str *file, struct err *err)
{
	struct ledger *ledger = open_log(call);
	struct bundle bundle;
	int64_t count = 0;

	if (ledger == NULL)
		return false;
	if (!prove_unsigned(ledger, ask, &count, err))
		return false;
	if (count > 0) {
		http_set(call->r, STR("Retry-After"), STR("2"));
		err_set(err, ERR_CONFLICT, "prove.unsigned",
		        "这条记录有 %lld 件事件还没有签名", (long long)count);
		return err_fix(err, "过一两秒再开");
	}
	return prove_record(call->arena, ledger, ask, &bundle, err) &&
	       bundle_write(call->arena, &bundle, file, err);
}

static void prove(struct call *call)
{
	struct prove_ask ask = { 0 };
	struct record *record;
	struct err err = { 0 };
	str file;

	if (!read_record(call, &ask, &record, &err)) {
		call_problem(call, &err);
		return;
	}
	if (!may_prove(call, record, &ask) ||
	    (ask.private && !reads_call(call, record, SIGHT_WHOLE)))
		return;
	if (make_proof(call, &ask, &file, &err)) {
		http_set(call->r, STR("Content-Disposition"),
		         arena_printf(call->arena, "attachment; filename=\"%.*s-%lld.proof\"",
		                      PSTR(ask.procedure), (long long)ask.serial));
		http_reply(call->r, 200, proof_type, file);
	} else if (err.kind != ERR_NONE) {
		call_problem(call, &err);
	}
}

/* ---- the table's entries ---- */

const struct api_op proofs_checkpoint_op = {
	.id = "publicCheckpoint",
	.tag = "ledger",
	.summary = "总账签过名的树头",
	.summary_en = "The signed head of the log (C2SP tlog-checkpoint)",
	.door = API_ANYONE,
	.run = checkpoint,
	.status = 200,
};

const struct api_op proofs_checkpoint_sm3_op = {
	.id = "publicCheckpointSm3",
	.tag = "ledger",
	.summary = "总账 SM3 副本签过名的树头",
	.summary_en = "The signed head of the SM3 twin",
	.door = API_ANYONE,
	.run = checkpoint_sm3,
	.status = 200,
};

const struct api_op proofs_key_op = {
	.id = "publicVerifierKey",
	.tag = "ledger",
	.summary = "核对签名的公钥；要从别处也核对过才能信",
	.summary_en = "The keys that signatures are checked with; trust them only by another way",
	.door = API_ANYONE,
	.run = keys,
	.status = 200,
};

const struct api_op proofs_tile_op = {
	.id = "publicTile",
	.tag = "ledger",
	.summary = "总账的一块哈希或账目",
	.summary_en = "A tile of hashes or entries of the log (C2SP tlog-tiles)",
	.door = API_ANYONE,
	.run = tile,
	.media = "application/octet-stream",
	.status = 200,
};

const struct api_op proofs_tile_sm3_op = {
	.id = "publicTileSm3",
	.tag = "ledger",
	.summary = "总账 SM3 副本的一块哈希",
	.summary_en = "A tile of hashes of the SM3 twin",
	.door = API_ANYONE,
	.run = tile_sm3,
	.media = "application/octet-stream",
	.status = 200,
};

static const char *const prove_queries[] = { "private", NULL };

const struct api_op proofs_show_op = {
	.id = "proveRecord",
	.tag = "ledger",
	.summary = "给一条记录开一份可以离线核对的证明",
	.summary_en = "Proves a record, for checking offline with guiju-verify",
	.door = API_STAFF,
	.scope = "read",
	.run = prove,
	.queries = prove_queries,
	.status = 200,
};
