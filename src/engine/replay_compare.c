/* replay_compare.c -- two databases with the same tables, walked side by side.
 *
 * Both sides are asked in the same order and read row by row; nothing is kept. The
 * order of `mark` follows its index, so that the database sorts one day at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/replay_inside.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum column_type { COLUMN_TEXT, COLUMN_INT, COLUMN_DAY, COLUMN_INSTANT, COLUMN_STATE };

struct column {
	const char *name;
	enum column_type type;
};

#define COLUMNS_MAX 11

struct table_of {
	const char *code;
	const char *sql;
	int keys; /* the first columns tell rows apart, and are their order */
	int count;
	void (*label)(struct replay *replay, struct db_rows *rows, struct buf *label);
	struct column columns[COLUMNS_MAX];
};

/* ---- what a row is called ---- */

static const struct rule *rule_of(struct replay *replay, struct db_rows *rows)
{
	return library_newest(replay->desk->library, db_text(rows, 0));
}

static void add_name(struct buf *label, const struct name *name, str id)
{
	buf_text(label, "“");
	buf_add(label, name ? name->text : id);
	buf_text(label, "”");
}

static void label_record(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	(void)replay;
	buf_printf(label, "记录 %.*s/%lld ", PSTR(db_text(rows, 0)), (long long)db_int(rows, 1));
}

static void label_term(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	const struct rule *rule = rule_of(replay, rows);
	str id = db_text(rows, 2);
	const struct limit *limit = rule ? model_limit(rule, id) : NULL;

	label_record(replay, rows, label);
	buf_text(label, "的期限");
	add_name(label, limit ? &limit->name : NULL, id);
}

static void label_uniq(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	const struct rule *rule = rule_of(replay, rows);
	str id = db_text(rows, 1);
	const struct field *field = rule ? model_field(rule, id) : NULL;

	buf_printf(label, "%.*s 唯一字段", PSTR(db_text(rows, 0)));
	add_name(label, field ? &field->name : NULL, id);
	buf_printf(label, "的值 %.*s ", PSTR(db_text(rows, 2)));
}

static void label_involved(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	(void)replay;
	buf_printf(label, "记录 %.*s/%lld 涉及的单位 %.*s ", PSTR(db_text(rows, 0)),
	           (long long)db_int(rows, 2), PSTR(db_text(rows, 1)));
}

static void label_facet(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	const struct rule *rule = rule_of(replay, rows);
	str id = db_text(rows, 1);
	const struct field *field = rule ? model_field(rule, id) : NULL;

	buf_printf(label, "记录 %.*s/%lld 按字段", PSTR(db_text(rows, 0)),
	           (long long)db_int(rows, 3));
	add_name(label, field ? &field->name : NULL, id);
	buf_printf(label, "的值 %.*s 的索引", PSTR(db_text(rows, 2)));
}

static void label_series(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	(void)replay;
	buf_printf(label, "编号序列 %.*s ", PSTR(db_text(rows, 0)));
}

static void label_done(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	(void)replay;
	buf_printf(label, "幂等键 %.*s ", PSTR(db_text(rows, 0)));
}

static void add_day(struct buf *buf, int64_t on)
{
	if (on >= day_of(1, 1, 1) && on <= day_of(9999, 12, 31))
		day_write(buf, (day)on);
	else
		buf_int(buf, on);
}

/* procedure, indicator, day */
static void add_indicator(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	const struct rule *rule = rule_of(replay, rows);
	str id = db_text(rows, 1);
	const struct indicator *indicator = rule ? model_indicator(rule, id) : NULL;

	buf_printf(label, "%.*s 指标", PSTR(db_text(rows, 0)));
	add_name(label, indicator ? &indicator->name : NULL, id);
	buf_byte(label, ' ');
	add_day(label, db_int(rows, 2));
}

static void label_mark(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	add_indicator(replay, rows, label);
	buf_printf(label, " 单位 %.*s 的计数（记录 %.*s/%lld，第 %lld 号事件）",
	           PSTR(db_text(rows, 5)), PSTR(db_text(rows, 0)), (long long)db_int(rows, 4),
	           (long long)db_int(rows, 3));
}

