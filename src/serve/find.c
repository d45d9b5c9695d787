/* find.c -- records found by what they say, as far as who asks may see it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/find.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/time.h"

#define AROUND ((size_t)20) /* characters shown before and after what was found */
#define MEMORY ((size_t)64 << 20) /* of records read for one answer */

/* ---- where one may look ---- */

static void add_rule(struct find_scope *scope, const struct rights *rights,
                     const struct rule *rule, struct arena *arena)
{
	struct rights_scope of = rights_scope(rights, rule, arena);
	struct search_scope *search = &scope->search;

	scope->rules[scope->count] = rule;
	scope->of[scope->count++] = of;
	if (of.all) {
		scope->whole[search->whole_count++] = rule->name.id;
	} else if (of.count > 0) {
		scope->partly[search->partly_count++] = rule->name.id;
		search->organs = of.organs; /* the same for all rules */
		search->organ_count = of.count;
	}
}

struct find_scope *find_scope(struct arena *arena, const struct rights *rights,
                              const struct rule *only)
{
	const struct library *library = desk_world(rights->desk)->library;
	struct find_scope *scope = arena_make(arena, struct find_scope, 1);
	const struct rule *const *rules;
	size_t count = library_rules(library, &rules);

	scope->rules = arena_make(arena, const struct rule *, count + 1);
	scope->of = arena_make(arena, struct rights_scope, count + 1);
	scope->search.whole = scope->whole = arena_make(arena, str, count + 1);
	scope->search.partly = scope->partly = arena_make(arena, str, count + 1);
	if (only != NULL)
		add_rule(scope, rights, only, arena);
	for (size_t i = 0; only == NULL && i < count; i++)
		if (library_newest(library, rules[i]->name.id) == rules[i])
			add_rule(scope, rights, rules[i], arena);
	scope->search.everywhere = only == NULL && scope->search.whole_count == scope->count;
	scope->search.others = only == NULL;
	return scope;
}

bool find_in_scope(struct arena *arena, const struct find_scope *scope,
                   const struct record *record)
{
	const struct rights_scope *of = NULL;
	size_t count;
	const str *organs;

	for (size_t i = 0; of == NULL && i < scope->count; i++)
		if (str_eq(scope->rules[i]->name.id, record->rule->name.id))
			of = &scope->of[i];
	if (of == NULL || of->all)
		return of != NULL;
	organs = search_text_organs(arena, record, &count);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < of->count; k++)
			if (str_eq(organs[i], of->organs[k]))
				return true;
	return false;
}

/* ---- looking into a record ---- */

struct finding {
	struct arena *arena;
	const struct rights *rights;
	const struct find_scope *scope;
	struct folded words[FIND_WORDS];
	size_t word_count;
};

static bool may_see(const struct finding *f, const struct find_hit *hit,
                    const struct search_piece *piece)
{
	if (piece->field != NULL)
		return rights_field(f->rights, hit->record, piece->field, hit->sight);
	return !str_eq(piece->id, STR("number")) ||
	       rights_number(f->rights, hit->record, hit->sight);
}

/* Looks for the words that were not found yet; gives how many are still missing. */
static size_t look_into(const struct finding *f, struct find_hit *hit, bool closed)
{
	size_t count, missing = 0;
	const struct search_piece *pieces = search_text_pieces(
		f->arena, hit->record, desk_world(f->rights->desk)->people, closed, &count);

	for (size_t i = 0; i < count; i++) {
		struct folded text;

		if (!may_see(f, hit, &pieces[i]))
			continue;
		text = terms_fold(f->arena, pieces[i].text);
		for (size_t k = 0; k < f->word_count; k++) {
			size_t at;

			if (hit->places[k].piece != NULL ||
			    !terms_find(&text, &f->words[k], 0, &at))
				continue;
			hit->places[k] = (struct find_place){
				&pieces[i], text.offsets[at],
				text.offsets[at + f->words[k].count]
			};
		}
	}
	for (size_t k = 0; k < f->word_count; k++)
		missing += hit->places[k].piece == NULL;
	return missing;
}

