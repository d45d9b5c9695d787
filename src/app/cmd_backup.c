/* cmd_backup.c -- `guiju backup` and `guiju restore`: a store copied while in use, and put back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <unistd.h>

#include "app/cmd.h"
#include "app/options.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/inspect.h"
#include "format/json_write.h"
#include "keep/backup.h"
#include "keep/restore.h"

static const char backup_help[] =
	"用法：guiju backup 库 文件夹 [--with-keys] [--without-papers] [--quick] [--json]\n"
	"\n"
	"把库备份到一个新的文件夹。库可以正在使用（guiju serve 不必停）：备份的是某一刻的样子。\n"
	"副本当场核对，列出每个文件的摘要（SHA256SUMS、manifest.json）；中断的备份不会留下\n"
	"看似完整的文件夹。恢复：guiju restore。\n"
	"\n"
	"  --with-keys       连同 keys/ 里的密钥。谁拿到这样的备份，谁就能冒名签名：须加密保存。\n"
	"                    不写则不含密钥；请另外离线保存一份 keys/\n"
	"  --without-papers  不含材料（files/）。这样的备份恢复后缺材料，只宜作补充\n"
	"  --quick           副本只核对总账和签名，不重建各表\n"
	"  --json            以 JSON 输出\n";

static const char restore_help[] =
	"用法：guiju restore 备份 库 [--known 检查点]... [--same-log] [选项]\n"
	"\n"
	"由 guiju backup 做的备份恢复出一个库（新的文件夹），逐个文件比对摘要，再核对一遍。\n"
	"\n"
	"备份不知道它之后又办过什么。所以恢复出的库记的是一本新账：新的名称、新的签名密钥，第一件\n"
	"事件写明续自哪一本账的第几条、已知丢了几条；从前公布的检查点因此对得出分叉\n"
	"（guiju-verify --consistency）。只有出示最后公布的检查点、证明没有丢失，且有原来的密钥，\n"
	"才可以用 --same-log 续记原来的账（例如停机后搬到另一台机器）。\n"
	"\n"
	"  --known 检查点      别处保存的检查点，或旧库的文件夹；可以写几次\n"
	"  --same-log          续记原来的账；丢了东西则拒绝\n"
	"  --keys 文件夹       另存的 keys/（备份不含密钥时要用）\n"
	"  --without-accounts  账号的密钥已丢失：账号全部作废，恢复后重新邀请；任职不变\n"
	"  --as 人员           谁恢复的（不写则为 restore）\n"
	"  --reason 理由       为什么恢复，记入总账\n"
	"  --quick             只核对总账和签名，不重建各表\n"
	"  --json              以 JSON 输出\n";

/* ---- what both say ---- */

static void tell_fault(void *with, const char *code, const char *text)
{
	(void)with;
	fprintf(stderr, "  %s（%s）\n", text, code);
}

static const struct inspect_listener listener = { .fault = tell_fault };

static void put_manifest(struct jw *w, const struct manifest *manifest)
{
	char hex[65];

	digest_hex(manifest->digest, hex);
	jw_name_str(w, STR("made"), manifest->made);
	jw_name_str(w, STR("manifest"), str_of(hex));
	jw_name_int(w, STR("files"), (int64_t)manifest->file_count);
	jw_name(w, STR("keys"));
	jw_bool(w, manifest->keys);
	jw_name(w, STR("papers"));
	jw_bool(w, manifest->papers);
}

/* ---- backup ---- */

static str backup_text(struct arena *arena, const char *target, const struct backup_done *done)
{
	const struct manifest *m = &done->manifest;
	struct buf buf;
	char hex[65];

	digest_hex(m->digest, hex);
	buf_init(&buf, arena, 8192);
	buf_printf(&buf, "备份好了 %s：总账 %.*s，%lld 条（已签名到第 %lld 条），核对通过\n",
	           target, PSTR(m->origin), (long long)m->events, (long long)m->signed_events);
	buf_printf(&buf, "  %zu 个文件，%lld 字节；清单 manifest.json 的摘要 %s\n", m->file_count,
	           (long long)done->bytes, hex);
	buf_printf(&buf, m->papers ? "  含材料 %lld 份\n" : "  不含材料（%lld 份没有备份）\n",
	           (long long)done->papers);
	buf_text(&buf, m->keys ? "  含密钥：须加密保存，谁拿到谁就能签名\n"
	                       : "  不含密钥（keys/）：请另外离线保存一份\n");
	return buf_str(&buf);
}

static str backup_json(struct arena *arena, const struct backup_done *done)
{
	const struct manifest *m = &done->manifest;
	struct buf buf;
	struct jw w;

	buf_init(&buf, arena, 8192);
	jw_init(&w, &buf, false);
	jw_open(&w, '{');
	jw_name_str(&w, STR("origin"), m->origin);
	jw_name_int(&w, STR("events"), m->events);
	jw_name_int(&w, STR("signed"), m->signed_events);
	jw_name_str(&w, STR("root"), m->root);
	put_manifest(&w, m);
	jw_name_int(&w, STR("bytes"), done->bytes);
	jw_close(&w);
	buf_byte(&buf, '\n');
	return buf_str(&buf);
}

