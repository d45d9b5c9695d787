/* printed.c -- the yearly report from its source text, and what it prints.
 *
 * A report is read from one state of the store, so that the writer need not stand still. It
 * wants much memory for a moment: an arena of its own, given back with the request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/printed.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "report/cells.h"
#include "report/print.h"
#include "serve/cached.h"
#include "serve/figures.h"
#include "serve/study.h"
#include "store/db.h"

#define KEPT_S 60

struct printing {
	struct call *call;
	struct arena *arena;     /* its own */
	int year;
	struct problems problems;
	struct annual_of of;
	struct annual *annual;
	void (*print)(struct buf *buf, const struct annual *annual);
	str type;
	str body;                /* in the request's memory */
};

/* ---- the source text ---- */

static const struct template *read_template(struct arena *arena, const struct call *call, int year,
                                            struct problems *problems, struct err *err)
{
	str path = arena_printf(arena, "%s/annual/%d.report", call->api->home, year);
	str name = arena_printf(arena, "%d.report", year), text;

	if (!file_exists(path.at)) {
		err_set(err, ERR_UNKNOWN, "report.template", "没有%d年报告的源文", year);
		return NULL;
	}
	if (!file_read(arena, path.at, LIMIT_RULE_BYTES, &text, err))
		return NULL;
	problems_init(problems, arena, name);
	const struct template *template = template_read(arena, name, text, problems);

	if (template == NULL)
		(void)problems_err(problems, err);
	return template;
}

static bool sentence_has(const struct template_sentence *sentence, str procedure, str indicator)
{
	for (size_t i = 0; i < sentence->count; i++) {
		const struct template_piece *piece = &sentence->pieces[i];

		if (piece->kind == TEMPLATE_FIGURE &&
		    str_eq(piece->system->procedure, procedure) &&
		    str_eq(piece->indicator, indicator))
			return true;
	}
	return false;
}

bool printed_has(struct call *call, int year, str procedure, str indicator)
{
	struct arena *arena = desk_world(call->desk)->arena;
	const struct template *template;
	struct problems problems;
	struct err ignored = { 0 };

	template = read_template(arena, call, year, &problems, &ignored);
	for (size_t i = 0; template != NULL && i < template->block_count; i++)
		for (size_t k = 0; k < template->blocks[i].count; k++)
			if (sentence_has(&template->blocks[i].sentences[k], procedure, indicator))
				return true;
	return false;
}

/* ---- compiled ---- */

/* Within the snapshot: the ledger as it was then. */
static bool name_ledger(struct printing *p, struct err *err)
{
	struct ledger *ledger;
	digest root;

	if (!ledger_open(p->arena, desk_db(p->call->desk), p->call->api->folder, NULL, &ledger,
	                 err))
		return false;
	root = ledger_root(ledger, DIGEST_SHA256);
	p->of.origin = ledger_origin(ledger);
	p->of.size = ledger_size(ledger);
	p->of.root = codec_base64(p->arena, digest_bytes(&root));
	return true;
}

static bool compile(struct printing *p, struct err *err)
{
	p->of.template = read_template(p->arena, p->call, p->year, &p->problems, err);
	if (p->of.template == NULL)
		return false;
	p->of.library = desk_world(p->call->desk)->library;
	p->of.source = cells_source(p->arena, p->call->desk);
	p->of.city = p->call->api->name;
	return name_ledger(p, err) &&
	       annual_build(p->arena, &p->of, &p->annual, &p->problems, err);
}

static bool print(struct printing *p, struct err *err)
{
	struct db *db = desk_db(p->call->desk);
	struct buf buf;
	bool ok;

	if (!db_begin(db, err))
		return false;
	ok = compile(p, err);
	db_rollback(db);
	if (!ok)
		return false;
	buf_init(&buf, p->arena, PRINT_BYTES);
	p->print(&buf, p->annual);
	if (buf.full)
		return err_set(err, ERR_LIMIT, "report.long", "报告太长");
	p->body = arena_copy(p->call->arena, buf_str(&buf));
	return true;
}

static bool print_within_memory(struct printing *p, struct err *err)
{
	jmp_buf escape;
	bool ok;

	if (setjmp(escape) != 0) {
		arena_escape(p->arena, NULL);
		db_rollback(desk_db(p->call->desk));
		return err_set(err, ERR_LIMIT, "report.memory", "编报告要用的内存太多");
	}
	arena_escape(p->arena, &escape);
	ok = print(p, err);
	arena_escape(p->arena, NULL);
	return ok;
}