static void label_cell(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	/* procedure, indicator, organ, key, day: the primary key's order */
	const struct rule *rule = rule_of(replay, rows);
	str id = db_text(rows, 1);
	const struct indicator *indicator = rule ? model_indicator(rule, id) : NULL;

	buf_printf(label, "%.*s 指标", PSTR(db_text(rows, 0)));
	add_name(label, indicator ? &indicator->name : NULL, id);
	buf_byte(label, ' ');
	add_day(label, db_int(rows, 4));
	buf_printf(label, " 单位 %.*s 的汇总", PSTR(db_text(rows, 2)));
	if (db_text(rows, 3).n > 0)
		buf_printf(label, "（%.*s）", PSTR(db_text(rows, 3)));
}

static void label_rule(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	(void)replay;
	buf_printf(label, "规程版本 %.*s ", PSTR(db_text(rows, 0)));
}

static void label_calendar(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	(void)replay;
	buf_printf(label, "日历 %.*s ", PSTR(db_text(rows, 0)));
}

static void label_paper(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	(void)replay;
	buf_printf(label, "材料 %.*s ", PSTR(db_text(rows, 0)));
}

static void label_setting(struct replay *replay, struct db_rows *rows, struct buf *label)
{
	(void)replay;
	buf_printf(label, "设置 %.*s ", PSTR(db_text(rows, 0)));
}

/* ---- the tables ---- */

static const struct table_of tables[] = {
	{ "rebuild.setting",
	  "SELECT name, value FROM setting WHERE name IN ('name', 'place') ORDER BY name",
	  1,
	  2,
	  label_setting,
	  { { "设置", COLUMN_TEXT }, { "值", COLUMN_TEXT } } },
	{ "rebuild.rule",
	  "SELECT digest, procedure, effective, seq FROM rule ORDER BY digest",
	  1,
	  4,
	  label_rule,
	  { { "版本", COLUMN_TEXT },
	    { "规程", COLUMN_TEXT },
	    { "施行日", COLUMN_DAY },
	    { "采用它的事件", COLUMN_INT } } },
	{ "rebuild.calendar",
	  "SELECT digest, year, seq FROM calendar ORDER BY digest",
	  1,
	  3,
	  label_calendar,
	  { { "摘要", COLUMN_TEXT }, { "年", COLUMN_INT }, { "采用它的事件", COLUMN_INT } } },
	{ "rebuild.record",
	  "SELECT procedure, serial, number, rule, stage, opened, changed, ended, organ, events, "
	  "state FROM record ORDER BY procedure, serial",
	  2,
	  11,
	  label_record,
	  { { "规程", COLUMN_TEXT },
	    { "流水号", COLUMN_INT },
	    { "案号", COLUMN_TEXT },
	    { "规程版本", COLUMN_TEXT },
	    { "环节", COLUMN_TEXT },
	    { "开办时刻", COLUMN_INSTANT },
	    { "最近变动时刻", COLUMN_INSTANT },
	    { "办结时刻", COLUMN_INSTANT },
	    { "统计单位", COLUMN_TEXT },
	    { "事件数", COLUMN_INT },
	    { "内容", COLUMN_STATE } } },
	{ "rebuild.term",
	  "SELECT procedure, serial, limit_id, started, due, ended, state FROM term "
	  "ORDER BY procedure, serial, limit_id",
	  3,
	  7,
	  label_term,
	  { { "规程", COLUMN_TEXT },
	    { "流水号", COLUMN_INT },
	    { "期限", COLUMN_TEXT },
	    { "起算时刻", COLUMN_INSTANT },
	    { "到期时刻", COLUMN_INSTANT },
	    { "停止时刻", COLUMN_INSTANT },
	    { "状态", COLUMN_INT } } },
	{ "rebuild.uniq",
	  "SELECT procedure, field, value, serial FROM uniq ORDER BY procedure, field, value",
	  3,
	  4,
	  label_uniq,
	  { { "规程", COLUMN_TEXT },
	    { "字段", COLUMN_TEXT },
	    { "值", COLUMN_TEXT },
	    { "所属记录", COLUMN_INT } } },
	{ "rebuild.involved",
	  "SELECT procedure, organ, serial FROM involved ORDER BY procedure, organ, serial",
	  3,
	  3,
	  label_involved,
	  { { "规程", COLUMN_TEXT }, { "单位", COLUMN_TEXT }, { "流水号", COLUMN_INT } } },
	{ "rebuild.facet",
	  "SELECT procedure, field, value, serial FROM facet "
	  "ORDER BY procedure, field, value, serial",
	  4,
	  4,
	  label_facet,
	  { { "规程", COLUMN_TEXT },
	    { "字段", COLUMN_TEXT },
	    { "值", COLUMN_TEXT },
	    { "流水号", COLUMN_INT } } },
	{ "rebuild.series",
	  "SELECT name, last FROM series ORDER BY name",
	  1,
	  2,
	  label_series,
	  { { "序列", COLUMN_TEXT }, { "最后一号", COLUMN_INT } } },
	{ "rebuild.done",
	  "SELECT key, seq FROM done ORDER BY key",
	  1,
	  2,
	  label_done,
	  { { "键", COLUMN_TEXT }, { "所成事件", COLUMN_INT } } },
	{ "rebuild.mark",
	  "SELECT procedure, indicator, day, seq, serial, organ, key, n, v FROM mark "
	  "ORDER BY procedure, indicator, day, seq, serial, organ, key, n, v",
	  7,
	  9,
	  label_mark,
	  { { "规程", COLUMN_TEXT },
	    { "指标", COLUMN_TEXT },
	    { "日期", COLUMN_DAY },
	    { "事件", COLUMN_INT },
	    { "记录", COLUMN_INT },
	    { "单位", COLUMN_TEXT },
	    { "区分", COLUMN_TEXT },
	    { "件数", COLUMN_INT },
	    { "数值", COLUMN_INT } } },
	{ "rebuild.cell",
	  "SELECT procedure, indicator, organ, key, day, n, v FROM cell WHERE n <> 0 OR v <> 0 "
	  "ORDER BY procedure, indicator, organ, key, day",
	  5,
	  7,
	  label_cell,
	  { { "规程", COLUMN_TEXT },
	    { "指标", COLUMN_TEXT },
	    { "单位", COLUMN_TEXT },
	    { "区分", COLUMN_TEXT },
	    { "日期", COLUMN_DAY },
	    { "件数", COLUMN_INT },
	    { "数值", COLUMN_INT } } },
	{ "rebuild.paper",
	  "SELECT digest, seq FROM paper WHERE seq >= 0 ORDER BY digest",
	  1,
	  2,
	  label_paper,
	  { { "摘要", COLUMN_TEXT }, { "所随事件", COLUMN_INT } } },
};