static bool run_backup(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--with-keys", OPTION_FLAG },
		{ "--without-papers", OPTION_FLAG },
		{ "--quick", OPTION_FLAG },
		{ "--json", OPTION_FLAG },
	};
	struct backup_done done;
	struct options o;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 2, err))
		return false;
	struct backup_ask ask = {
		.store = o.words[0],
		.target = o.words[1],
		.keys = options_has(&o, "--with-keys"),
		.papers = !options_has(&o, "--without-papers"),
		.quick = options_has(&o, "--quick"),
		.clock = clock_real(),
		.listener = &listener,
	};

	if (!backup_write(arena, &ask, &done, err))
		return false;
	return options_print(options_has(&o, "--json") ? backup_json(arena, &done)
	                                               : backup_text(arena, ask.target, &done),
	                     err);
}

int cmd_backup(int argc, char **argv)
{
	return options_run(run_backup, backup_help, argc, argv);
}

/* ---- restore ---- */

static str restore_text(struct arena *arena, const char *store, const struct restore_done *done)
{
	const struct manifest *m = &done->manifest;
	struct buf buf;

	buf_init(&buf, arena, 8192);
	buf_printf(&buf, "恢复好了 %s：%.*s 的备份，核对通过\n", store, PSTR(m->made));
	if (!done->new_log) {
		buf_printf(&buf, "  续记原来的账 %.*s，共 %lld 条\n", PSTR(done->origin),
		           (long long)done->events);
	} else {
		buf_printf(&buf, "  这是一本新账 %.*s：续自 %.*s 的前 %lld 条\n",
		           PSTR(done->origin), PSTR(m->origin), (long long)m->events);
		if (done->lost > 0)
			buf_printf(&buf,
			           "  备份是旧的：已公布到第 %lld 条，其后的 %lld 条丢失了，"
			           "须照原件补办\n",
			           (long long)done->known, (long long)done->lost);
		else if (done->lost < 0)
			buf_text(&buf, "  备份之后又办过什么，这里不知道："
			               "请与各单位核对，缺的补办\n");
		buf_text(&buf, "  请公布新的 verifier.key，并说明新账续自旧账；"
		               "程序用的密钥（API key）已全部撤销\n");
	}
	if (!m->papers)
		buf_text(&buf, "  备份不含材料：请把 files/ 从别处补齐，再用 guiju verify 核对\n");
	return buf_str(&buf);
}

static str restore_json(struct arena *arena, const struct restore_done *done)
{
	struct buf buf;
	struct jw w;

	buf_init(&buf, arena, 8192);
	jw_init(&w, &buf, false);
	jw_open(&w, '{');
	jw_name_str(&w, STR("origin"), done->origin);
	jw_name_int(&w, STR("events"), done->events);
	jw_name(&w, STR("new_log"));
	jw_bool(&w, done->new_log);
	jw_name_str(&w, STR("continues"), done->manifest.origin);
	jw_name_int(&w, STR("size"), done->manifest.events);
	jw_name_int(&w, STR("known"), done->known);
	jw_name_int(&w, STR("lost"), done->lost);
	put_manifest(&w, &done->manifest);
	jw_close(&w);
	buf_byte(&buf, '\n');
	return buf_str(&buf);
}

static bool add_heads(const struct options *o, struct restore_ask *ask, struct err *err)
{
	const char *path;

	while ((path = options_nth(o, "--known", ask->head_count)) != NULL) {
		if (ask->head_count == RESTORE_HEADS - 1)
			return err_set(err, ERR_LIMIT, "restore.heads", "--known 最多写 %d 次",
			               RESTORE_HEADS - 1);
		ask->heads[ask->head_count++] = path;
	}
	return true;
}

static bool run_restore(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--known", OPTION_MANY },   { "--same-log", OPTION_FLAG },
		{ "--keys", OPTION_VALUE },   { "--without-accounts", OPTION_FLAG },
		{ "--as", OPTION_VALUE },     { "--reason", OPTION_VALUE },
		{ "--quick", OPTION_FLAG },   { "--json", OPTION_FLAG },
	};
	struct restore_done done;
	struct options o;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 2, err))
		return false;
	struct restore_ask ask = {
		.backup = o.words[0],
		.store = o.words[1],
		.keys = options_value(&o, "--keys"),
		.same_log = options_has(&o, "--same-log"),
		.without_accounts = options_has(&o, "--without-accounts"),
		.quick = options_has(&o, "--quick"),
		.person = str_of(options_value(&o, "--as")),
		.reason = str_of(options_value(&o, "--reason")),
		.clock = clock_real(),
		.listener = &listener,
	};

	if (ask.person.n == 0)
		ask.person = STR("restore");
	if (!add_heads(&o, &ask, err) || !restore_make(arena, &ask, &done, err))
		return false;
	return options_print(options_has(&o, "--json") ? restore_json(arena, &done)
	                                               : restore_text(arena, ask.store, &done),
	                     err);
}

int cmd_restore(int argc, char **argv)
{
	return options_run(run_restore, restore_help, argc, argv);
}
