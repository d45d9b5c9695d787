/* cmd_import.c -- `guiju import`: a CSV of history taken in through a mapping.
 *
 * Two passes. The first reads the file, leaves out and refuses what it can, and puts the
 * rows aside; the second takes them, in batches that are durable together. A row that
 * was taken has a key in the store, so that an import can be repeated and resumed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/import_report.h"
#include "app/import_row.h"
#include "app/options.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "format/csv.h"
#include "store/db.h"

#define SEAL_SECONDS 1.0

static const char import_help[] =
	"用法：guiju import 库 --map 映射.map 数据.csv [选项]\n"
	"\n"
	"把别的系统的历史数据（CSV，可以是 .gz）按映射收进库。同一个文件再导入一次，什么也\n"
	"不变；中断了再导入，接着收。读不出的值、规程不许的步骤，逐行说明，不收。\n"
	"映射的写法见 docs/clerk/import.md。\n"
	"\n"
	"  --map 文件       映射\n"
	"  --dry-run        只试，不写库：能收多少、哪些行不能收\n"
	"  --as-happened    规程不许的也照实收，记为偏差（规程.deviations 数得到）\n"
	"  --sort           先按时间排好再收（文件里同一案件的行没有按时间排的时候）\n"
	"  --until 时刻     时钟只走到这里（数据导出的时候）；不写则为现在\n"
	"  --errors 文件    没收的行写成 CSV\n"
	"  --json           结果用 JSON\n"
	"\n"
	"全部收下退出码为 0，有没收的行为 8。\n";

struct importing {
	struct arena *arena;
	struct arena *scratch; /* of one row */
	struct desk *desk;
	struct import_map *map;
	struct import_spool *spool;
	struct import_report report;
	const char *path;
	str map_file;
	instant until; /* so far the clock goes afterwards */
	bool sort, as_happened, fresh;
	size_t *order; /* columns in the order of their names */
	str *parts;    /* for the digest of a row */
	double sealed;
};

/* ---- the first pass ---- */

/* What makes a row itself: mapping, procedure, and its cells by name; empty ones do not
 * count, nor does the order of the columns. */
static digest contents_of(const struct importing *im, const struct csv_row *row)
{
	const struct import_map *map = im->map;
	size_t n = 0;

	im->parts[n++] = map->id;
	im->parts[n++] = STR("\x1f");
	im->parts[n++] = map->rule->name.id;
	for (size_t i = 0; i < row->count; i++) {
		size_t column = im->order[i];

		if (row->cells[column].n == 0)
			continue;
		im->parts[n++] = STR("\x1e");
		im->parts[n++] = map->columns[column];
		im->parts[n++] = STR("\x1f");
		im->parts[n++] = row->cells[column];
	}
	return digest_of(DIGEST_SHA256, im->parts, n);
}

static str key_of(struct importing *im, const struct csv_row *row)
{
	digest contents = contents_of(im, row);
	uint64_t head;
	uint32_t times;
	char text[44];

	memcpy(&head, contents.at, sizeof(head));
	times = import_spool_times(im->spool, head);
	digest_base64url(contents, text);
	if (times == 1)
		return arena_printf(im->scratch, "%s", text);
	return arena_printf(im->scratch, "%s.%u", text, times);
}

static bool is_known(struct importing *im, str key, bool *known, struct err *err)
{
	struct world *world = desk_world(im->desk);
	int64_t seq = -1;

	if (!im->fresh && !world->keyed(world, key, &seq, err))
		return false;
	*known = seq >= 0;
	return true;
}

/* A row that can be read goes into the spool, unless it is left out. False: refused, or
 * (ERR_STORE, ERR_LIMIT) the end. */
static bool put_aside(struct importing *im, const struct csv_row *from, struct err *err)
{
	struct import_row row = { .number = from->number,
		                  .line = from->line,
		                  .cells = from->cells,
		                  .count = from->count };

	if (row.count == im->map->column_count && import_row_skipped(im->map, &row)) {
		im->report.skipped++;
		return true;
	}
	if (!import_row_name(im->map, &row, &row.name, err))
		return false;
	if (im->sort && !import_row_time(im->map, &row, &row.at, err))
		return false;
	row.key = key_of(im, from);
	return is_known(im, row.key, &row.known, err) && import_spool_add(im->spool, &row, err);
}

static int by_name(const void *a, const void *b, void *with)
{
	const str *columns = with;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int order = str_cmp(columns[x], columns[y]);

	return order != 0 ? order : x < y ? -1 : x > y;
}

static bool bind_heading(struct importing *im, struct csv *csv, struct err *err)
{
	struct problems problems;
	struct csv_row row;
	bool more;

	problems_init(&problems, im->arena, im->map_file);
	if (!csv_next(csv, &row, &more, err))
		return false;
	if (!more) {
		err_set(err, ERR_INVALID, "import.empty", "文件是空的，没有表头");
		return err_where(err, "%s", im->path);
	}
	if (!import_map_bind(im->arena, im->map, row.cells, row.count, &problems))
		return problems_err(&problems, err);
	im->order = arena_make(im->arena, size_t, row.count);
	im->parts = arena_make(im->arena, str, row.count * 4 + 4);
	for (size_t i = 0; i < row.count; i++)
		im->order[i] = i;
	qsort_r(im->order, row.count, sizeof(*im->order), by_name, (void *)im->map->columns);
	return true;
}

