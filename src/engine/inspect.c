/* inspect.c -- a whole store examined: keys, ledger, and tables rebuilt from the ledger.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/inspect.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/replay.h"
#include "ledger/ledger.h"
#include "store/store.h"

struct inspect {
	struct arena *arena;
	const char *folder;
	const struct inspect_listener *listener;
	struct inspection *inspection;
	struct inspect_check *check; /* the one that runs */
	struct db db;
	struct ledger *ledger;
	struct replay *replay;
};

static void hear_fault(void *with, const char *code, const char *text)
{
	struct inspect *inspect = with;

	inspect->check->faults++;
	inspect->inspection->faults++;
	inspect->listener->fault(inspect->listener->with, code, text);
}

static void hear_progress(void *with, int64_t done, int64_t all)
{
	struct inspect *inspect = with;

	inspect->listener->progress(inspect->listener->with, done, all);
}

/* A failing of the world is ours to report upwards; anything else is a finding. */
static bool as_fault(struct inspect *inspect, struct err *err)
{
	char text[2200];

	if (err->kind == ERR_STORE || err->kind == ERR_LIMIT)
		return false;
	if (err->where[0] != '\0')
		snprintf(text, sizeof(text), "%s：%s", err->where, err->what);
	else
		snprintf(text, sizeof(text), "%s", err->what);
	hear_fault(inspect, err->code, text);
	err_clear(err);
	return true;
}

static str setting(struct inspect *inspect, const char *name, struct err *err)
{
	struct db_rows rows;
	str value = { 0 };

	if (!db_ask(&inspect->db, &rows, "SELECT value FROM setting WHERE name = ?1",
	            VALUES(DB_TEXT(str_of(name))), err))
		return value;
	while (db_next(&rows))
		value = arena_copy(inspect->arena, db_text(&rows, 0));
	return db_done(&rows) ? value : (str){ 0 };
}

/* "guiju/620200"; a log that was restored has more behind that. */
static bool is_name_of(struct inspect *inspect, str origin, str place)
{
	str first = arena_printf(inspect->arena, "guiju/%.*s", PSTR(place));
	str later = arena_printf(inspect->arena, "%.*s/", PSTR(first));

	if (ledger_since(inspect->ledger) == 0)
		return str_eq(origin, first);
	return str_starts(origin, later) && origin.n > later.n;
}

static bool check_keys(struct inspect *inspect, struct err *err)
{
	str place, origin;

	if (!ledger_open_doubted(inspect->arena, &inspect->db, inspect->folder, &inspect->ledger,
	                         err))
		return as_fault(inspect, err);
	place = setting(inspect, "place", err);
	if (err->kind != ERR_NONE)
		return as_fault(inspect, err);
	origin = ledger_origin(inspect->ledger);
	if (!is_name_of(inspect, origin, place))
		hear_fault(inspect, "setting.place", "登记的区划代码与总账名称不符：设置被改动");
	inspect->inspection->events = ledger_size(inspect->ledger);
	inspect->check->said = arena_printf(
		inspect->arena, "总账 %.*s，%s", PSTR(origin),
		ledger_national(inspect->ledger) ? "SHA-256 与国密 SM3 两本" : "SHA-256");
	return true;
}

struct succession {
	str origin;
	bool told;
};

static bool hear_succession(void *with, const struct ledger_row *row, struct err *err)
{
	struct succession *s = with;
	const struct event *event = row->event;

	(void)err;
	for (size_t i = 0; event != NULL && i < event->field_count; i++)
		if (str_eq(event->fields[i].id, STR("origin")))
			s->told = event->kind == LEAF_STORE &&
			          str_eq(event->fields[i].value, s->origin);
	return true;
}

/* A log that continues another one says so, in the event with which it begins. */
static bool check_succession(struct inspect *inspect, struct err *err)
{
	struct succession s = { .origin = ledger_origin(inspect->ledger) };
	int64_t since = ledger_since(inspect->ledger);

	if (since == 0)
		return true;
	if (!ledger_each(&inspect->db, since, since + 1, hear_succession, &s, err))
		return false;
	if (!s.told)
		hear_fault(inspect, "ledger.since",
		           "登记说本账续自前一本账，总账里没有这样一件事件：设置被改动");
	return true;
}

