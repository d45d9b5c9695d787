/* prove.c -- the events of one record gathered into a proof that stands by itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/prove.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "store/db.h"

bool prove_unsigned(struct ledger *ledger, const struct prove_ask *ask, int64_t *count,
                    struct err *err)
{
	struct db_rows rows;
	int64_t found = 0;

	if (!db_ask(ledger->db, &rows,
	            "SELECT COUNT(*) FROM event WHERE procedure = ?1 AND record = ?2"
	            " AND seq >= ?3",
	            VALUES(DB_TEXT(ask->procedure), DB_INT(ask->serial),
	                   DB_INT(ledger->signed_size)), err))
		return false;
	while (db_next(&rows))
		found = db_int(&rows, 0);
	if (!db_done(&rows))
		return false;
	*count = found;
	return true;
}

/* One record's proof while it is made. */
struct prove {
	struct arena *arena;
	struct ledger *ledger;
	const struct prove_ask *ask;
	struct bundle *bundle;
	int64_t *seqs;
};

static bool prove_too_long(struct err *err)
{
	err_set(err, ERR_LIMIT, "prove.long", "这条记录超过 %d 件事件，一份证明装不下",
	        BUNDLE_EVENTS_MAX);
	return err_fix(err, "请导出整本账本：guiju export");
}

/* The places of the record's signed events. */
static bool prove_list(struct prove *prove, struct err *err)
{
	struct db_rows rows;
	size_t n = 0;

	prove->seqs = arena_make(prove->arena, int64_t, BUNDLE_EVENTS_MAX);
	if (!db_ask(prove->ledger->db, &rows,
	            "SELECT seq FROM event WHERE procedure = ?1 AND record = ?2"
	            " AND seq < ?3 ORDER BY seq LIMIT 10001",
	            VALUES(DB_TEXT(prove->ask->procedure), DB_INT(prove->ask->serial),
	                   DB_INT(prove->ledger->signed_size)), err))
		return false;
	while (db_next(&rows)) {
		if (n < BUNDLE_EVENTS_MAX)
			prove->seqs[n] = db_int(&rows, 0);
		n++;
	}
	if (!db_done(&rows))
		return false;
	if (n > BUNDLE_EVENTS_MAX)
		return prove_too_long(err);
	if (n == 0) {
		err_set(err, ERR_UNKNOWN, "prove.unsigned", "这条记录还没有签过名的事件");
		return err_fix(err, "请先签名，或稍后再试");
	}
	prove->bundle->count = n;
	prove->bundle->events = arena_make(prove->arena, struct bundle_event, n);
	return true;
}

/* The salts of single fields are handed out, never the event's key. */
static void prove_privates(struct prove *prove, const struct ledger_row *row,
                           struct bundle_event *to)
{
	const struct event *event = row->event;
	digest key;

	if (!prove->ask->private || row->private_key.n != sizeof(key.at))
		return;
	memcpy(key.at, row->private_key.at, sizeof(key.at));
	to->privates = arena_make(prove->arena, struct bundle_private, event->hidden_count);
	for (size_t i = 0; i < event->hidden_count; i++) {
		const struct pair *hidden = &event->hidden[i];
		if (hidden->value.at == NULL)
			continue;
		to->privates[to->private_count++] = (struct bundle_private){
			arena_copy(prove->arena, hidden->id), leaf_field_salt(&key, hidden->id),
			arena_copy(prove->arena, hidden->value) };
	}
}

static bool prove_event(void *with, const struct ledger_row *row, struct err *err)
{
	struct prove *prove = with;
	struct bundle *bundle = prove->bundle;
	struct bundle_event *to = bundle->events;

	while (prove->seqs[to - bundle->events] != row->seq)
		to++;
	if (row->event == NULL || row->salt.n != sizeof(to->salt.at)) {
		err_set(err, ERR_TAMPERED, "ledger.body", "第 %lld 号事件的正文或盐不见了",
		        (long long)row->seq);
		return err_fix(err, "请运行 guiju verify 查明");
	}
	to->index = (uint64_t)row->seq;
	to->body = arena_copy(prove->arena, row->body);
	memcpy(to->salt.at, row->salt.at, sizeof(to->salt.at));
	if (row->event->number.n > 0)
		bundle->number = arena_copy(prove->arena, row->event->number);
	prove_privates(prove, row, to);
	return true;
}

static bool prove_path(struct prove *prove, enum digest_kind kind, uint64_t index,
                       struct merkle_path *path, struct err *err)
{
	struct merkle_source source = { kind, tree_get, &prove->ledger->trees[kind] };

	return merkle_prove_inclusion(prove->arena, &source, index,
	                              (uint64_t)prove->ledger->signed_size, path, err);
}

static bool prove_events(struct prove *prove, struct err *err)
{
	for (size_t i = 0; i < prove->bundle->count; i++) {
		struct bundle_event *event = &prove->bundle->events[i];
		int64_t seq = prove->seqs[i];
		if (!ledger_each(prove->ledger->db, seq, seq + 1, prove_event, prove, err) ||
		    !prove_path(prove, DIGEST_SHA256, (uint64_t)seq, &event->path, err) ||
		    (prove->ledger->national &&
		     !prove_path(prove, DIGEST_SM3, (uint64_t)seq, &event->path_sm3, err)))
			return false;
	}
	return true;
}

static bool prove_heads(struct prove *prove, struct err *err)
{
	struct ledger *ledger = prove->ledger;
	struct bundle *bundle = prove->bundle;

	bundle->origin = ledger->origin;
	bundle->key = note_write_key(prove->arena, &ledger->keys[0]);
	if (!ledger_heads_signed(ledger, prove->arena, 0, &bundle->checkpoint, err))
		return false;
	if (!ledger->national)
		return true;
	bundle->key_sm3 = note_write_key(prove->arena, &ledger->keys[1]);
	return ledger_heads_signed(ledger, prove->arena, 1, &bundle->checkpoint_sm3, err);
}

bool prove_record(struct arena *arena, struct ledger *ledger, const struct prove_ask *ask,
                  struct bundle *bundle, struct err *err)
{
	struct bundle made = { .procedure = ask->procedure, .record = ask->serial };
	struct prove prove = { .arena = arena, .ledger = ledger, .ask = ask, .bundle = &made };
	struct bundle_facts facts;

	assert(!ledger->doubted && ledger->folder != NULL);
	if (!prove_list(&prove, err) || !prove_heads(&prove, err) || !prove_events(&prove, err))
		return false;
	if (!bundle_check(arena, &made, &facts, err))
		return err_fix(err, "账本里的内容与签名不符，没有开出证明：请运行 guiju verify "
		               "查明");
	*bundle = made;
	return true;
}