/* The bytes themselves cannot be read: nothing is taken, since what follows is unknown. */
static bool broken_file(const struct importing *im, const struct csv *csv, struct err *err)
{
	int64_t line;
	size_t cell;

	csv_place(csv, &line, &cell);
	err->where[0] = 0;
	if (im->map->encoding == TEXT_IN_DETECT && strcmp(err->code, "text.encoding") == 0) {
		err->fix[0] = 0;
		err_fix(err, "改正该处，或另存为 UTF-8；文件是 GB18030 的，在映射里写"
		             "“编码  GB18030”，就会指出坏在哪里");
	}
	if (im->map->columns != NULL && cell <= im->map->column_count)
		err_where(err, "%.*s 第%lld行 “%.*s”列", PSTR(im->map->file), (long long)line,
		          PSTR(im->map->columns[cell - 1]));
	else
		err_where(err, "%.*s 第%lld行第%zu列", PSTR(im->map->file), (long long)line, cell);
	return false;
}

static bool read_rows(struct importing *im, struct text_in *text, struct csv *csv, struct err *err)
{
	for (;;) {
		struct arena_mark mark = arena_mark(im->scratch);
		struct csv_row row = { 0 };
		bool more = true;

		if (csv_next(csv, &row, &more, err)) {
			if (!more)
				return true;
			im->report.read++;
			if (!put_aside(im, &row, err)) {
				if (err->kind == ERR_STORE || err->kind == ERR_LIMIT)
					return false;
				import_report_refuse(&im->report, row.line, err);
			}
		} else if (csv_broken(csv)) {
			return broken_file(im, csv, err);
		} else {
			int64_t line;
			size_t cell;

			csv_place(csv, &line, &cell);
			im->report.read++;
			import_report_refuse(&im->report, line, err);
		}
		arena_rewind(im->scratch, mark);
		import_report_progress(&im->report, "读", text_in_position(text),
		                       text_in_size(text));
	}
}

static struct text_in *open_data(const struct importing *im, struct err *err)
{
	struct text_in *text = text_in_open(im->arena, im->path, im->map->encoding, err);

	if (text != NULL || im->map->encoding != TEXT_IN_DETECT ||
	    strcmp(err->code, "text.encoding") != 0)
		return text;
	err_clear(err); /* so that reading can say in which row */
	return text_in_open(im->arena, im->path, TEXT_IN_UTF8, err);
}

static bool first_pass(struct importing *im, struct err *err)
{
	struct text_in *text = open_data(im, err);
	struct csv_source source = { text_in_read, text, im->map->file, im->map->delimiter };
	struct csv *csv;

	if (text == NULL)
		return false;
	csv = csv_new(im->arena, &source);
	im->report.gb18030 = text_in_encoding(text) == TEXT_IN_GB18030;
	if (!bind_heading(im, csv, err))
		return csv_broken(csv) ? broken_file(im, csv, err) : false;
	return read_rows(im, text, csv, err);
}

/* ---- the second pass ---- */

static bool too_late(const struct importing *im, const struct import_row *row, struct err *err)
{
	err_set(err, ERR_REFUSED, "import.late",
	        "同一案件后面的行先前已经收下，这一行不能再插到它们前面");
	err_rule(err, STR("按时间先后办理"));
	err_where(err, "%.*s 第%lld行", PSTR(im->map->file), (long long)row->line);
	return err_fix(err, "确实要补录的，加 --as-happened，记为偏差");
}

static bool take_row(struct importing *im, const struct import_row *row, struct err *err)
{
	struct world *world = desk_world(im->desk);
	struct import_steps steps;
	struct outcome outcome;
	size_t failed;

	if (row->late && im->map->events && !im->as_happened)
		return too_late(im, row, err);
	if (!import_row_steps(im->map, world, row, im->as_happened, &steps, err))
		return false;
	if (steps.count == 0) { /* its record has all of it */
		im->report.known++;
		return true;
	}
	if (!desk_take_all(im->desk, steps.commands, steps.count, &outcome, &failed, err)) {
		if (!desk_broken(im->desk))
			import_row_blame(im->map, world, row, &steps, failed, err);
		return false;
	}
	im->report.taken++;
	for (size_t i = 0; i < outcome.count; i++) {
		im->report.events += outcome.changes[i].event.kind != LEAF_CLOCK;
		im->report.deviations += outcome.changes[i].event.deviation_count > 0;
	}
	return true;
}

/* Signs the head of what is durable, once a second at most. */
static bool seal_sometimes(struct importing *im, struct err *err)
{
	double now = clock_monotonic();

	if (im->report.trial || desk_db(im->desk)->in_transaction ||
	    now - im->sealed < SEAL_SECONDS)
		return true;
	im->sealed = now;
	return desk_seal(im->desk, err);
}

