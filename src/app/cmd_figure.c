/* cmd_figure.c -- `guiju figure`: an indicator's value, its formula, and the records behind it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/figure_records.h"
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
	"  --by organ      分单位；--by month 分月；--by 分项 按统计分项\n"
	"  --records       列出所数的记录\n"
	"  --json          输出JSON\n"
	"\n"
	"例：guiju figure 库 hotline.on_time_rate --year 2024 --by month\n"
	"与规程不符而据实补录的步骤，用 规程.deviations 查。\n"
	"报送的数（别的系统报来的）会注明，--records 列出各来源最近一次报的。\n";

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

static str operand_name(struct counting *c, const struct operand *of)
{
	struct buf buf;

	buf_init(&buf, c->arena, 512);
	render_operand(&buf, of);
	return buf_str(&buf);
}

static void figure_text(struct counting *c, const struct figure *figure)
{
	const struct indicator *indicator = c->indicator;
	struct buf formula;

	buf_init(&formula, c->arena, RENDER_BYTES);
	render_count(&formula, indicator);
	buf_printf(&c->buf, "%.*s  %.*s.%.*s  %d年\n", PSTR(indicator->name.text),
	           PSTR(c->rule->name.id), PSTR(indicator->name.id), c->year);
	buf_printf(&c->buf, "  印作    %.*s%.*s%s\n", PSTR(printed(c, figure)),
	           PSTR(figure->ratio ? (str){ 0 } : indicator->unit),
	           figure->attested ? "（报送）" : "");
	if (figure->ratio) {
		buf_printf(&c->buf, "  分子    %.*s  %.*s\n",
		           PSTR(operand_name(c, &indicator->above)),
		           PSTR(exact(c, figure, figure->above)));
		buf_printf(&c->buf, "  分母    %.*s  %lld\n",
		           PSTR(operand_name(c, &indicator->below)), (long long)figure->below);
	} else {
		buf_printf(&c->buf, "  准确数  %.*s\n", PSTR(exact(c, figure, figure->value)));
	}
	buf_printf(&c->buf, "  算法    %.*s\n", PSTR(buf_str(&formula)));
	buf_printf(&c->buf, "  规程    %.*s 第%d行\n", PSTR(c->rule->name.text),
	           indicator->name.line);
}

/* ---- parts: by organ, by month, by option ---- */

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

/* Options in their order, and the whole. */
static bool by_option(struct counting *c, struct err *err)
{
	const struct field *split = c->rule->split;
	struct figure_scope scope = c->scope;

	if (split == NULL) {
		err_set(err, ERR_INVALID, "figure.not_split", "规程“%.*s”没有统计分项",
		        PSTR(c->rule->name.text));
		return err_fix(err, "在规程文件头写“统计分项  字段”后才能分项");
	}
	for (size_t i = 0; i < split->option_count; i++) {
		scope.key = split->options[i].name.id;
		if (!add_part(c, split->options[i].name.text, &scope, err))
			return false;
	}
	return add_part(c, STR("总计"), &c->scope, err);
}

/* ---- all of it ---- */

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
	else if (strcmp(by, "分项") == 0 || strcmp(by, "split") == 0)
		ok = by_option(c, err);
	else
		return err_set(err, ERR_INVALID, "option.by",
		               "--by 只能是 organ、month 或 分项（split）");
	if (c->json)
		jw_close(&c->w);
	return ok;
}

static bool write_records(struct counting *c, struct err *err)
{
	struct figure_records_list list = { .arena = c->arena,
		                            .desk = c->desk,
		                            .source = &c->source,
		                            .rule = c->rule,
		                            .buf = &c->buf,
		                            .w = c->json ? &c->w : NULL };

	if (!options_has(&c->options, "--records"))
		return true;
	if (c->json) {
		jw_name(&c->w, STR("records"));
		jw_open(&c->w, '[');
	}
	if (!figure_records(&list, (struct figure_of){ c->rule, c->indicator }, c->scope, err))
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
	jw_name(&c->w, STR("attested"));
	jw_bool(&c->w, figure->attested);
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
