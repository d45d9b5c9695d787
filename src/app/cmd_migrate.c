/* cmd_migrate.c -- `guiju migrate`: an office moves to another store, with the same log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"

#include "app/options.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/str.h"
#include "engine/move.h"

static const char help[] =
	"用法：guiju migrate 旧库 新库 [--database postgresql://…] [--without-keys]\n"
	"\n"
	"把旧库的全部内容搬到一个新的库：总账、各表、材料、签名的树头和密钥。写明数据库地址\n"
	"则各表放在 PostgreSQL 里，不写则放在新库的文件夹里（SQLite）。新库由其内容重新核对\n"
	"总账、与旧库同根之后才出现。旧库不变；搬完后请不要再写旧库。\n"
	"\n"
	"  --database 地址   新库各表所在的 PostgreSQL 数据库\n"
	"  --without-keys    不带签名密钥：新库只能读\n";

static bool run_migrate(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = { { "--database", OPTION_VALUE },
		                                  { "--without-keys", OPTION_FLAG } };
	struct options o;
	struct move move = { 0 };

	if (!options_read(&o, arena, argc, argv, table, countof(table), 2, err))
		return false;
	move.from = o.words[0];
	move.to = o.words[1];
	move.database = options_value(&o, "--database");
	move.without_keys = options_has(&o, "--without-keys");
	if (!move_store(arena, &move, err))
		return false;
	str root = codec_base64(arena, digest_bytes(&move.root));

	return options_print(
		arena_printf(arena,
	                     "搬到了 %s：%lld 件事件，%lld 行，%lld 个文件，总账同根 %.*s\n"
	                     "旧库 %s 还在；请不要再写它\n",
	                     move.to, (long long)move.events, (long long)move.rows,
	                     (long long)move.files, PSTR(root), move.from),
		err);
}

int cmd_migrate(int argc, char **argv)
{
	return options_run(run_migrate, help, argc, argv);
}
