/* cmd_figure.c -- `guiju figure`: an indicator's value, its formula, and the records behind it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "app/view.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "define/render.h"
#include "engine/desk.h"
#include "format/json_write.h"
#include "store/db.h"

static const char figure_help[] =
	"用法：guiju figure 库 规程.指标 --year 2024 [选项]\n"
	"\n"
	"算一个指标：印出来的样子、准确的数、算法、分子分母；再打开到它所数的每条记录。\n"
	"\n"
	"  --year 年       统计年度（公历1月1日至12月31日）\n"
	"  --month 月      只看这一个月\n"
	"  --organ 单位    只看这个单位\n"
	"  --by organ      分单位；--by month 分月\n"
	"  --records       列出所数的记录\n"
	"  --json          输出JSON\n"
	"\n"
	"例：guiju figure 库 hotline.on_time_rate --year 2024 --by month\n"
	"与规程不符而据实补录的步骤，用 规程.deviations 查。\n";

struct counting {
	struct arena *arena;
	struct options options;
	struct desk *desk;
	struct figure_source source;
	const struct rule *rule;
	const struct indicator *indicator;
	struct figure_scope scope;
	int year;
	bool json;
	struct buf buf;
	struct jw w;
};

/* Every rule has it; none declares it. */
static const struct indicator *deviations(struct arena *arena)
{
	struct indicator *indicator = arena_make(arena, struct indicator, 1);

	indicator->name.text = STR("偏差");
	indicator->name.id = STR("deviations");
	indicator->unit = STR("步");
	indicator->kind = COUNT_DEVIATION;
	return indicator;
}

static bool find_indicator(struct counting *c, struct err *err)
{
	str rest = str_of(c->options.words[1]), procedure;

	if (!str_cut(&rest, STR("."), &procedure)) {
		err_set(err, ERR_INVALID, "figure.name", "要写成“规程.指标”，得到“%.80s”",
		        c->options.words[1]);
		return err_fix(err, "例如：hotline.accepted");
	}
	c->rule = library_newest(desk_world(c->desk)->library, procedure);
	if (c->rule == NULL)
		return err_set(err, ERR_UNKNOWN, "procedure.unknown", "没有采用“%.*s”这个规程",
		               PSTR(procedure));
	c->indicator = str_eq(rest, STR("deviations")) ? deviations(c->arena)
	                                               : model_indicator(c->rule, rest);
	if (c->indicator != NULL)
		return true;
	err_set(err, ERR_UNKNOWN, "indicator.unknown", "“%.*s”没有“%.*s”这个指标",
	        PSTR(c->rule->name.text), PSTR(rest));
	return err_fix(err, "用 guiju explain %.*s 查看有哪些指标", PSTR(c->rule->name.id));
}

static bool find_organ(struct counting *c, str name, struct err *err)
{
	bool found;

	c->scope.organ = people_organ_code(desk_world(c->desk)->people, name, &found);
	if (found)
		return true;
	err_set(err, ERR_UNKNOWN, "organ.unknown", "机构名录里没有“%.*s”", PSTR(name));
	return err_fix(err, "写机构的代码、名称或简称；用 guiju list %s organ 查看",
	               c->options.words[0]);
}

static bool read_scope(struct counting *c, struct err *err)
{
	const char *year = options_value(&c->options, "--year");
	const char *month = options_value(&c->options, "--month");
	const char *organ = options_value(&c->options, "--organ");
	int64_t y = 0, m = 0;

	if (year == NULL || !num_read_int(str_of(year), &y) || y < 1990 || y > 2149) {
		err_set(err, ERR_INVALID, "option.year", "要写明统计年度");
		return err_fix(err, "例如：--year 2024");
	}
	if (month != NULL && (!num_read_int(str_of(month), &m) || m < 1 || m > 12))
		return err_set(err, ERR_INVALID, "option.month", "--month 要写 1 至 12");
	c->year = (int)y;
	c->scope = month ? figure_month((int)y, (int)m) : figure_year((int)y);
	return organ == NULL || find_organ(c, str_of(organ), err);
}