/* ---- one row beside the other ---- */

static bool is_number(const struct column *column)
{
	return column->type == COLUMN_INT || column->type == COLUMN_DAY ||
	       column->type == COLUMN_INSTANT;
}

/* NULL stands before everything. */
static int order_of(const struct column *column, struct db_rows *a, struct db_rows *b, int at)
{
	bool none_a = db_is_null(a, at), none_b = db_is_null(b, at);

	if (none_a || none_b)
		return (int)none_b - (int)none_a;
	if (!is_number(column))
		return str_cmp(db_text(a, at), db_text(b, at));
	int64_t left = db_int(a, at), right = db_int(b, at);

	return (left > right) - (left < right);
}

static int order_of_keys(const struct table_of *table, struct db_rows *a, struct db_rows *b)
{
	int order = 0;

	for (int i = 0; i < table->keys && order == 0; i++)
		order = order_of(&table->columns[i], a, b, i);
	return order;
}

static void show(struct buf *buf, const struct column *column, struct db_rows *rows, int at)
{
	if (db_is_null(rows, at))
		buf_text(buf, "（无）");
	else if (column->type == COLUMN_DAY)
		add_day(buf, db_int(rows, at));
	else if (column->type == COLUMN_INSTANT && db_int(rows, at) > day_start(day_of(1, 1, 1)) &&
	         db_int(rows, at) < day_start(day_of(9999, 12, 31)))
		day_write_instant(buf, db_int(rows, at));
	else if (is_number(column))
		buf_int(buf, db_int(rows, at));
	else if (db_text(rows, at).n == 0)
		buf_text(buf, "（空）");
	else
		buf_add(buf, db_text(rows, at));
}

static str label_of(struct replay *replay, const struct table_of *table, struct db_rows *rows)
{
	struct buf label;

	buf_init(&label, replay->arena, 600);
	table->label(replay, rows, &label);
	return buf_str(&label);
}

