/* outside.c -- lies told to those outside: in an exported ledger, in the proof of a record.
 *
 * A small national store is exported and its first record proved; each file
 * outside/NAME.tamper changes a copy, and guiju-verify must end with 6 and name it:
 *
 *     # words for the reader
 *     flip FILE OFFSET     turns one bit of a byte (counted from the end when negative)
 *     remove FILE          takes the file away
 *     write FILE TEXT      puts other bytes in its place
 *     change FILE OLD NEW  the first OLD becomes NEW (no spaces in them)
 *     swap FILE A B        lines A and B (from 0; from the end when negative) change places
 *     drop FILE A          line A goes
 *     older FILE           the file becomes what it was in an older export
 *     exit CODE            another exit code than 6
 *     told TEXT            in which words; may stand more than once
 *
 * FILE is out/... or record.proof; the last component @ is the first file of its folder.
 * What was changed last is what is verified. After the files comes a sweep of single bits.
 *
 *     outside VERIFIER [FILE.tamper...]
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_MALLOC
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/erase.h"
#include "hall.h"
#include "ledger/export.h"
#include "ledger/prove.h"
#include "verify/dir.h"
#include "verify/findings.h"
#include <sys/wait.h>

#define SWEEP_ROUNDS 300
#define SWEEP_SEED UINT64_C(20240305)
#define HEARD 65536
#define FILE_MOST ((size_t)16 << 20)

struct outside {
	struct arena *arena;
	const char *verifier;
	struct hall hall;
	char copy[80];
	char heard[HEARD];
	int passed, failed;
};

static bool run_shell(struct outside *run, const char *command)
{
	(void)run;
	return system(command) == 0;
}

static bool fresh_copy(struct outside *run)
{
	const char *from = run->hall.folder;

	return run_shell(run, arena_printf(run->arena, "rm -rf '%s' && mkdir '%s' && "
	                                   "cp -r '%s/out' '%s/record.proof' '%s'", run->copy,
	                                   run->copy, from, from, run->copy).at);
}

/* ---- the export and the proof ---- */

static bool export_to(struct outside *run, const char *name)
{
	str folder = arena_printf(run->arena, "%s/%s", run->hall.folder, name);
	struct export_count counted;

	return export_write(run->arena, desk_ledger(run->hall.desk), folder.at, NULL, &counted,
	                    &run->hall.err);
}

static bool prove_first(struct outside *run)
{
	str path = arena_printf(run->arena, "%s/record.proof", run->hall.folder);
	const struct prove_ask ask = { STR("hall"), 1, true };
	struct err *err = &run->hall.err;
	struct bundle bundle;
	str file;

	return prove_record(run->arena, desk_ledger(run->hall.desk), &ask, &bundle, err) &&
	       bundle_write(run->arena, &bundle, &file, err) &&
	       file_write(path.at, file, 0600, err);
}

static bool make_all(struct outside *run)
{
	struct hall *hall = &run->hall;
	struct erase erase = { .procedure = STR("hall"), .serial = 2, .person = STR("admin"),
		               .basis = STR("《个人信息保护法》第四十七条") };
	int64_t events;

	if (!hall_open(hall, true) || !hall_first_case(hall) || !export_to(run, "older"))
		return false;
	hall_at(hall, "2024-03-25T09:00");
	return hall_keyed_case(hall) && hall_more_cases(hall) &&
	       erase_record(hall->desk, &erase, &events, &hall->err) &&
	       desk_seal(hall->desk, &hall->err) && export_to(run, "out") && prove_first(run);
}

/* ---- directives ---- */

static const char *path_of(struct outside *run, str name)
{
	str path = arena_printf(run->arena, "%s/%.*s", run->copy, PSTR(name));
	struct err err = { 0 };
	str *names;
	size_t count;

	if (!str_ends(path, STR("/@")))
		return path.at;
	str folder = arena_copy(run->arena, str_sub(path, 0, path.n - 2));

	if (!file_list(run->arena, folder.at, "", &names, &count, &err) || count == 0)
		abort();
	return arena_printf(run->arena, "%.*s/%.*s", PSTR(folder), PSTR(names[0])).at;
}

static bool put_bytes(const char *path, str bytes)
{
	FILE *file = fopen(path, "wb");
	bool good = file != NULL && fwrite(bytes.at, 1, bytes.n, file) == bytes.n;

	return file != NULL && fclose(file) == 0 && good;
}

static bool get_bytes(struct outside *run, const char *path, str *bytes)
{
	struct err err = { 0 };

	return file_read(run->arena, path, FILE_MOST, bytes, &err);
}

static bool tell_flip(struct outside *run, const char *path, str offset)
{
	int64_t at;
	str bytes;

	if (!num_read_int(offset, &at) || !get_bytes(run, path, &bytes))
		return false;
	if (at < 0)
		at += (int64_t)bytes.n;
	if (at < 0 || at >= (int64_t)bytes.n)
		return false;
	char *changed = arena_cstr(run->arena, bytes);

	changed[at] = (char)(changed[at] ^ 1);
	return put_bytes(path, (str){ changed, bytes.n });
}