static str printed(struct counting *c, const struct figure *figure)
{
	struct buf buf;

	buf_init(&buf, c->arena, 256);
	figure_print(&buf, figure);
	return buf_str(&buf);
}

static str exact(struct counting *c, const struct figure *figure, int64_t value)
{
	struct buf buf;

	buf_init(&buf, c->arena, 64);
	if (figure->money)
		num_write_decimal(&buf, value);
	else
		buf_int(&buf, value);
	return buf_str(&buf);
}

static void figure_json(struct counting *c, const struct figure *figure)
{
	if (figure->ratio) {
		jw_name_str(&c->w, STR("denominator"),
		            exact(c, &(struct figure){ 0 }, figure->below));
		jw_name_str(&c->w, STR("numerator"), exact(c, figure, figure->above));
	}
	jw_name_str(&c->w, STR("printed"), printed(c, figure));
	if (!figure->ratio)
		jw_name_str(&c->w, STR("value"), exact(c, figure, figure->value));
}

static void figure_text(struct counting *c, const struct figure *figure)
{
	const struct indicator *indicator = c->indicator;
	struct buf formula;

	buf_init(&formula, c->arena, RENDER_BYTES);
	render_count(&formula, indicator);
	buf_printf(&c->buf, "%.*s  %.*s.%.*s  %d年\n", PSTR(indicator->name.text),
	           PSTR(c->rule->name.id), PSTR(indicator->name.id), c->year);
	buf_printf(&c->buf, "  印作    %.*s%.*s\n", PSTR(printed(c, figure)),
	           PSTR(figure->ratio ? (str){ 0 } : indicator->unit));
	if (figure->ratio) {
		buf_printf(&c->buf, "  分子    %.*s  %.*s\n", PSTR(indicator->above->name.text),
		           PSTR(exact(c, figure, figure->above)));
		buf_printf(&c->buf, "  分母    %.*s  %lld\n", PSTR(indicator->below->name.text),
		           (long long)figure->below);
	} else {
		buf_printf(&c->buf, "  准确数  %.*s\n", PSTR(exact(c, figure, figure->value)));
	}
	buf_printf(&c->buf, "  算法    %.*s\n", PSTR(buf_str(&formula)));
	buf_printf(&c->buf, "  规程    %.*s 第%d行\n", PSTR(c->rule->name.text),
	           indicator->name.line);
}

/* ---- parts: by organ and by month ---- */

static bool add_part(struct counting *c, str name, const struct figure_scope *scope,
                     struct err *err)
{
	struct figure figure;

	if (!figure_compute(&c->source, c->rule, c->indicator, scope, &figure, err))
		return false;
	if (c->json) {
		jw_open(&c->w, '{');
		if (figure.ratio)
			figure_json(c, &figure);
		jw_name_str(&c->w, STR("of"), name);
		if (!figure.ratio)
			figure_json(c, &figure);
		jw_close(&c->w);
		return true;
	}
	buf_text(&c->buf, "    ");
	view_pad(&c->buf, name, 24);
	view_pad(&c->buf, printed(c, &figure), 12);
	if (figure.ratio)
		buf_printf(&c->buf, "%lld / %lld", (long long)figure.above,
		           (long long)figure.below);
	else
		buf_add(&c->buf, exact(c, &figure, figure.value));
	buf_byte(&c->buf, '\n');
	return true;
}

static bool by_month(struct counting *c, struct err *err)
{
	for (int month = 1; month <= 12; month++) {
		struct figure_scope scope = figure_month(c->year, month);

		scope.organ = c->scope.organ;
		if (!add_part(c, arena_printf(c->arena, "%d-%02d", c->year, month), &scope, err))
			return false;
	}
	return true;
}

