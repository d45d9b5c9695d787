/* doctor_tables.c -- what a store's tables say: schema, log, clock, calendars, papers, accounts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "keep/doctor.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "calendar/day.h"
#include "ledger/ledger.h"
#include "store/store.h"

#define AHEAD       (5 * INSTANT_MINUTE) /* clocks of two machines differ by less */
#define SIGN_WITHIN (10 * INSTANT_MINUTE)
#define QUIET       (7 * 24 * INSTANT_HOUR)
#define NOTICE_MONTH 12 /* the State Council settles the next year before that month */

struct look {
	struct doctor *d;
	struct db db;
	struct ledger *ledger;
	instant last; /* when the last event was recorded; INSTANT_NONE */
};

/* An answer could not be had. */
static void cannot(struct look *l, const char *code, const struct err *err)
{
	doctor_say(l->d, DOCTOR_BAD, code,
	           arena_printf(l->d->arena, "%s%s%s", err->where, err->where[0] ? "：" : "",
	                        err->what),
	           "库打不开或与签名不符，不能办事",
	           err->fix[0] ? arena_copy(l->d->arena, str_of(err->fix)).at
	                       : "用 guiju verify 查明，从备份恢复");
}

static int64_t number(struct look *l, const char *sql, int64_t otherwise)
{
	struct err ignored = { 0 };
	struct db_rows rows;
	int64_t value = otherwise;

	if (!db_ask(&l->db, &rows, sql, NO_VALUES, &ignored))
		return otherwise;
	while (db_next(&rows))
		value = db_int(&rows, 0);
	return db_done(&rows) ? value : otherwise;
}

static bool text_is(struct look *l, const char *sql, str wanted)
{
	struct err ignored = { 0 };
	struct db_rows rows;
	bool is = false;

	if (!db_ask(&l->db, &rows, sql, NO_VALUES, &ignored))
		return false;
	while (db_next(&rows))
		is = str_eq(db_text(&rows, 0), wanted);
	return db_done(&rows) && is;
}

/* ---- the log ---- */

static bool note_last(void *with, const struct ledger_row *row, struct err *err)
{
	struct look *l = with;

	(void)err;
	if (row->event != NULL)
		l->last = row->event->recorded;
	return true;
}

static void look_at_time(struct look *l)
{
	struct doctor *d = l->d;
	struct buf at;

	if (l->last == INSTANT_NONE)
		return;
	buf_init(&at, d->arena, 64);
	day_write_minute(&at, l->last);
	str what = arena_printf(d->arena, "最后一件事记于 %.*s", PSTR(buf_str(&at)));

	if (l->last > d->now + AHEAD)
		doctor_say(d, DOCTOR_BAD, "clock.back", what,
		           "那在机器的时钟之后：时钟被拨回过，新的事件只能仍记那个时刻",
		           "校准时钟；若当时拨快过，等到那个时刻以后再办");
	else if (d->now - l->last > QUIET)
		doctor_say(d, DOCTOR_NOTE, "ledger.quiet", what, "一周多没有记过事",
		           "确认服务开着；没有服务时，每天要有 guiju tick");
	else
		doctor_say(d, DOCTOR_GOOD, "ledger.last", what, NULL, NULL);
}

static void look_at_heads(struct look *l)
{
	struct doctor *d = l->d;
	int64_t size = ledger_size(l->ledger);
	int64_t tail = size - number(l, "SELECT max(size) FROM head WHERE log = 0", 0);
	bool late = tail > 0 && l->last != INSTANT_NONE && d->now - l->last > SIGN_WITHIN;

	doctor_say(d, late ? DOCTOR_WARN : DOCTOR_GOOD, "ledger.tail",
	           arena_printf(d->arena, "总账 %.*s 共 %lld 条，%lld 条尚未签名",
	                        PSTR(ledger_origin(l->ledger)), (long long)size,
	                        (long long)tail),
	           "没有签名的末尾，被改动了看不出来", "运行 guiju tick 库，或启动服务：都会签名");
	if (ledger_since(l->ledger) > 0)
		doctor_say(d, DOCTOR_NOTE, "ledger.since",
		           arena_printf(d->arena, "这本账续自前一本账的前 %lld 条（由备份恢复）",
		                        (long long)ledger_since(l->ledger)),
		           "其后的办理不在这里", "确认丢失的已照原件补办，新的公钥已公布");
}

static bool look_at_ledger(struct look *l)
{
	struct err err = { 0 };
	int64_t size;

	if (!ledger_open(l->d->arena, &l->db, l->d->ask->store, NULL, &l->ledger, &err)) {
		cannot(l, "ledger.open", &err);
		return false;
	}
	size = ledger_size(l->ledger);
	if (size > 0 && !ledger_each(&l->db, size - 1, size, note_last, l, &err)) {
		cannot(l, "ledger.open", &err);
		return false;
	}
	look_at_time(l);
	look_at_heads(l);
	return true;
}

/* ---- calendars ---- */

