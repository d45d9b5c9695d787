/* similar.c -- records that may tell of the same matter, for those who take one in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/similar.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"

#define PAIRS   64  /* of the text, that are asked for */
#define NEWEST  400 /* records asked of each */
#define LOOKED  64  /* candidates read */

struct candidate {
	int64_t doc, weight;
};

struct likeness {
	struct arena *arena;
	const struct rights *rights;
	const struct similar_wish *wish;
	const struct find_scope *scope;
	struct folded text, place;
	struct terms pairs;
	int64_t *weights, total; /* by pair */
	struct candidate *at;
	size_t count;
};

static void keep_pairs(struct terms *terms)
{
	size_t n = 0;

	terms_sort(terms);
	for (size_t i = 0; i < terms->count; i++)
		if (terms_is_pair(terms->at[i]))
			terms->at[n++] = terms->at[i];
	terms->count = n;
}

/* 1 + log2(all / having): rare pairs weigh most. */
static int64_t weigh(int64_t all, int64_t having)
{
	int64_t weight = 1;

	for (having = having > 0 ? having : 1; all >= having * 2; having *= 2)
		weight++;
	return weight;
}

/* Adds the newest that have the terms, with their weight still open; *having: how many have
 * them, by how far back these are. */
static bool ask_terms(struct likeness *l, const uint64_t *terms, size_t term_count, size_t most,
                      int64_t *having, struct err *err)
{
	int64_t docs[NEWEST], all = ledger_size(desk_ledger(l->rights->desk)) + 1;

	*having = 0;
	for (int closed = 0; closed < (l->wish->anybody ? 1 : 2); closed++) {
		const struct search_terms ask = { &l->scope->search, closed == 1, terms,
			                          term_count, INT64_MAX };
		size_t count;

		if (!search_docs(l->arena, l->rights->desk, &ask, most, docs, &count, err))
			return false;
		*having += count < most ? (int64_t)count
		                        : (int64_t)most * all / (all - docs[most - 1]);
		for (size_t i = 0; i < count; i++)
			l->at[l->count++] = (struct candidate){ docs[i], 0 };
	}
	return true;
}

static void set_weight(struct likeness *l, size_t from, int64_t weight)
{
	for (size_t i = from; i < l->count; i++)
		l->at[i].weight = weight;
}

static bool ask_pair(struct likeness *l, size_t pair, struct err *err)
{
	size_t from = l->count;
	int64_t having;

	if (!ask_terms(l, &l->pairs.at[pair], 1, NEWEST, &having, err))
		return false;
	l->weights[pair] = weigh(ledger_size(desk_ledger(l->rights->desk)) + 1, having);
	l->total += l->weights[pair];
	set_weight(l, from, l->weights[pair]);
	return true;
}

static bool ask_place(struct likeness *l, struct err *err)
{
	struct terms terms;
	size_t from = l->count;
	int64_t having;

	terms_init(&terms, l->arena);
	for (size_t begin = 0, i = 0; i <= l->place.count; i++) {
		struct folded word = { l->place.codes + begin, l->place.offsets + begin,
			               i - begin };

		if (i < l->place.count && l->place.codes[i] != 0)
			continue;
		if (i > begin)
			terms_add_word(&terms, &word);
		begin = i + 1;
	}
	terms_sort(&terms);
	if (!ask_terms(l, terms.at, terms.count < PAIRS ? terms.count : PAIRS, LOOKED, &having,
	               err))
		return false;
	set_weight(l, from, INT32_MAX);
	return true;
}

static bool add_tail(struct likeness *l, struct err *err)
{
	struct search_hit *tail;
	size_t count;
	bool complete;

	if (!search_tail(l->arena, l->rights->desk, INT64_MAX, &tail, &count, &complete, err))
		return false;
	for (size_t i = count; i > 0 && count - i < LOOKED; i--)
		l->at[l->count++] = (struct candidate){ tail[i - 1].doc, INT32_MAX };
	return true;
}

static int by_doc(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->doc < y->doc ? -1 : x->doc > y->doc;
}

/* Heavier ones first; of the same weight, newer ones. */
static int by_weight(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->weight != y->weight ? (x->weight < y->weight ? 1 : -1)
	                              : (x->doc < y->doc) - (x->doc > y->doc);
}

/* One candidate for each record, the heaviest first. */
static void gather(struct likeness *l)
{
	size_t n = 0;

	qsort(l->at, l->count, sizeof(*l->at), by_doc);
	for (size_t i = 0; i < l->count; i++) {
		if (n > 0 && l->at[n - 1].doc == l->at[i].doc)
			l->at[n - 1].weight += l->at[i].weight;
		else
			l->at[n++] = l->at[i];
	}
	l->count = n;
	qsort(l->at, l->count, sizeof(*l->at), by_weight);
}