static bool by_organ(struct counting *c, struct err *err)
{
	struct db_rows rows;
	str organs[1024];
	size_t count = 0;

	if (!db_ask(desk_db(c->desk), &rows,
	            "SELECT DISTINCT organ FROM cell WHERE procedure = ?1 AND day <= ?2 "
	            "ORDER BY organ",
	            VALUES(DB_TEXT(c->rule->name.id), DB_INT(c->scope.to)), err))
		return false;
	while (db_next(&rows) && count < countof(organs))
		organs[count++] = arena_copy(c->arena, db_text(&rows, 0));
	if (!db_done(&rows))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct figure_scope scope = c->scope;
		str name = organs[i].n ? people_organ_name(desk_world(c->desk)->people, organs[i])
		                       : STR("（无单位）");

		scope.organ = organs[i];
		if (organs[i].n > 0 && !add_part(c, name, &scope, err))
			return false;
	}
	return true;
}

/* ---- the records behind ---- */

static bool is_stock(const struct indicator *indicator)
{
	return indicator->kind == COUNT_STOCK || indicator->kind == COUNT_STOCK_SUM ||
	       indicator->kind == COUNT_STOCK_DISTINCT;
}

static void record_line(struct counting *c, const struct indicator *indicator, struct db_rows *rows)
{
	struct buf on;

	buf_init(&on, c->arena, 16);
	day_write(&on, (day)db_int(rows, 3));
	str name = arena_printf(c->arena, "%.*s/%lld", PSTR(c->rule->name.id),
	                        (long long)db_int(rows, 0));

	if (c->json) {
		jw_open(&c->w, '{');
		jw_name_int(&c->w, STR("count"), db_int(rows, 1));
		jw_name_str(&c->w, STR("day"), buf_str(&on));
		jw_name_str(&c->w, STR("indicator"), indicator->name.id);
		jw_name_str(&c->w, STR("number"), db_text(rows, 4));
		jw_name_str(&c->w, STR("record"), name);
		jw_name_int(&c->w, STR("sum"), db_int(rows, 2));
		jw_close(&c->w);
		return;
	}
	buf_text(&c->buf, "    ");
	view_pad(&c->buf, name, 22);
	view_pad(&c->buf, db_text(rows, 4), 30);
	buf_printf(&c->buf, "%.*s  %lld", PSTR(buf_str(&on)), (long long)db_int(rows, 1));
	if (indicator->kind == COUNT_SUM || indicator->kind == COUNT_STOCK_SUM)
		buf_printf(&c->buf, "  %lld", (long long)db_int(rows, 2));
	buf_byte(&c->buf, '\n');
}

static bool list_records(struct counting *c, const struct indicator *indicator, struct err *err)
{
	struct db_rows rows;
	day from = is_stock(indicator) || c->indicator->kind == COUNT_BALANCE ? INT32_MIN + 1
	                                                                      : c->scope.from;

	if (!c->json)
		buf_printf(&c->buf, "  %.*s 所数的记录：\n", PSTR(indicator->name.text));
	if (!db_ask(desk_db(c->desk), &rows,
	            "SELECT m.serial, sum(m.n), sum(m.v), max(m.day), coalesce(max(r.number), '') "
	            "FROM mark m LEFT JOIN record r ON r.procedure = m.procedure AND "
	            "r.serial = m.serial WHERE m.procedure = ?1 AND m.indicator = ?2 AND "
	            "m.day BETWEEN ?3 AND ?4 AND (?5 = '' OR m.organ = ?5) "
	            "GROUP BY m.serial HAVING sum(m.n) <> 0 ORDER BY m.serial",
	            VALUES(DB_TEXT(c->rule->name.id), DB_TEXT(indicator->name.id), DB_INT(from),
	                   DB_INT(c->scope.to),
	                   DB_TEXT(c->scope.organ.n ? c->scope.organ : STR(""))),
	            err))
		return false;
	while (db_next(&rows)) {
		record_line(c, indicator, &rows);
		if (!c->json && c->buf.n > (1 << 16)) {
			if (!options_print(buf_str(&c->buf), err))
				break;
			c->buf.n = 0;
		}
	}
	return db_done(&rows) && err->kind == ERR_NONE;
}