static bool is_hit(const struct finding *f, struct find_hit *hit, bool *is, struct err *err)
{
	struct record *record = NULL;

	*is = false;
	if (!desk_record(f->rights->desk, hit->at.procedure, hit->at.serial, &record, err))
		return false;
	hit->record = record;
	hit->sight = record ? rights_over(f->rights, record) : SIGHT_NONE;
	if (hit->sight == SIGHT_NONE || !find_in_scope(f->arena, f->scope, record))
		return true;
	*is = look_into(f, hit, false) == 0 ||
	      (hit->sight == SIGHT_WHOLE && look_into(f, hit, true) == 0);
	return true;
}

static bool read_question(struct finding *f, str question, struct err *err)
{
	if (question.n > FIND_BYTES)
		return err_set(err, ERR_INVALID, "search.long", "要找的字太多，最多 %d 个汉字",
		               FIND_BYTES / 3);
	f->word_count = terms_words(f->arena, question, f->words, FIND_WORDS);
	if (f->word_count > FIND_WORDS)
		return err_set(err, ERR_INVALID, "search.long", "要找的词太多，最多 %d 个",
		               FIND_WORDS);
	if (f->word_count > 0)
		return true;
	err_set(err, ERR_INVALID, "search.empty", "没有写要找什么");
	return err_fix(err, "用 q 写一个字以上；几个词用空格分开，都有的才算找到");
}

static bool collect(struct finding *f, struct search *search, const struct find_wish *wish,
                    struct find_page *page, struct err *err)
{
	struct find_hit hit = { 0 };
	const struct arena *records = desk_world(f->rights->desk)->arena;
	bool more = true, is;

	for (size_t looked = 0; more; looked++) {
		int64_t last = hit.at.doc;
		bool enough = page->count == wish->limit || looked == FIND_LOOKED ||
			      arena_used(records) > MEMORY;
		struct arena_mark mark;

		hit = (struct find_hit){ 0 };
		if (!search_next(search, &hit.at, &more, err))
			return false;
		if (more && enough)
			page->next = last;
		if (!more || enough)
			return true;
		mark = arena_mark(f->arena);
		if (!is_hit(f, &hit, &is, err))
			return false;
		if (is)
			page->hits[page->count++] = hit;
		else
			arena_rewind(f->arena, mark);
	}
	return true;
}

bool find_page(struct arena *arena, const struct rights *rights, const struct find_wish *wish,
               struct find_page *page, struct err *err)
{
	struct finding f = { .arena = arena, .rights = rights };
	struct search_ask ask;
	struct search *search;

	*page = (struct find_page){ .hits = arena_make(arena, struct find_hit, wish->limit) };
	if (!read_question(&f, wish->question, err))
		return false;
	page->word_count = f.word_count;
	f.scope = find_scope(arena, rights, wish->only);
	ask = (struct search_ask){ &f.scope->search, f.words, f.word_count, wish->before };
	search = search_start(arena, rights->desk, &ask, err);
	if (search == NULL || !collect(&f, search, wish, page, err))
		return false;
	page->complete = search_complete(search);
	return true;
}

/* ---- the answer ---- */

/* The offset that is `n` characters before (or after) `at`. */
static size_t away(str text, size_t at, size_t n, bool before)
{
	while (n-- > 0 && (before ? at > 0 : at < text.n)) {
		at += before ? (size_t)-1 : 1;
		while (at > 0 && at < text.n && ((unsigned char)text.at[at] & 0xC0) == 0x80)
			at += before ? (size_t)-1 : 1;
	}
	return at;
}