/* ---- answers ---- */

static void write_fault(struct jw *w, const struct err *fault)
{
	jw_open(w, '{');
	jw_name_str(w, STR("code"), str_of(fault->code));
	jw_name_str(w, STR("detail"), str_of(fault->what));
	if (fault->where[0] != '\0')
		jw_name_str(w, STR("where"), str_of(fault->where));
	if (fault->rule[0] != '\0')
		jw_name_str(w, STR("law"), str_of(fault->rule));
	if (fault->fix[0] != '\0')
		jw_name_str(w, STR("fix"), str_of(fault->fix));
	jw_close(w);
}

static void extend(void *with, struct jw *w)
{
	const struct printing *p = with;

	jw_name(w, STR("errors"));
	jw_open(w, '[');
	for (const struct problem *problem = p->problems.first; problem; problem = problem->next)
		write_fault(w, &problem->err);
	jw_close(w);
}

/* Faults of the report are a conflict between what was counted, not of the request. */
static void refuse(struct printing *p, const struct err *err)
{
	struct http_problem problem = { .status = 409,
		                        .slug = str_of(err->code),
		                        .title = STR("年度报告现在编不出来"),
		                        .detail = str_of(err->what),
		                        .extend = extend,
		                        .with = p };

	if (p->problems.count > 0)
		http_problem(p->call->r, &problem);
	else
		call_problem(p->call, err);
}

static bool read_format(struct printing *p)
{
	static const struct {
		const char *name;
		str type;
		void (*print)(struct buf *buf, const struct annual *annual);
	} formats[] = { { "json", { "application/json; charset=utf-8", 31 }, print_json },
		        { "html", { "text/html; charset=utf-8", 24 }, print_html },
		        { "text", { "text/plain; charset=utf-8", 25 }, print_text },
		        { "md", { "text/markdown; charset=utf-8", 28 }, print_md } };
	str format = http_query(p->call->r, STR("format"));
	struct err err = { 0 };

	for (size_t i = 0; i < countof(formats); i++) {
		if (!str_eq(format.n > 0 ? format : STR("json"), str_of(formats[i].name)))
			continue;
		p->type = formats[i].type;
		p->print = formats[i].print;
		return true;
	}
	err_set(&err, ERR_INVALID, "query.format", "format 只能是 json、html、text 或 md");
	call_problem(p->call, &err);
	return false;
}

static void end_arena(void *arena)
{
	arena_end(arena);
}

/* On the thread for long readings. */
static void compile_report(struct call *call)
{
	struct printing *p = arena_make(call->arena, struct printing, 1);
	struct err err = { 0 };

	p->call = call;
	if (!figures_query_year(call, &p->year) || !read_format(p))
		return;
	p->arena = arena_new(LIMIT_ARENA_COMMAND);
	arena_at_end(call->arena, end_arena, p->arena);
	if (!print_within_memory(p, &err)) {
		refuse(p, &err);
		return;
	}
	if (str_starts(p->type, STR("text/html")))
		http_set(call->r, STR("Content-Security-Policy"),
		         STR("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
		             "frame-ancestors 'none'"));
	cached_send(call, p->type, p->body, KEPT_S);
}

/* What is malformed is told at once. */
static void report(struct call *call)
{
	struct printing p = { .call = call };

	if (figures_query_year(call, &p.year) && read_format(&p))
		study_ask(call, compile_report);
}

static const char *const queries[] = { "year", "format", NULL };

const struct api_op printed_report_op = {
	.id = "compileReport",
	.tag = "figures",
	.summary = "编年度报告；有一条核对不成立就编不出来，逐条说明",
	.summary_en = "Compiles the yearly report; 409 while a cross-check fails",
	.door = API_STAFF,
	.scope = "figure",
	.run = report,
	.queries = queries,
	.answer = "Report",
	.status = 200,
};

const struct api_op printed_public_op = {
	.id = "publicReport",
	.tag = "figures",
	.summary = "看年度报告",
	.summary_en = "Shows the yearly report",
	.door = API_ANYONE,
	.run = report,
	.queries = queries,
	.answer = "Report",
	.status = 200,
};
