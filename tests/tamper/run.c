/* run.c -- every lie of this folder told to a copy of a small store; each must be named.
 *
 * A file NAME.tamper has one directive a line:
 *
 *     # words for the reader
 *     sql TEXT            changes the database by the library, behind the program's back
 *     flip FILE OFFSET    turns one bit of a byte (counted from the end when negative)
 *     remove FILE         takes the file away
 *     write FILE TEXT     puts other bytes in its place
 *     checkpoint SIZE     puts the signed head of that size back as the newest
 *     code CODE           what must be told ...
 *     told TEXT           ... and in which words (may stand more than once)
 *
 * FILE is below the store; `files/@` is the first paper. After the files comes a sweep:
 * single bits of random rows of the log, by a fixed seed.
 *
 *     run [FILE.tamper...]
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_MALLOC
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/inspect.h"
#include "hall.h"
#include <sqlite3.h>

#define SWEEP_ROUNDS 200
#define SWEEP_SEED UINT64_C(20240304)
#define HEARD 65536

struct heard {
	char text[HEARD];
	size_t n;
};

struct tamper {
	struct arena *arena;
	char whole[64]; /* the store that no lie touches */
	char copy[80];
	struct heard heard;
	int passed, failed, skipped;
};

static void hear(void *with, const char *code, const char *text)
{
	struct heard *heard = with;
	int n = snprintf(heard->text + heard->n, HEARD - heard->n, "%s %s\n", code, text);

	heard->n += (size_t)n < HEARD - heard->n ? (size_t)n : 0;
}

/* Examines the copy; -1 when that was not possible. */
static int64_t inspected(struct tamper *run)
{
	struct arena *arena = arena_new((size_t)256 << 20);
	const struct inspect_listener listener = { hear, NULL, &run->heard };
	struct inspection found = { 0 };
	struct err err = { 0 };
	char text[2200];

	run->heard.n = 0;
	run->heard.text[0] = '\0';
	if (!inspect_store(arena, run->copy, false, &listener, &found, &err)) {
		err_text(&err, text, sizeof(text));
		hear(&run->heard, "error", text);
		found.faults = -1;
	}
	arena_end(arena);
	return found.faults;
}

static bool fresh_copy(struct tamper *run)
{
	char command[256];

	snprintf(command, sizeof(command), "rm -rf '%s' && cp -r '%s' '%s'", run->copy, run->whole,
	         run->copy);
	return system(command) == 0;
}

/* ---- directives ---- */

static sqlite3 *open_copy(struct tamper *run)
{
	str path = arena_printf(run->arena, "%s/guiju.db", run->copy);
	sqlite3 *handle = NULL;

	if (sqlite3_open(path.at, &handle) != SQLITE_OK)
		abort();
	return handle;
}

static bool tell_sql(struct tamper *run, str text)
{
	sqlite3 *handle = open_copy(run);
	char *why = NULL;
	bool good = sqlite3_exec(handle, arena_cstr(run->arena, text), NULL, NULL, &why) ==
	            SQLITE_OK;

	if (good && sqlite3_total_changes(handle) == 0) {
		printf("  changes nothing: %.*s\n", PSTR(text));
		good = false;
	} else if (!good) {
		printf("  sqlite: %s\n", why);
	}
	sqlite3_free(why);
	sqlite3_close(handle);
	return good;
}

static const char *path_of(struct tamper *run, str name)
{
	struct err err = { 0 };
	str *names;
	size_t count;

	if (str_eq(name, STR("files/@"))) {
		str folder = arena_printf(run->arena, "%s/files", run->copy);

		if (!file_list(run->arena, folder.at, "", &names, &count, &err) || count == 0)
			abort();
		name = arena_printf(run->arena, "files/%.*s", PSTR(names[0]));
	}
	return arena_printf(run->arena, "%s/%.*s", run->copy, PSTR(name)).at;
}

static bool tell_write(struct tamper *run, str name, str bytes)
{
	FILE *file = fopen(path_of(run, name), "wb");
	bool good = file != NULL && fwrite(bytes.at, 1, bytes.n, file) == bytes.n;

	return file != NULL && fclose(file) == 0 && good;
}

static bool tell_flip(struct tamper *run, str name, str offset)
{
	struct err err = { 0 };
	int64_t at;
	str bytes;

	if (!num_read_int(offset, &at) ||
	    !file_read(run->arena, path_of(run, name), (size_t)1 << 20, &bytes, &err))
		return false;
	if (at < 0)
		at += (int64_t)bytes.n;
	if (at < 0 || at >= (int64_t)bytes.n)
		return false;
	char *changed = arena_cstr(run->arena, bytes);

	changed[at] = (char)(changed[at] ^ 1);
	return tell_write(run, name, (str){ changed, bytes.n });
}