/* How many heads, and how far the last one reaches. */
static bool count_heads(struct inspect *inspect, int64_t *count, int64_t *reach, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(&inspect->db, &rows, "SELECT count(*), max(size) FROM head WHERE log = 0",
	            NO_VALUES, err))
		return false;
	while (db_next(&rows)) {
		*count = db_int(&rows, 0);
		*reach = db_int(&rows, 1);
	}
	return db_done(&rows);
}

static bool check_ledger(struct inspect *inspect, struct err *err)
{
	int64_t faults = 0, heads = 0, reach = 0;

	if (!ledger_verify(inspect->ledger, hear_fault, inspect, &faults, err) ||
	    !check_succession(inspect, err) ||
	    !count_heads(inspect, &heads, &reach, err))
		return as_fault(inspect, err);
	if (heads == 0 && inspect->inspection->events > 0)
		hear_fault(inspect, "ledger.head", "没有一个签名的树头：签名被删");
	inspect->check->said = arena_printf(inspect->arena,
	                                    "%lld 件事件，%lld 个签名的树头，"
	                                    "末尾 %lld 件尚未签名",
	                                    (long long)inspect->inspection->events,
	                                    (long long)heads,
	                                    (long long)(inspect->inspection->events - reach));
	return true;
}

static bool check_rebuild(struct inspect *inspect, struct err *err)
{
	struct replay_listener listener = {
		hear_fault,
		inspect->listener->progress ? hear_progress : NULL,
		inspect,
	};

	if (!replay_new(inspect->arena, &inspect->db, inspect->folder, &listener, &inspect->replay,
	                err) ||
	    !replay_rebuild(inspect->replay, inspect->inspection->events, err))
		return as_fault(inspect, err);
	inspect->check->said = arena_printf(inspect->arena, "重放 %lld 件事件",
	                                    (long long)replay_counted(inspect->replay).events);
	return true;
}

static bool check_compare(struct inspect *inspect, struct err *err)
{
	struct replay_count count;
	int64_t untold;

	if (!replay_compare(inspect->replay, err))
		return as_fault(inspect, err);
	count = replay_counted(inspect->replay);
	untold = count.faults - REPLAY_NAMED_MAX;
	if (untold > 0) {
		inspect->check->faults += untold;
		inspect->inspection->faults += untold;
	}
	inspect->check->said = arena_printf(inspect->arena, "逐行比对 %lld 行，%lld 份材料",
	                                    (long long)count.rows, (long long)count.papers);
	return true;
}

static bool run_checks(struct inspect *inspect, bool quick, struct err *err)
{
	static const struct {
		const char *code, *name;
		bool (*run)(struct inspect *, struct err *);
	} steps[INSPECT_CHECKS] = {
		{ "keys", "设置和密钥", check_keys },
		{ "ledger", "总账", check_ledger },
		{ "rebuild", "由总账重建", check_rebuild },
		{ "compare", "与各表比对", check_compare },
	};
	struct inspection *inspection = inspect->inspection;

	for (size_t i = 0; i < INSPECT_CHECKS; i++) {
		double before = clock_monotonic();

		inspect->check = &inspection->checks[i];
		inspect->check->code = steps[i].code;
		inspect->check->name = steps[i].name;
		inspect->check->said = STR("没有做");
		if (inspection->faults > 0 || (quick && i > 1))
			continue;
		inspect->check->said = STR("");
		if (!steps[i].run(inspect, err))
			return false;
		inspect->check->done = true;
		inspect->check->milliseconds = (int64_t)((clock_monotonic() - before) * 1000);
	}
	return true;
}

bool inspect_store(struct arena *arena, const char *folder, bool quick,
                   const struct inspect_listener *listener, struct inspection *inspection,
                   struct err *err)
{
	struct inspect inspect = {
		.arena = arena, .folder = folder, .listener = listener, .inspection = inspection
	};
	bool good;

	*inspection = (struct inspection){ 0 };
	if (!store_open(arena, folder, STORE_READ, &inspect.db, err) || !db_begin(&inspect.db, err))
		return false;
	good = run_checks(&inspect, quick, err);
	db_rollback(&inspect.db);
	db_close(&inspect.db);
	return good;
}