/* Of a private value only what was asked for is repeated: reading it is another request. */
static void write_place(struct jw *w, const struct find_place *place)
{
	const struct search_piece *piece = place->piece;
	str text = piece->text;
	bool masked = piece->field != NULL && piece->field->hidden;
	size_t from = masked ? place->from : away(text, place->from, AROUND, true);
	size_t to = masked ? place->to : away(text, place->to, AROUND, false);

	jw_open(w, '{');
	jw_name_str(w, STR("field"), piece->id);
	jw_name_str(w, STR("name"), piece->name);
	jw_name_str(w, STR("before"), str_sub(text, from, place->from));
	jw_name_str(w, STR("match"), str_sub(text, place->from, place->to));
	jw_name_str(w, STR("after"), str_sub(text, place->to, to));
	jw_name(w, STR("cut"));
	jw_bool(w, from > 0 || to < text.n);
	jw_name(w, STR("masked"));
	jw_bool(w, masked);
	jw_close(w);
}

void find_write_head(struct jw *w, struct arena *arena, const struct rights *rights,
                     const struct record *record, enum sight sight)
{
	jw_name_str(w, STR("id"), record_name(arena, record));
	jw_name_str(w, STR("procedure"), record->rule->name.id);
	jw_name_str(w, STR("procedure_name"), record->rule->name.text);
	jw_name_int(w, STR("serial"), record->serial);
	if (record->number.n > 0 && rights_number(rights, record, sight))
		jw_name_str(w, STR("number"), record->number);
	jw_name_str(w, STR("stage"), record->stage ? record->stage->name.id : STR(""));
	jw_name_str(w, STR("stage_name"), record->stage ? record->stage->name.text : STR(""));
	jw_name(w, STR("ended"));
	jw_bool(w, record->ended != INSTANT_NONE);
	jw_name_str(w, STR("opened"), time_text(arena, record->opened));
	jw_name_str(w, STR("changed"), time_text(arena, record->changed));
}

static void write_hit(struct jw *w, struct arena *arena, const struct rights *rights,
                      const struct find_hit *hit, size_t word_count)
{
	jw_open(w, '{');
	find_write_head(w, arena, rights, hit->record, hit->sight);
	jw_name(w, STR("places"));
	jw_open(w, '[');
	for (size_t i = 0; i < word_count; i++)
		write_place(w, &hit->places[i]);
	jw_close(w);
	jw_close(w);
}

static bool read_only(struct call *call, const struct rule **only)
{
	str name = http_query(call->r, STR("procedure"));
	struct err err = { 0 };

	*only = name.n > 0 ? library_newest(desk_world(call->desk)->library, name) : NULL;
	if (name.n == 0 || *only != NULL)
		return true;
	err_set(&err, ERR_INVALID, "query.procedure", "没有“%.*s”这个规程", PSTR(name));
	call_problem(call, &err);
	return false;
}

static void answer(struct call *call, const struct rights *rights, const struct find_page *page)
{
	struct jw w;

	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < page->count; i++)
		write_hit(&w, call->arena, rights, &page->hits[i], page->word_count);
	jw_close(&w);
	if (page->next > 0)
		jw_name_str(&w, STR("next"),
		            arena_printf(call->arena, "%lld", (long long)page->next));
	jw_name(&w, STR("complete"));
	jw_bool(&w, page->complete);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

static void search(struct call *call)
{
	struct rights rights = { &call->who, call->desk, call->now };
	struct find_wish wish = { .question = http_query(call->r, STR("q")) };
	struct find_page page;
	struct err err = { 0 };
	int64_t limit;

	if (!read_only(call, &wish.only) ||
	    !call_query_int(call, STR("limit"), 1, 100, 20, &limit) ||
	    !call_query_int(call, STR("cursor"), 1, INT64_MAX, INT64_MAX, &wish.before))
		return;
	wish.limit = (size_t)limit;
	if (find_page(call->arena, &rights, &wish, &page, &err))
		answer(call, &rights, &page);
	else
		call_problem(call, &err);
}

static const char *const queries[] = { "q", "procedure", "limit", "cursor", NULL };

const struct api_op find_op = {
	.id = "searchRecords",
	.tag = "search",
	.summary = "按文字找记录，新的在前",
	.summary_en = "Finds records by what they say, newest first",
	.door = API_STAFF,
	.scope = "read",
	.run = search,
	.queries = queries,
	.answer = "SearchPage",
	.status = 200,
};
