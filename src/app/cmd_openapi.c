/* cmd_openapi.c -- `guiju openapi`: the contract of the server over a store, printed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/openapi.h"
#include "serve/table.h"

static const char openapi_help[] =
	"用法：guiju openapi 库 [--on 日期]\n"
	"\n"
	"印出接口的约定（OpenAPI 3.1）：地址表里的每个操作，和施行的每个规程的字段、步骤。\n"
	"与 guiju serve 的 /api/v1/openapi.json 相同。\n"
	"\n"
	"  --on 日期   那一天施行的规程（不写则今天）\n"
	"\n"
	"例：guiju openapi 库 > openapi.json\n";

static bool run_openapi(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = { { "--on", OPTION_VALUE } };
	struct clock clock = clock_real();
	struct openapi_of of = { .on = day_at(clock_now(&clock)) };
	struct options options;
	struct desk *desk;
	struct buf buf;

	if (!options_read(&options, arena, argc, argv, table, countof(table), 1, err))
		return false;
	const char *on = options_value(&options, "--on");

	if (on != NULL && !day_read(str_of(on), &of.on)) {
		err_set(err, ERR_INVALID, "option.on", "“%.40s”不是日期", on);
		return err_fix(err, "写年-月-日，例如：--on 2024-06-03");
	}
	if (!desk_open(arena, options.words[0], false, clock, &desk, err))
		return false;
	of.routes = table_routes(&of.route_count);
	of.library = desk_world(desk)->library;
	of.city = desk_setting(desk, "name");
	buf_init(&buf, arena, OPENAPI_BYTES);
	openapi_write(&buf, &of);
	return options_print(buf_str(&buf), err);
}

int cmd_openapi(int argc, char **argv)
{
	return options_run(run_openapi, openapi_help, argc, argv);
}