/* ---- looking into a record ---- */

static bool has_term(const struct terms *terms, uint64_t term)
{
	size_t low = 0, high = terms->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (terms->at[middle] < term)
			low = middle + 1;
		else
			high = middle;
	}
	return low < terms->count && terms->at[low] == term;
}

static bool may_see(const struct likeness *l, const struct similar *s, const struct field *field)
{
	if (l->wish->anybody)
		return !field->hidden;
	return rights_field(l->rights, s->record, field, s->sight);
}

/* The record's pairs, and whether it names the place. */
static void read_pieces(const struct likeness *l, struct similar *s, struct terms *terms)
{
	for (int closed = 0; closed < 2; closed++) {
		size_t count, at;
		const struct search_piece *pieces =
			search_text_pieces(l->arena, s->record, desk_world(l->rights->desk)->people,
		                           closed == 1, &count);

		for (size_t i = 0; i < count; i++) {
			const struct field *field = pieces[i].field;
			struct folded text;

			if (field == NULL || !may_see(l, s, field))
				continue;
			text = terms_fold(l->arena, pieces[i].text);
			terms_add(terms, &text);
			s->same_place = s->same_place || (field->type == FIELD_PLACE &&
			                                  terms_find(&text, &l->place, 0, &at));
		}
	}
	terms_sort(terms);
}

/* Keeps the longest stretches, longest first. */
static void keep_stretch(struct similar *s, str stretch)
{
	size_t at = s->shared_count;

	for (size_t i = 0; i < s->shared_count; i++)
		if (str_eq(s->shared[i], stretch))
			return;
	while (at > 0 && s->shared[at - 1].n < stretch.n)
		at--;
	if (at == SIMILAR_SHARED)
		return;
	if (s->shared_count < SIMILAR_SHARED)
		s->shared_count++;
	for (size_t i = s->shared_count - 1; i > at; i--)
		s->shared[i] = s->shared[i - 1];
	s->shared[at] = stretch;
}

/* Runs of pairs that both have, as the text asked with writes them. */
static void find_stretches(const struct likeness *l, struct similar *s, const struct terms *terms)
{
	const struct folded *text = &l->text;
	size_t from = 0;

	for (size_t i = 0; i < text->count; i++) {
		uint64_t pair = terms_pair(text, i);

		if (pair != 0 && has_term(terms, pair))
			continue;
		if (i > from)
			keep_stretch(s, str_sub(l->wish->text, text->offsets[from],
			                        text->offsets[i + 1]));
		from = i + 1;
	}
}

static bool is_alike(const struct likeness *l, struct similar *s)
{
	struct terms terms;
	int64_t shared = 0;

	terms_init(&terms, l->arena);
	read_pieces(l, s, &terms);
	for (size_t i = 0; i < l->pairs.count; i++)
		if (has_term(&terms, l->pairs.at[i]))
			shared += l->weights[i];
	s->score = l->total > 0 ? shared * 100 / l->total : 0;
	if (s->score < SIMILAR_LEAST && !s->same_place)
		return false;
	find_stretches(l, s, &terms);
	return true;
}

static bool look_at(const struct likeness *l, int64_t doc, struct similar *s, bool *alike,
                    struct err *err)
{
	struct desk *desk = l->rights->desk;
	struct record *record = NULL;

	*alike = false;
	if (!search_record(l->arena, desk, doc, &s->at, alike, err))
		return false;
	if (!*alike || !str_eq(s->at.procedure, l->wish->rule->name.id)) {
		*alike = false;
		return true;
	}
	if (!desk_record(desk, s->at.procedure, s->at.serial, &record, err))
		return false;
	s->record = record;
	*alike = record != NULL && record->opened >= l->wish->since;
	if (*alike && !l->wish->anybody) {
		s->sight = rights_over(l->rights, record);
		*alike = s->sight != SIGHT_NONE && find_in_scope(l->arena, l->scope, record);
	}
	*alike = *alike && is_alike(l, s);
	return true;
}

static void insert(struct similar *found, size_t *kept, const struct similar *s)
{
	size_t at = *kept;
	int64_t rank = s->score + (s->same_place ? 100 : 0);

	while (at > 0 && found[at - 1].score + (found[at - 1].same_place ? 100 : 0) < rank)
		at--;
	if (at == SIMILAR_MOST)
		return;
	if (*kept < SIMILAR_MOST)
		(*kept)++;
	for (size_t i = *kept - 1; i > at; i--)
		found[i] = found[i - 1];
	found[at] = *s;
}