static bool tell_change(struct outside *run, const char *path, str old, str new)
{
	str bytes;

	if (!get_bytes(run, path, &bytes) || str_find(bytes, old) < 0)
		return false;
	size_t at = (size_t)str_find(bytes, old);
	str all = arena_printf(run->arena, "%.*s%.*s%.*s", (int)at, bytes.at, PSTR(new),
	                       PSTR(str_sub(bytes, at + old.n, bytes.n)));

	return put_bytes(path, all);
}

/* Lines `a` and `b` change places; when they are the same line, it goes. */
static bool tell_lines(struct outside *run, const char *path, int64_t a, int64_t b)
{
	str bytes, rest, lines[512];
	int64_t count = 0;
	struct buf buf;

	if (!get_bytes(run, path, &bytes))
		return false;
	for (rest = bytes; rest.n > 0 && count < (int64_t)countof(lines); count++)
		(void)str_cut(&rest, STR("\n"), &lines[count]);
	a += a < 0 ? count : 0;
	b += b < 0 ? count : 0;
	if (a < 0 || b < 0 || a >= count || b >= count)
		return false;
	str line = lines[a];

	lines[a] = lines[b];
	lines[b] = line;
	buf_init(&buf, run->arena, FILE_MOST);
	for (int64_t i = 0; i < count; i++)
		if (a != b || i != a)
			buf_printf(&buf, "%.*s\n", PSTR(lines[i]));
	return put_bytes(path, buf_str(&buf));
}

static bool tell_older(struct outside *run, const char *path, str name)
{
	str bytes, from = arena_printf(run->arena, "%s/older%.*s", run->hall.folder,
	                               PSTR(str_sub(name, 3, name.n)));

	return get_bytes(run, from.at, &bytes) && put_bytes(path, bytes);
}

static bool tell_one(struct outside *run, str word, str name, str rest)
{
	const char *path = path_of(run, name);
	int64_t a, b;
	str first;

	if (str_eq(word, STR("remove")))
		return unlink(path) == 0;
	if (str_eq(word, STR("older")))
		return tell_older(run, path, name);
	if (str_eq(word, STR("flip")))
		return tell_flip(run, path, rest);
	if (str_eq(word, STR("write")))
		return put_bytes(path, rest);
	(void)str_cut(&rest, STR(" "), &first);
	if (str_eq(word, STR("change")))
		return tell_change(run, path, first, rest);
	if (str_eq(word, STR("drop")))
		return num_read_int(first, &a) && tell_lines(run, path, a, a);
	return str_eq(word, STR("swap")) && num_read_int(first, &a) &&
	       num_read_int(rest, &b) && tell_lines(run, path, a, b);
}

/* One lie, and how its telling must end. */
struct lie {
	str told[8];
	size_t told_count;
	int64_t code;
	const char *target; /* "out" or "record.proof" */
};

static bool read_lie(struct outside *run, str text, struct lie *lie)
{
	str line, word, name;

	*lie = (struct lie){ .code = 6 };
	while (text.n > 0) {
		(void)str_cut(&text, STR("\n"), &line);
		if (line.n == 0 || line.at[0] == '#')
			continue;
		(void)str_cut(&line, STR(" "), &word);
		if (str_eq(word, STR("told")) && lie->told_count < countof(lie->told)) {
			lie->told[lie->told_count++] = line;
		} else if (str_eq(word, STR("exit"))) {
			if (!num_read_int(line, &lie->code))
				return false;
		} else {
			(void)str_cut(&line, STR(" "), &name);
			lie->target = str_starts(name, STR("out/")) ? "out" : "record.proof";
			if (!tell_one(run, word, name, line)) {
				printf("  cannot tell: %.*s %.*s\n", PSTR(word), PSTR(name));
				return false;
			}
		}
	}
	return lie->target != NULL && lie->told_count > 0;
}

/* ---- the verifier ---- */

