/* main.c -- guiju-verify: for anyone; needs no server, no database and no trust in us.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "format/json_write.h"
#include "verify/dir.h"
#include "verify/findings.h"
#include "verify/show.h"

#define KEYS_MAX 8
#define EXIT_USAGE 2
#define EXIT_BAD 6
#define EXIT_OUTPUT 75 /* the verdict could not be written */
#define ARENA_VERIFY ((size_t)512 << 20) /* a proof file, its fields and its text */

static const char usage[] =
	"用法：guiju-verify [--key 公钥] [--json] 文件或文件夹…\n"
	"      guiju-verify --consistency 旧检查点 [--key 公钥] [--json] 文件夹\n"
	"\n"
	"核验规矩（guiju）给出的证明文件，或导出的整本账本。不连网络，不用数据库。\n"
	"\n"
	"  --key 公钥           要求由此公钥签名（公布的公钥行，可写几次）\n"
	"  --consistency 文件   导出的账本必须是这个旧检查点的延续\n"
	"  --json               每个文件输出一行 JSON\n"
	"  --help               显示本说明\n"
	"\n"
	"退出码：0 核验通过；6 核验不通过；3 缺少文件；2 用法不对。\n"
	"格式见 docs/formats/proof.md 与 docs/formats/export.md。\n";

struct ask {
	str keys[KEYS_MAX];
	size_t key_count;
	const char *old_path;
	bool json;
	const char **files;
	size_t file_count;
};

static int main_usage(const char *why, const char *what)
{
	fprintf(stderr, "guiju-verify：%s%s\n\n%s", why, what, usage);
	return EXIT_USAGE;
}

static int main_fail(struct arena *arena, const struct ask *ask, const struct err *err)
{
	char text[2048];

	if (ask->json) {
		struct buf buf;
		struct jw w;

		buf_init(&buf, arena, 8192);
		jw_init(&w, &buf, false);
		jw_err(&w, err);
		fprintf(stderr, "%.*s\n", PSTR(buf_str(&buf)));
		return err_exit_code(err);
	}
	err_text(err, text, sizeof(text));
	fprintf(stderr, "guiju-verify：%s\n", text);
	return err_exit_code(err);
}

static int main_verdict(const struct findings *findings)
{
	return findings->count == 0 ? 0 : EXIT_BAD;
}

static int main_bundle(struct arena *arena, const struct ask *ask, const char *path)
{
	struct findings findings = { .arena = arena };
	struct err err = { .kind = ERR_NONE };
	struct show show = { arena, path, &findings, ask->key_count > 0 };
	struct bundle bundle = { .count = 0 };
	struct bundle_facts facts = { .national = false };
	str file;

	if (!file_read(arena, path, BUNDLE_BYTES_MAX, &file, &err))
		return main_fail(arena, ask, &err);
	if (!bundle_read(arena, file, &bundle, &err) ||
	    !bundle_check(arena, &bundle, &facts, &err)) {
		findings_err(&findings, NULL, &err);
	} else {
		struct note_key keys[2] = { facts.key, facts.key_sm3 };
		findings_keys(&findings, ask->keys, ask->key_count, keys, facts.national ? 2 : 1);
	}
	if (ask->json)
		show_bundle_json(&show, &bundle, &facts);
	else
		show_bundle(&show, &bundle, &facts);
	return main_verdict(&findings);
}

static int main_dir(struct arena *arena, const struct ask *ask, const char *path)
{
	struct findings findings = { .arena = arena };
	struct err err = { .kind = ERR_NONE };
	struct show show = { arena, path, &findings, ask->key_count > 0 };
	struct dir_facts facts;
	str old = STR("");

	if (ask->old_path != NULL && !file_read(arena, ask->old_path, (size_t)1 << 20, &old, &err))
		return main_fail(arena, ask, &err);
	if (!dir_verify(arena, str_of(path), old, &facts, &findings, &err)) {
		int code = main_fail(arena, ask, &err);
		return err.kind == ERR_INVALID ? EXIT_BAD : code; /* a key that is none */
	}
	findings_keys(&findings, ask->keys, ask->key_count, facts.keys, facts.key_count);
	if (ask->json)
		show_dir_json(&show, &facts);
	else
		show_dir(&show, &facts);
	return main_verdict(&findings);
}

static int main_file(const struct ask *ask, const char *path)
{
	struct arena *arena = arena_new(ARENA_VERIFY);
	int code = file_is_dir(path) ? main_dir(arena, ask, path) : main_bundle(arena, ask, path);

	arena_end(arena);
	return code;
}

/* Takes one option with its argument; false (and *used = 0) when it is not one. */
static bool main_option(struct ask *ask, char **args, int left, int *used)
{
	*used = 2;
	if (left >= 2 && strcmp(args[0], "--key") == 0 && ask->key_count < KEYS_MAX) {
		ask->keys[ask->key_count++] = str_trim(str_of(args[1]));
		return true;
	}
	if (left >= 2 && strcmp(args[0], "--consistency") == 0 && ask->old_path == NULL) {
		ask->old_path = args[1];
		return true;
	}
	*used = 1;
	if (strcmp(args[0], "--json") != 0)
		return false;
	ask->json = true;
	return true;
}

/* Reads the arguments; false (and *code is the exit code) when there is nothing to do. */
static bool main_ask(int count, char **args, struct ask *ask, int *code)
{
	int used;

	for (int i = 1; i < count; i += used) {
		used = 1;
		if (strcmp(args[i], "--help") == 0) {
			*code = fputs(usage, stdout) < 0;
			return false;
		}
		if (strncmp(args[i], "--", 2) != 0) {
			ask->files[ask->file_count++] = args[i];
		} else if (!main_option(ask, args + i, count - i, &used)) {
			*code = main_usage("不认识的选项，或缺少参数：", args[i]);
			return false;
		}
	}
	if (ask->file_count == 0)
		*code = main_usage("请给出要核验的文件或文件夹", "");
	else if (ask->old_path != NULL && (ask->file_count != 1 || !file_is_dir(ask->files[0])))
		*code = main_usage("--consistency 需要一个导出的文件夹", "");
	return *code == 0;
}

int main(int count, char **args)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct ask ask = { .files = arena_make(arena, const char *, (size_t)count) };
	int code = 0;

	file_fill_standard();
	if (main_ask(count, args, &ask, &code)) {
		for (size_t i = 0; i < ask.file_count; i++) {
			int one = main_file(&ask, ask.files[i]);
			if (code != EXIT_BAD && one != 0) /* a failed proof outweighs the rest */
				code = one;
		}
	}
	if (fflush(stdout) != 0 && code == 0)
		code = EXIT_OUTPUT;
	arena_end(arena);
	return code;
}