static bool look_at_all(struct likeness *l, struct similar *found, size_t *kept, size_t *count,
                        struct err *err)
{
	for (size_t i = 0; i < l->count && i < LOOKED; i++) {
		struct similar s = { 0 };
		bool alike;

		if (!look_at(l, l->at[i].doc, &s, &alike, err))
			return false;
		if (!alike)
			continue;
		(*count)++;
		insert(found, kept, &s);
	}
	return true;
}

/* For a count anybody may have, the whole procedure is looked through. */
static const struct find_scope *scope_of(struct arena *arena, const struct rights *rights,
                                         const struct similar_wish *wish)
{
	struct find_scope *scope;

	if (!wish->anybody)
		return find_scope(arena, rights, wish->rule);
	scope = arena_make(arena, struct find_scope, 1);
	scope->whole = arena_make(arena, str, 1);
	scope->whole[0] = wish->rule->name.id;
	scope->search.whole = scope->whole;
	scope->search.whole_count = 1;
	return scope;
}

bool similar_find(struct arena *arena, const struct rights *rights,
                  const struct similar_wish *wish, struct similar **found, size_t *count,
                  struct err *err)
{
	struct likeness l = { .arena = arena, .rights = rights, .wish = wish };
	size_t kept = 0;

	*found = arena_make(arena, struct similar, SIMILAR_MOST);
	*count = 0;
	l.scope = scope_of(arena, rights, wish);
	l.text = terms_fold(arena, wish->text);
	l.place = terms_fold(arena, str_trim(wish->place));
	terms_init(&l.pairs, arena);
	terms_add(&l.pairs, &l.text);
	keep_pairs(&l.pairs);
	if (l.pairs.count > PAIRS)
		l.pairs.count = PAIRS;
	l.weights = arena_make(arena, int64_t, PAIRS);
	l.at = arena_make(arena, struct candidate, 2 * PAIRS * NEWEST + 3 * LOOKED);
	for (size_t i = 0; i < l.pairs.count; i++)
		if (!ask_pair(&l, i, err))
			return false;
	if ((l.place.count > 0 && !ask_place(&l, err)) || !add_tail(&l, err))
		return false;
	gather(&l);
	return look_at_all(&l, *found, &kept, count, err);
}

/* ---- the answer ---- */

static void write_one(struct jw *w, struct call *call, const struct rights *rights,
                      const struct similar *s)
{
	jw_open(w, '{');
	find_write_head(w, call->arena, rights, s->record, s->sight);
	jw_name_int(w, STR("score"), s->score);
	jw_name(w, STR("same_place"));
	jw_bool(w, s->same_place);
	jw_name(w, STR("shared"));
	jw_open(w, '[');
	for (size_t i = 0; i < s->shared_count; i++)
		jw_str(w, s->shared[i]);
	jw_close(w);
	jw_close(w);
}

static bool read_wish(struct call *call, struct similar_wish *wish)
{
	struct err err = { 0 };
	int64_t days;

	wish->rule = library_newest(desk_world(call->desk)->library,
	                            route_param(call->match, STR("procedure")));
	wish->text = http_query(call->r, STR("text"));
	wish->place = http_query(call->r, STR("place"));
	if (wish->rule == NULL) {
		call_absent(call);
		return false;
	}
	if (!call_query_int(call, STR("days"), 1, 3660, 30, &days))
		return false;
	wish->since = call->now - days * 24 * INSTANT_HOUR;
	if (wish->text.n + wish->place.n > 0 && wish->text.n <= SIMILAR_BYTES &&
	    wish->place.n <= SIMILAR_BYTES)
		return true;
	err_set(&err, ERR_INVALID, "similar.text", "text、place 要写一样，各不超过 %d 个汉字",
	        SIMILAR_BYTES / 3);
	call_problem(call, &err);
	return false;
}

static void similar(struct call *call)
{
	struct rights rights = { &call->who, call->desk, call->now };
	struct similar_wish wish = { 0 };
	struct similar *found;
	struct err err = { 0 };
	struct jw w;
	size_t count;

	if (!read_wish(call, &wish))
		return;
	if (!similar_find(call->arena, &rights, &wish, &found, &count, &err)) {
		call_problem(call, &err);
		return;
	}
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name_int(&w, STR("count"), (int64_t)count);
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < count && i < SIMILAR_MOST; i++)
		write_one(&w, call, &rights, &found[i]);
	jw_close(&w);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

static const char *const queries[] = { "text", "place", "days", NULL };

const struct api_op similar_op = {
	.id = "similarRecords",
	.tag = "search",
	.summary = "找可能说的是同一件事的记录：文字相近，或地点相同",
	.summary_en = "Finds records that may tell of the same matter",
	.door = API_STAFF,
	.scope = "read",
	.run = similar,
	.queries = queries,
	.answer = "SimilarRecords",
	.status = 200,
};