static int verified(struct outside *run, const char *target)
{
	str command = arena_printf(run->arena, "'%s' '%s/%s' 2>&1", run->verifier, run->copy,
	                           target);
	FILE *pipe = popen(command.at, "r");

	if (pipe == NULL)
		return -1;
	size_t n = fread(run->heard, 1, HEARD - 1, pipe);
	int status = pclose(pipe);

	run->heard[n] = '\0';
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void count(struct outside *run, bool good, str name)
{
	run->passed += good;
	run->failed += !good;
	if (!good)
		printf("  FAILED %.*s; told:\n%s", PSTR(name), run->heard);
}

static void run_lie(struct outside *run, const char *path, str name)
{
	struct arena_mark mark = arena_mark(run->arena);
	struct err err = { 0 };
	struct lie lie;
	str text;
	bool good;

	run->heard[0] = '\0';
	good = file_read(run->arena, path, (size_t)1 << 20, &text, &err) && fresh_copy(run) &&
	       read_lie(run, text, &lie) && verified(run, lie.target) == lie.code;
	for (size_t i = 0; good && i < lie.told_count; i++) {
		good = strstr(run->heard, arena_cstr(run->arena, lie.told[i])) != NULL;
		if (!good)
			printf("  not told: %.*s\n", PSTR(lie.told[i]));
	}
	count(run, good, name);
	arena_rewind(run->arena, mark);
}

static void run_folder(struct outside *run)
{
	str folder = arena_printf(run->arena, "%.*s/tests/tamper/outside",
	                          PSTR(file_home(run->arena)));
	struct err err = { 0 };
	str *names;
	size_t found;

	if (!file_list(run->arena, folder.at, ".tamper", &names, &found, &err))
		abort();
	for (size_t i = 0; i < found; i++)
		run_lie(run, arena_printf(run->arena, "%.*s/%.*s", PSTR(folder), PSTR(names[i])).at,
		        names[i]);
}

/* ---- the sweep ---- */

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 33;
}

static bool proof_holds(struct arena *arena, str file)
{
	struct err err = { 0 };
	struct bundle bundle;
	struct bundle_facts facts;

	return bundle_read(arena, file, &bundle, &err) &&
	       bundle_check(arena, &bundle, &facts, &err);
}

static bool export_holds(struct arena *arena, const char *folder)
{
	struct findings findings = { .arena = arena };
	struct err err = { 0 };
	struct dir_facts facts;

	return dir_verify(arena, str_of(folder), STR(""), &facts, &findings, &err) &&
	       findings.count == 0;
}

static bool target_holds(struct outside *run, const char *name)
{
	struct arena *arena = arena_new((size_t)256 << 20);
	str path = arena_printf(arena, "%s/%s", run->copy, name), file;
	struct err err = { 0 };
	bool holds = strcmp(name, "out") == 0
	                     ? export_holds(arena, path.at)
	                     : file_read(arena, path.at, FILE_MOST, &file, &err) &&
	                               proof_holds(arena, file);

	arena_end(arena);
	return holds;
}

/* One bit of one file, and back. */
static void sweep_round(struct outside *run, const char *target, str name, uint64_t *state)
{
	struct arena_mark mark = arena_mark(run->arena);
	const char *path = path_of(run, name);
	str was;

	if (!get_bytes(run, path, &was) || was.n == 0)
		abort();
	char *changed = arena_cstr(run->arena, was);
	size_t at = next_random(state) % was.n;

	changed[at] = (char)(changed[at] ^ (1 << next_random(state) % 8));
	if (!put_bytes(path, (str){ changed, was.n }))
		abort();
	snprintf(run->heard, sizeof(run->heard), "byte %zu is not noticed\n", at);
	count(run, !target_holds(run, target), name);
	if (!put_bytes(path, was))
		abort();
	arena_rewind(run->arena, mark);
}

static void sweep(struct outside *run)
{
	static const char *const files[] = {
		"out/checkpoint", "out/checkpoint.sm3", "out/verifier.key", "out/events.jsonl",
		"out/tile/0/000", "out/tile/0/001.p/@", "out/tile/1/000.p/@",
		"out/tile/entries/000", "out/tile/entries/001.p/@", "out/tile.sm3/0/000",
		"out/rules/@", "out/calendars/@",
	};
	uint64_t state = SWEEP_SEED;

	if (!fresh_copy(run))
		abort();
	for (int i = 0; i < SWEEP_ROUNDS; i++) {
		sweep_round(run, "record.proof", STR("record.proof"), &state);
		if (i % 3 == 0)
			sweep_round(run, "out", str_of(files[(size_t)i / 3 % countof(files)]),
			            &state);
	}
	count(run, target_holds(run, "record.proof") && target_holds(run, "out"),
	      STR("sweep: all is as before"));
}

int main(int argc, char **argv)
{
	struct outside *run = calloc(1, sizeof(*run));

	if (run == NULL || argc < 2)
		return 2;
	run->arena = arena_new((size_t)1 << 30);
	run->verifier = argv[1];
	if (!make_all(run)) {
		printf("outside: not made: %s %s\n", run->hall.err.what, run->hall.err.detail);
		return 1;
	}
	snprintf(run->copy, sizeof(run->copy), "%s.copy", run->hall.folder);
	count(run, fresh_copy(run) && verified(run, "out") == 0, STR("the export"));
	count(run, verified(run, "record.proof") == 0, STR("the proof"));
	for (int i = 2; i < argc; i++)
		run_lie(run, argv[i], str_of(argv[i]));
	if (argc == 2) {
		run_folder(run);
		sweep(run);
	}
	hall_close(&run->hall);
	if (!hall_remove(run->copy) || !hall_remove(run->hall.folder))
		run->failed++;
	printf("tamper outside: %d passed, %d failed, 0 skipped\n", run->passed, run->failed);
	arena_end(run->arena);
	int code = run->failed > 0;

	free(run);
	return code;
}