static bool put_head(struct tamper *run, sqlite3 *handle, int log, int64_t size)
{
	sqlite3_stmt *ask = NULL;
	bool good = false;

	if (sqlite3_prepare_v2(handle, "SELECT note FROM head WHERE log = ?1 AND size = ?2", -1,
	                       &ask, NULL) == SQLITE_OK &&
	    sqlite3_bind_int(ask, 1, log) == SQLITE_OK &&
	    sqlite3_bind_int64(ask, 2, size) == SQLITE_OK && sqlite3_step(ask) == SQLITE_ROW) {
		str note = { sqlite3_column_blob(ask, 0), (size_t)sqlite3_column_bytes(ask, 0) };

		good = tell_write(run, log == 0 ? STR("checkpoint") : STR("checkpoint.sm3"), note);
	}
	sqlite3_finalize(ask);
	return good;
}

static bool tell_checkpoint(struct tamper *run, str size)
{
	sqlite3 *handle = open_copy(run);
	int64_t wanted = 0;
	bool good = num_read_int(size, &wanted) && put_head(run, handle, 0, wanted) &&
	            put_head(run, handle, 1, wanted);

	sqlite3_close(handle);
	return good;
}

static bool tell_one(struct tamper *run, str word, str rest)
{
	str name;

	if (str_eq(word, STR("sql")))
		return tell_sql(run, rest);
	if (str_eq(word, STR("checkpoint")))
		return tell_checkpoint(run, rest);
	(void)str_cut(&rest, STR(" "), &name);
	if (str_eq(word, STR("remove")))
		return unlink(path_of(run, name)) == 0;
	if (str_eq(word, STR("flip")))
		return tell_flip(run, name, str_trim(rest));
	return str_eq(word, STR("write")) && tell_write(run, name, rest);
}

static bool tell_all(struct tamper *run, str text)
{
	str line, word;

	while (text.n > 0) {
		(void)str_cut(&text, STR("\n"), &line);
		line = str_trim(line);
		if (line.n == 0 || line.at[0] == '#')
			continue;
		(void)str_cut(&line, STR(" "), &word);
		line = str_trim(line);
		if (str_eq(word, STR("code")) || str_eq(word, STR("told")))
			continue;
		if (!tell_one(run, word, line)) {
			printf("  cannot tell: %.*s %.*s\n", PSTR(word), PSTR(line));
			return false;
		}
	}
	return true;
}

/* Was everything told that should be? */
static bool was_named(const struct tamper *run, str text)
{
	str all = { run->heard.text, run->heard.n }, line, word;
	bool good = true;

	while (text.n > 0) {
		(void)str_cut(&text, STR("\n"), &line);
		(void)str_cut(&line, STR(" "), &word);
		line = str_trim(line);
		if (!str_eq(word, STR("code")) && !str_eq(word, STR("told")))
			continue;
		if (str_find(all, line) >= 0)
			continue;
		printf("  not told: %.*s\n", PSTR(line));
		good = false;
	}
	return good;
}

static void count(struct tamper *run, bool good, str name)
{
	if (good) {
		run->passed++;
		return;
	}
	run->failed++;
	printf("  FAILED %.*s; told:\n%s", PSTR(name), run->heard.text);
}

static void run_lie(struct tamper *run, const char *path, str name)
{
	struct arena_mark mark = arena_mark(run->arena);
	struct err err = { 0 };
	str text;
	bool good = file_read(run->arena, path, (size_t)1 << 20, &text, &err) && fresh_copy(run) &&
	            tell_all(run, text) && str_find(text, STR("\ncode ")) >= 0;

	run->heard.n = 0;
	run->heard.text[0] = '\0';
	count(run, good && inspected(run) > 0 && was_named(run, text), name);
	arena_rewind(run->arena, mark);
}