/* A row that only one side has. */
static void tell_alone(struct replay *replay, const struct table_of *table, struct db_rows *rows,
                       bool extra)
{
	struct arena_mark mark = arena_mark(replay->arena);
	struct buf values;

	if (table->keys == table->count) {
		replay_tell(replay, table->code,
		            extra ? "%.*s是多出来的：总账里没有" : "%.*s不见了：按总账应有",
		            PSTR(label_of(replay, table, rows)));
		arena_rewind(replay->arena, mark);
		return;
	}
	buf_init(&values, replay->arena, 600);
	for (int i = table->keys; i < table->count; i++) {
		if (table->columns[i].type == COLUMN_STATE)
			continue;
		buf_printf(&values, "%s%s ", i > table->keys ? "，" : "", table->columns[i].name);
		show(&values, &table->columns[i], rows, i);
	}
	replay_tell(replay, table->code,
	            extra ? "%.*s是多出来的：库中%.*s，总账里没有" : "%.*s不见了：按总账应有%.*s",
	            PSTR(label_of(replay, table, rows)), PSTR(buf_str(&values)));
	arena_rewind(replay->arena, mark);
}

static void tell_column(struct replay *replay, const struct table_of *table, int at,
                        struct db_rows *stored, struct db_rows *rebuilt)
{
	const struct column *column = &table->columns[at];
	struct arena_mark mark = arena_mark(replay->arena);
	struct buf is, should;

	buf_init(&is, replay->arena, 300);
	buf_init(&should, replay->arena, 300);
	show(&is, column, stored, at);
	show(&should, column, rebuilt, at);
	replay_tell(replay, table->code, "%.*s的“%s”被改动：库中 %.*s，按总账应为 %.*s",
	            PSTR(label_of(replay, table, rebuilt)), column->name, PSTR(buf_str(&is)),
	            PSTR(buf_str(&should)));
	arena_rewind(replay->arena, mark);
}

static void compare_row(struct replay *replay, const struct table_of *table, struct db_rows *stored,
                        struct db_rows *rebuilt)
{
	for (int i = table->keys; i < table->count; i++) {
		if (order_of(&table->columns[i], stored, rebuilt, i) == 0)
			continue;
		if (table->columns[i].type == COLUMN_STATE)
			replay_state_differ(replay, db_text(rebuilt, 0), db_int(rebuilt, 1),
			                    db_text(stored, i), db_text(rebuilt, i));
		else
			tell_column(replay, table, i, stored, rebuilt);
	}
}

static void compare_rows(struct replay *replay, const struct table_of *table,
                         struct db_rows *stored, struct db_rows *rebuilt)
{
	bool left = db_next(stored), right = db_next(rebuilt);

	while ((left || right) && !stored->failed && !rebuilt->failed) {
		int order = !left ? 1 : !right ? -1 : order_of_keys(table, stored, rebuilt);

		if (order == 0)
			compare_row(replay, table, stored, rebuilt);
		else
			tell_alone(replay, table, order < 0 ? stored : rebuilt, order < 0);
		replay->count.rows++;
		if (order <= 0)
			left = db_next(stored);
		if (order >= 0)
			right = db_next(rebuilt);
	}
}

static bool compare_table(struct replay *replay, const struct table_of *table, struct err *err)
{
	struct err err_stored = { 0 };
	struct db_rows stored, rebuilt;
	bool good;

	if (!db_ask(replay->db, &stored, table->sql, NO_VALUES, &err_stored)) {
		*err = err_stored;
		return false;
	}
	if (!db_ask(&replay->desk->db, &rebuilt, table->sql, NO_VALUES, err)) {
		(void)!db_done(&stored);
		return false;
	}
	compare_rows(replay, table, &stored, &rebuilt);
	good = db_done(&rebuilt);
	if (db_done(&stored))
		return good;
	if (err_stored.kind != ERR_TAMPERED) {
		*err = err_stored;
		return false;
	}
	replay_tell(replay, "rebuild.type", "表 %s 里有一个值的类型不对，这张表没有比完",
	            table->code + strlen("rebuild."));
	return good;
}

bool replay_compare(struct replay *replay, struct err *err)
{
	if (replay->stuck)
		return true;
	for (size_t i = 0; i < countof(tables); i++)
		if (!compare_table(replay, &tables[i], err))
			return false;
	return replay_paper_files(replay, err);
}