static bool has_year(struct look *l, int year)
{
	struct err ignored = { 0 };
	struct db_rows rows;
	bool has = false;

	if (!db_ask(&l->db, &rows, "SELECT year FROM calendar WHERE year = ?1",
	            VALUES(DB_INT(year)), &ignored))
		return false;
	while (db_next(&rows))
		has = true;
	return db_done(&rows) && has;
}

static void look_at_calendars(struct look *l)
{
	struct doctor *d = l->d;
	struct day_civil today = day_civil(day_at(d->now));

	if (!has_year(l, today.year))
		doctor_say(d, DOCTOR_BAD, "calendar.year",
		           arena_printf(d->arena, "没有采用 %d 年的工作日历", today.year),
		           "以工作日计算的期限都只是暂定",
		           arena_printf(d->arena, "guiju adopt 库 calendars/%d.calendar",
		                        today.year)
		                   .at);
	else if (has_year(l, today.year + 1))
		doctor_say(d, DOCTOR_GOOD, "calendar.year",
		           arena_printf(d->arena, "%d、%d 年的工作日历已采用", today.year,
		                        today.year + 1),
		           NULL, NULL);
	else
		doctor_say(d, today.month >= NOTICE_MONTH ? DOCTOR_WARN : DOCTOR_NOTE,
		           "calendar.next",
		           arena_printf(d->arena, "还没有采用 %d 年的工作日历", today.year + 1),
		           "跨年的工作日期限只是暂定",
		           "国务院办公厅的放假通知公布后，写成日历文件，用 guiju adopt 采用");
}

/* ---- papers ---- */

static void look_at_papers(struct look *l)
{
	struct doctor *d = l->d;
	struct err err = { 0 };
	struct db_rows rows;
	int64_t all = 0, missing = 0;

	if (!db_ask(&l->db, &rows, "SELECT digest FROM paper WHERE seq >= 0", NO_VALUES, &err)) {
		cannot(l, "paper.read", &err);
		return;
	}
	while (db_next(&rows)) {
		struct arena_mark mark = arena_mark(d->arena);

		all++;
		missing += !file_exists(arena_printf(d->arena, "%s/files/%.*s", d->ask->store,
		                                     PSTR(db_text(&rows, 0)))
		                                .at);
		arena_rewind(d->arena, mark);
	}
	if (!db_done(&rows))
		return;
	doctor_say(d, missing > 0 ? DOCTOR_BAD : DOCTOR_GOOD, "paper.missing",
	           missing > 0 ? arena_printf(d->arena, "%lld 份材料中有 %lld 份的文件不见了",
	                                      (long long)all, (long long)missing)
	                       : arena_printf(d->arena, "%lld 份材料的文件都在", (long long)all),
	           "案卷不完整；guiju verify 逐份写明是哪一件", "从备份的 files/ 取回");
}

/* ---- accounts ---- */

static void look_at_accounts(struct look *l)
{
	struct doctor *d = l->d;
	bool djbh3 = text_is(l, "SELECT value FROM auth_setting WHERE name = 'profile'",
	                     STR("djbh3"));
	int64_t active = number(l, "SELECT count(*) FROM account WHERE state = 1", 0);
	int64_t bare = number(l, "SELECT count(*) FROM account WHERE state = 1 AND totp_on IS NULL",
	                      0);
	str what = arena_printf(d->arena, "%lld 个账号在用，%lld 个没有第二种验证",
	                        (long long)active, (long long)bare);

	if (active > 0 && !file_exists(arena_printf(d->arena, "%s/keys/auth.secret",
	                                            d->ask->store).at))
		doctor_say(d, DOCTOR_BAD, "account.key", STR("登录用的密钥 keys/auth.secret 不在"),
		           "谁也登录不了", "从离线的备份取回 keys/");
	if (active == 0)
		doctor_say(d, DOCTOR_NOTE, "account.none", STR("还没有人能登录"),
		           "只能用命令行办事", "guiju user 库 invite 人员");
	else if (djbh3 && bare > 0)
		doctor_say(d, DOCTOR_BAD, "account.factor", what,
		           "等保三级（GB/T 22239 8.1.4.1）要求两种以上的鉴别",
		           "请这些人登录后登记动态口令");
	else
		doctor_say(d, DOCTOR_GOOD, "account.factor", what, NULL, NULL);
}

void doctor_tables(struct doctor *d)
{
	struct look l = { .d = d, .last = INSTANT_NONE };
	struct err err = { 0 };

	if (!store_open(d->arena, d->ask->store, STORE_READ, &l.db, &err)) {
		cannot(&l, err.kind == ERR_STORE && str_eq(str_of(err.code), STR("store.schema"))
		                   ? "store.schema"
		                   : "store.open",
		       &err);
		return;
	}
	doctor_say(d, DOCTOR_GOOD, "store.schema",
	           arena_printf(d->arena, "表结构是第 %lld 版，与程序一致",
	                        (long long)number(&l, "SELECT max(version) FROM migration", 0)),
	           NULL, NULL);
	if (look_at_ledger(&l)) {
		look_at_calendars(&l);
		look_at_papers(&l);
		look_at_accounts(&l);
	}
	db_close(&l.db);
}