static void run_folder(struct tamper *run)
{
	str home = file_home(run->arena);
	str folder = arena_printf(run->arena, "%.*s/tests/tamper", PSTR(home));
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

/* Columns by their place; body and procedure are texts. */
static const char *const asks[] = {
	"SELECT body, seq FROM event WHERE seq = ?1",
	"SELECT salt, seq FROM event WHERE seq = ?1",
	"SELECT entry, seq FROM event WHERE seq = ?1",
	"SELECT procedure, seq FROM event WHERE seq = ?1",
	"SELECT body, seq FROM private WHERE seq >= ?1 LIMIT 1",
	"SELECT key, seq FROM private WHERE seq >= ?1 LIMIT 1",
};
static const char *const puts_back[] = {
	"UPDATE event SET body = CAST(?2 AS TEXT) WHERE seq = ?1",
	"UPDATE event SET salt = ?2 WHERE seq = ?1",
	"UPDATE event SET entry = ?2 WHERE seq = ?1",
	"UPDATE event SET procedure = CAST(?2 AS TEXT) WHERE seq = ?1",
	"UPDATE private SET body = ?2 WHERE seq = ?1",
	"UPDATE private SET key = ?2 WHERE seq = ?1",
};

static void put_value(struct tamper *run, size_t column, int64_t seq, str bytes)
{
	sqlite3 *handle = open_copy(run);
	sqlite3_stmt *put = NULL;

	if (sqlite3_prepare_v2(handle, puts_back[column], -1, &put, NULL) != SQLITE_OK ||
	    sqlite3_bind_int64(put, 1, seq) != SQLITE_OK ||
	    sqlite3_bind_blob(put, 2, bytes.at, (int)bytes.n, SQLITE_TRANSIENT) != SQLITE_OK ||
	    sqlite3_step(put) != SQLITE_DONE || sqlite3_changes(handle) != 1)
		abort();
	sqlite3_finalize(put);
	sqlite3_close(handle);
}

static bool get_value(struct tamper *run, size_t column, int64_t *seq, str *bytes)
{
	sqlite3 *handle = open_copy(run);
	sqlite3_stmt *ask = NULL;
	bool found = false;

	if (sqlite3_prepare_v2(handle, asks[column], -1, &ask, NULL) != SQLITE_OK ||
	    sqlite3_bind_int64(ask, 1, *seq) != SQLITE_OK)
		abort();
	if (sqlite3_step(ask) == SQLITE_ROW) {
		found = true;
		*bytes = arena_copy(run->arena, (str){ sqlite3_column_blob(ask, 0),
		                                       (size_t)sqlite3_column_bytes(ask, 0) });
		*seq = sqlite3_column_int64(ask, 1);
	}
	sqlite3_finalize(ask);
	sqlite3_close(handle);
	return found && bytes->n > 0;
}

static bool names_event(const struct tamper *run, int64_t seq)
{
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "第 %lld 号", (long long)seq);
	return str_find((str){ run->heard.text, run->heard.n }, str_of(wanted)) >= 0;
}

static void sweep_round(struct tamper *run, int64_t size, uint64_t *state)
{
	struct arena_mark mark = arena_mark(run->arena);
	size_t column = next_random(state) % countof(asks);
	int64_t seq = (int64_t)(next_random(state) % (uint64_t)size);
	str was;

	if (!get_value(run, column, &seq, &was)) {
		seq = 0; /* the last private row lies before it */
		if (!get_value(run, column, &seq, &was))
			abort();
	}
	char *changed = arena_cstr(run->arena, was);
	size_t at = next_random(state) % was.n;

	changed[at] = (char)(changed[at] ^ (1 << next_random(state) % 8));
	put_value(run, column, seq, (str){ changed, was.n });
	str name = arena_printf(run->arena, "sweep: column %zu of event %lld, byte %zu", column,
	                        (long long)seq, at);
	count(run, inspected(run) > 0 && names_event(run, seq), name);
	put_value(run, column, seq, was);
	arena_rewind(run->arena, mark);
}

static void sweep(struct tamper *run, int64_t size)
{
	uint64_t state = SWEEP_SEED;

	if (!fresh_copy(run))
		abort();
	for (int i = 0; i < SWEEP_ROUNDS; i++)
		sweep_round(run, size, &state);
	count(run, inspected(run) == 0, STR("sweep: all is as before"));
}

int main(int argc, char **argv)
{
	struct tamper *run = calloc(1, sizeof(*run));
	struct hall hall = { 0 };
	int64_t size;

	run->arena = arena_new((size_t)256 << 20);
	if (!hall_make(&hall, true)) {
		printf("tamper: the store was not made: %s %s\n", hall.err.what, hall.err.detail);
		return 1;
	}
	size = ledger_size(desk_ledger(hall.desk));
	snprintf(run->whole, sizeof(run->whole), "%s", hall.folder);
	snprintf(run->copy, sizeof(run->copy), "%s.copy", hall.folder);
	hall_close(&hall);
	if (!fresh_copy(run))
		return 1;
	count(run, inspected(run) == 0, STR("nothing was changed"));
	for (int i = 1; i < argc; i++)
		run_lie(run, argv[i], str_of(argv[i]));
	if (argc < 2) {
		run_folder(run);
		sweep(run, size);
	}
	if (!hall_remove(run->copy) || !hall_remove(run->whole))
		run->failed++;
	printf("tamper: %d passed, %d failed, %d skipped\n", run->passed, run->failed,
	       run->skipped);
	arena_end(run->arena);
	int code = run->failed > 0;
	free(run);
	return code;
}