/* A computed figure opens to the records of what it is computed from. */
static bool open_records(struct counting *c, const struct indicator *indicator, struct err *err)
{
	switch (indicator->kind) {
	case COUNT_RATE:
	case COUNT_MEAN:
		return open_records(c, indicator->above, err) &&
		       open_records(c, indicator->below, err);
	case COUNT_BALANCE:
	case COUNT_ADD:
		for (size_t i = 0; i < indicator->item_count; i++)
			if (indicator->items[i].indicator != NULL &&
			    !open_records(c, indicator->items[i].indicator, err))
				return false;
		return true;
	default: return list_records(c, indicator, err);
	}
}

static bool write_parts(struct counting *c, struct err *err)
{
	const char *by = options_value(&c->options, "--by");
	bool ok = true;

	if (by == NULL)
		return true;
	if (c->json) {
		jw_name(&c->w, STR("by"));
		jw_open(&c->w, '[');
	}
	if (strcmp(by, "month") == 0)
		ok = by_month(c, err);
	else if (strcmp(by, "organ") == 0)
		ok = by_organ(c, err);
	else
		return err_set(err, ERR_INVALID, "option.by", "--by 只能是 organ 或 month");
	if (c->json)
		jw_close(&c->w);
	return ok;
}

static bool write_records(struct counting *c, struct err *err)
{
	if (!options_has(&c->options, "--records"))
		return true;
	if (c->json) {
		jw_name(&c->w, STR("records"));
		jw_open(&c->w, '[');
	}
	if (!open_records(c, c->indicator, err))
		return false;
	if (c->json)
		jw_close(&c->w);
	return true;
}

static bool write_json(struct counting *c, const struct figure *figure, struct err *err)
{
	struct buf formula;

	buf_init(&formula, c->arena, RENDER_BYTES);
	render_count(&formula, c->indicator);
	jw_open(&c->w, '{');
	if (!write_parts(c, err))
		return false;
	jw_name(&c->w, STR("figure"));
	jw_open(&c->w, '{');
	figure_json(c, figure);
	jw_close(&c->w);
	jw_name_str(&c->w, STR("formula"), buf_str(&formula));
	jw_name_str(&c->w, STR("indicator"), c->indicator->name.id);
	jw_name_str(&c->w, STR("name"), c->indicator->name.text);
	jw_name_str(&c->w, STR("procedure"), c->rule->name.id);
	if (!write_records(c, err))
		return false;
	jw_name_str(&c->w, STR("unit"), c->indicator->unit);
	jw_name_int(&c->w, STR("year"), c->year);
	jw_close(&c->w);
	buf_byte(&c->buf, '\n');
	return true;
}

static bool run_figure(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--year", OPTION_VALUE },   { "--month", OPTION_VALUE },
		{ "--organ", OPTION_VALUE },  { "--by", OPTION_VALUE },
		{ "--records", OPTION_FLAG }, { "--json", OPTION_FLAG },
	};
	struct counting c = { .arena = arena };
	struct figure figure;

	buf_init(&c.buf, arena, LIMIT_JSON_BYTES);
	jw_init(&c.w, &c.buf, true);
	if (!options_read(&c.options, arena, argc, argv, table, countof(table), 2, err) ||
	    !desk_open(arena, c.options.words[0], false, clock_real(), &c.desk, err) ||
	    !find_indicator(&c, err) || !read_scope(&c, err))
		return false;
	c.source = desk_figures(c.desk);
	c.json = options_has(&c.options, "--json");
	if (!figure_compute(&c.source, c.rule, c.indicator, &c.scope, &figure, err))
		return false;
	if (c.json) {
		if (!write_json(&c, &figure, err))
			return false;
	} else {
		figure_text(&c, &figure);
		if (!write_parts(&c, err) || !write_records(&c, err))
			return false;
	}
	return options_print(buf_str(&c.buf), err);
}

int cmd_figure(int argc, char **argv)
{
	return options_run(run_figure, figure_help, argc, argv);
}