static bool second_pass(struct importing *im, struct err *err)
{
	int64_t done = 0, total = import_spool_count(im->spool);
	struct import_row row;
	bool more;

	for (;; done++) {
		if (!import_spool_next(im->spool, desk_world(im->desk)->arena, &row, &more, err))
			return false;
		if (!more)
			break;
		if (row.known) {
			im->report.known++;
		} else if (!take_row(im, &row, err)) {
			if (err->kind == ERR_STORE || err->kind == ERR_TAMPERED ||
			    desk_broken(im->desk))
				return false;
			import_report_refuse(&im->report, row.line, err);
		}
		if (!desk_commit_if_full(im->desk, err) || !seal_sometimes(im, err))
			return false;
		import_report_progress(&im->report, "收", done, total);
	}
	if (im->report.trial) {
		desk_give_up(im->desk);
		return true;
	}
	return desk_commit(im->desk, err);
}

/* ---- the command ---- */

static bool open_all(struct importing *im, const struct options *o, struct err *err)
{
	const char *slash = strrchr(im->path, '/'), *path = options_value(o, "--map");
	struct problems problems;
	struct world *world;
	int64_t last = 0;
	str text;

	if (path == NULL) {
		err_set(err, ERR_INVALID, "option.missing", "没有写用哪份映射");
		return err_fix(err, "加上：--map 文件.map");
	}
	if (!file_read(im->arena, path, LIMIT_RULE_BYTES, &text, err) ||
	    !desk_open(im->arena, o->words[0], true, clock_real(), &im->desk, err))
		return false;
	im->map_file = str_of(path);
	problems_init(&problems, im->arena, im->map_file);
	world = desk_world(im->desk);
	im->map = import_map_read(im->arena, text, world->library, &problems);
	if (im->map == NULL)
		return problems_err(&problems, err);
	im->map->file = str_of(slash ? slash + 1 : im->path);
	im->spool = import_spool_new(im->arena, err);
	if (im->spool == NULL || !world->last_serial(world, im->map->rule->name.id, &last, err))
		return false;
	im->fresh = last == 0;
	return import_report_begin(&im->report, im->arena, options_value(o, "--errors"), err);
}

/* --until: what was still open when the data were exported may have been closed since. */
static bool read_until(struct importing *im, const struct options *o, struct err *err)
{
	const char *written = options_value(o, "--until");
	struct clock clock = clock_real();

	im->until = clock_now(&clock);
	if (written == NULL)
		return true;
	if (day_read_instant(str_of(written), &im->until) && im->until <= clock_now(&clock))
		return true;
	err_set(err, ERR_INVALID, "option.time", "“%.60s”不是时刻，或在将来", written);
	return err_fix(err, "写数据导出的时刻，例如：--until 2024-12-01T08:00");
}

static void end_scratch(void *thing)
{
	arena_end(thing);
}

static bool work(struct importing *im, struct err *err)
{
	bool ok;

	if (im->report.trial)
		desk_try(im->desk);
	ok = first_pass(im, err) && import_spool_ready(im->spool, im->sort, err) &&
	     second_pass(im, err);
	if (ok && !im->report.trial)
		ok = desk_tick(im->desk, im->until, &im->report.clock, err) &&
		     desk_seal(im->desk, err);
	struct err second = { 0 }; /* of a failed import nobody needs to hear this too */

	return import_report_end(&im->report, ok ? err : &second) && ok;
}

static bool run_import(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--map", OPTION_VALUE },        { "--dry-run", OPTION_FLAG },
		{ "--as-happened", OPTION_FLAG }, { "--sort", OPTION_FLAG },
		{ "--errors", OPTION_VALUE },     { "--json", OPTION_FLAG },
		{ "--until", OPTION_VALUE },
	};
	struct importing im = { .arena = arena, .scratch = arena_new(LIMIT_ARENA_COMMAND) };
	struct options o;
	struct buf buf;

	arena_at_end(arena, end_scratch, im.scratch);
	if (!options_read(&o, arena, argc, argv, table, countof(table), 2, err))
		return false;
	im.path = o.words[1];
	im.sort = options_has(&o, "--sort");
	im.as_happened = options_has(&o, "--as-happened");
	if (!read_until(&im, &o, err) || !open_all(&im, &o, err))
		return false;
	im.report.trial = options_has(&o, "--dry-run");
	if (!work(&im, err))
		return false;
	buf_init(&buf, arena, (size_t)8 << 20);
	import_report_write(&im.report, im.map, options_has(&o, "--json"), &buf);
	if (!options_print(buf_str(&buf), err))
		return false;
	if (im.report.refused == 0)
		return true;
	err_set(err, ERR_PARTLY, "import.partly", "有 %lld 行没有收", (long long)im.report.refused);
	return err_fix(err, "改正数据或映射后再导入一次：已收的不会重复");
}

int cmd_import(int argc, char **argv)
{
	return options_run(run_import, import_help, argc, argv);
}
