/* listing_find.c -- a page of records: an index walked, or few records gathered and sorted.
 *
 * Parameters are the same in all questions: 1 procedure; 2, 3 and 4, 5 the places between which
 * to look, both outside; 6 how many; 7 stage; 8 ended; 9..12 ranges; 13 organ; 14 all, 15..22
 * organs; 23..28 facets; 29..31 lamp. Gathering has 32, 33 what to gather, 34 by what to
 * sort, 35 the direction.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/listing.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

/* '+' keeps the planner from choosing another index than that of the walk. */
#define TAIL                                                                                     \
	"(?7 = '' OR r.stage = ?7) "                                                             \
	"AND (?8 < 0 OR CASE WHEN r.ended IS NULL THEN 0 ELSE 1 END = ?8) "                      \
	"AND (+r.opened >= ?9 AND +r.opened < ?10) "                                             \
	"AND (?11 = 0 OR (+r.changed >= ?11)) AND (?12 = 0 OR (+r.changed < ?12)) "              \
	"AND (?13 = '' OR EXISTS (SELECT 1 FROM involved i WHERE i.procedure = r.procedure "     \
	"AND i.organ = ?13 AND i.serial = r.serial)) "                                           \
	"AND (?14 = 1 OR EXISTS (SELECT 1 FROM involved i WHERE i.procedure = r.procedure "      \
	"AND i.organ IN (?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22) AND i.serial = r.serial)) "     \
	"AND (?23 = '' OR EXISTS (SELECT 1 FROM facet f WHERE f.procedure = r.procedure "        \
	"AND f.field = ?23 AND f.value = ?24 AND f.serial = r.serial)) "                         \
	"AND (?25 = '' OR EXISTS (SELECT 1 FROM facet f WHERE f.procedure = r.procedure "        \
	"AND f.field = ?25 AND f.value = ?26 AND f.serial = r.serial)) "                         \
	"AND (?27 = '' OR EXISTS (SELECT 1 FROM facet f WHERE f.procedure = r.procedure "        \
	"AND f.field = ?27 AND f.value = ?28 AND f.serial = r.serial)) "                         \
	"AND (?29 = 0 OR (?29 = 1) = EXISTS (SELECT 1 FROM term t "                              \
	"WHERE t.procedure = r.procedure AND t.serial = r.serial AND +t.state IN (0, 3) "        \
	"AND +t.due > ?30 AND +t.due <= ?31))"
#define TAIL_COUNT 31

#define BETWEEN(k, s) "(" k ", " s ") > (?2, ?3) AND (" k ", " s ") < (?4, ?5)"
#define PAGE(from, k, s, way)                                                            \
	"SELECT " k ", " s " FROM " from " AND " BETWEEN(k, s) " AND " TAIL " ORDER BY " \
	k way ", " s way " LIMIT ?6"
#define EDGE(from, k, s, way)                                                        \
	"SELECT " k ", " s " FROM " from " AND " BETWEEN(k, s) " ORDER BY " k way \
	", " s way " LIMIT 1 OFFSET ?6"

#define RECORDS "record r WHERE r.procedure = ?1"
#define STAGE   "record r WHERE r.procedure = ?1 AND r.stage = ?7"
/* By the earliest of a record's limits that run. CROSS JOIN keeps the order of the two. */
#define TERMS                                                                            \
	"term d CROSS JOIN record r WHERE r.procedure = d.procedure AND r.serial = d.serial " \
	"AND d.procedure = ?1 AND d.state IN (0, 3) AND NOT EXISTS "                   \
	"(SELECT 1 FROM term e WHERE e.procedure = d.procedure AND e.serial = d.serial " \
	"AND +e.state IN (0, 3) AND (+e.due, e.limit_id) < (d.due, d.limit_id))"
#define TERMS_ALONE "term d WHERE d.procedure = ?1 AND d.state IN (0, 3)"

struct walk {
	const char *page, *edge;
	size_t edge_values;
};

#define WALK(from, k, way, values)                                                   \
	{ PAGE(from, k, "r.serial", way), EDGE(from, k, "r.serial", way), values }

/* [stage is given][sort][falling] */
static const struct walk walks[2][2][2] = {
	{ { WALK(RECORDS, "r.changed", " ASC", 6), WALK(RECORDS, "r.changed", " DESC", 6) },
	  { WALK(RECORDS, "r.opened", " ASC", 6), WALK(RECORDS, "r.opened", " DESC", 6) } },
	{ { WALK(STAGE, "r.changed", " ASC", 7), WALK(STAGE, "r.changed", " DESC", 7) },
	  { WALK(STAGE, "r.opened", " ASC", 7), WALK(STAGE, "r.opened", " DESC", 7) } },
};

static const struct walk walk_due = {
	PAGE(TERMS, "d.due", "d.serial", " ASC"),
	EDGE(TERMS_ALONE, "d.due", "d.serial", " ASC"),
	6,
};

#define GATHERED(from)                                                                       \
	"(SELECT CASE WHEN ?34 = 0 THEN r.changed WHEN ?34 = 1 THEN r.opened ELSE " \
	"(SELECT min(t.due) FROM term t WHERE t.procedure = r.procedure AND t.serial = r.serial " \
	"AND +t.state IN (0, 3)) END AS key, r.serial AS serial FROM " from " AND " TAIL ") k"
#define GATHER(from)                                                                         \
	"SELECT k.key, k.serial FROM " GATHERED(from) " WHERE "                              \
	BETWEEN("k.key", "k.serial") " GROUP BY k.key, k.serial "                            \
	"ORDER BY k.key * ?35, k.serial * ?35 LIMIT ?6"

#define OF_FACET                                                                            \
	"facet g CROSS JOIN record r WHERE r.procedure = g.procedure AND r.serial = g.serial " \
	"AND g.procedure = ?1 AND g.field = ?32 AND g.value = ?33"
#define OF_ORGAN                                                                            \
	"involved g CROSS JOIN record r WHERE r.procedure = g.procedure AND r.serial = g.serial " \
	"AND g.procedure = ?1 AND g.organ = ?33 AND ?32 = ''"
#define OF_LAMP                                                                             \
	"term g CROSS JOIN record r WHERE r.procedure = g.procedure AND r.serial = g.serial " \
	"AND g.procedure = ?1 AND g.state IN (0, 3) AND g.due > ?30 AND g.due <= ?31 "    \
	"AND ?32 = '' AND ?33 = ''"
#define OF_NUMBER "record r WHERE r.procedure = ?1 AND r.number = ?33 AND ?32 = ''"

enum gather { GATHER_NONE, GATHER_FACET, GATHER_ORGAN, GATHER_LAMP, GATHER_NUMBER };

static const char *const gathers[] = {
	NULL, GATHER(OF_FACET), GATHER(OF_ORGAN), GATHER(OF_LAMP), GATHER(OF_NUMBER),
};

/* One of the questions whose answers together are the page. */
struct branch {
	enum gather gather;
	str field, value;  /* what is gathered */
	str stage;
	int ended;
	bool all;          /* records of all organs */
	const str *organs; /* else of these, LISTING_ORGANS at most */
	size_t organ_count;
};

struct finding {
	const struct listing *l;
	struct db *db;
	struct listing_place low, high;
	struct listing_place *at;
	size_t count, room;
	bool cut;                  /* some walk ended before its end ... */
	struct listing_place edge; /* ... here, the least far of them */
	struct err *err;
};

/* Is `a` before `b` in the order asked for? */
static bool comes_before(const struct listing *l, struct listing_place a, struct listing_place b)
{
	bool less = a.key != b.key ? a.key < b.key : a.serial < b.serial;
	bool same = a.key == b.key && a.serial == b.serial;

	return !same && less != l->falling;
}

static void fill_values(const struct finding *f, const struct branch *b, int64_t limit,
                        struct db_value values[])
{
	const struct listing *l = f->l;
	size_t n = 0;

	values[n++] = DB_TEXT(l->rule->name.id);
	values[n++] = DB_INT(f->low.key);
	values[n++] = DB_INT(f->low.serial);
	values[n++] = DB_INT(f->high.key);
	values[n++] = DB_INT(f->high.serial);
	values[n++] = DB_INT(limit);
	values[n++] = DB_TEXT(b->stage);
	values[n++] = DB_INT(b->ended);
	values[n++] = DB_INT(l->opened_from);
	values[n++] = DB_INT(l->opened_to);
	values[n++] = DB_INT(l->changed_from);
	values[n++] = DB_INT(l->changed_to);
	values[n++] = DB_TEXT(l->organ);
	values[n++] = DB_INT(b->all);
	for (size_t i = 0; i < LISTING_ORGANS; i++)
		values[n++] = DB_TEXT(i < b->organ_count ? b->organs[i] : STR(""));
	for (size_t i = 0; i < LISTING_FACETS; i++) {
		values[n++] = DB_TEXT(i < l->facet_count ? l->facets[i].field : STR(""));
		values[n++] = DB_TEXT(i < l->facet_count ? l->facets[i].value : STR(""));
	}
	values[n++] = DB_INT(l->lamp == LISTING_ANY ? 0 : l->lamp == LISTING_NOT_RED ? 2 : 1);
	values[n++] = DB_INT(l->due_from);
	values[n++] = DB_INT(l->due_to);
	assert(n == TAIL_COUNT);
	values[n++] = DB_TEXT(b->field);
	values[n++] = DB_TEXT(b->value);
	values[n++] = DB_INT((int64_t)l->sort);
	values[n] = DB_INT(l->falling ? -1 : 1);
}

static bool gather_rows(struct finding *f, const char *sql, const struct db_value *values,
                        size_t count)
{
	struct db_rows rows;

	if (!db_ask(f->db, &rows, sql, values, count, f->err))
		return false;
	while (db_next(&rows)) {
		assert(f->count < f->room);
		f->at[f->count++] = (struct listing_place){ db_int(&rows, 0), db_int(&rows, 1) };
	}
	return db_done(&rows);
}

/* Does a walk meet records that it must leave out? */
static bool is_selective(const struct listing *l, const struct branch *b)
{
	return b->ended >= 0 || l->organ.n > 0 || !b->all || l->facet_count > 0 ||
	       l->lamp != LISTING_ANY || l->opened_from != INT64_MIN || l->changed_from != 0 ||
	       l->opened_to != INT64_MAX || l->changed_to != 0;
}

/* Where the walk must stop: after LISTING_WALK records. */
static bool bound_walk(struct finding *f, const struct walk *walk, struct db_value values[])
{
	struct db_rows rows;
	struct listing_place stop;
	struct db_value how_many = values[5];
	int64_t most = f->l->sort == LISTING_DUE ? LISTING_DUES : LISTING_WALK;
	bool found = false;

	if (f->l->stage_count > 1) /* the walks share what one may look at */
		most /= (int64_t)f->l->stage_count;
	values[5] = DB_INT(most - 1);
	if (!db_ask(f->db, &rows, walk->edge, values, walk->edge_values, f->err))
		return false;
	if (db_next(&rows)) {
		found = true;
		stop = (struct listing_place){ db_int(&rows, 0), db_int(&rows, 1) };
	}
	if (!db_done(&rows))
		return false;
	values[5] = how_many;
	if (!found)
		return true;
	if (!f->cut || comes_before(f->l, stop, f->edge))
		f->edge = stop;
	f->cut = true;
	if (f->l->falling) {
		values[1] = DB_INT(stop.key);
		values[2] = DB_INT(stop.serial - 1);
	} else {
		values[3] = DB_INT(stop.key);
		values[4] = DB_INT(stop.serial + 1);
	}
	return true;
}

static bool run_branch(struct finding *f, const struct branch *b)
{
	const struct listing *l = f->l;
	struct db_value values[TAIL_COUNT + 4];
	const struct walk *walk;

	fill_values(f, b, l->limit + 1, values);
	if (b->gather != GATHER_NONE)
		return gather_rows(f, gathers[b->gather], values, TAIL_COUNT + 4);
	walk = l->sort == LISTING_DUE ? &walk_due
	                              : &walks[b->stage.n > 0][l->sort][l->falling ? 1 : 0];
	if ((l->sort == LISTING_DUE || is_selective(l, b)) && !bound_walk(f, walk, values))
		return false;
	return gather_rows(f, walk->page, values, TAIL_COUNT);
}

/* ---- which way ---- */

static bool count_up_to(struct finding *f, const char *sql, const struct db_value *values,
                        size_t count, int64_t *n)
{
	struct db_rows rows;

	*n = 0;
	if (!db_ask(f->db, &rows, sql, values, count, f->err))
		return false;
	if (db_next(&rows) && !db_is_null(&rows, 0))
		*n = db_int(&rows, 0);
	return db_done(&rows);
}

/* Fewer are gathered than would be walked past: about the root of page times records. */
static bool few(struct finding *f, int64_t *most)
{
	str procedure = f->l->rule->name.id;
	int64_t total, root = 200;

	if (!count_up_to(f, "SELECT max(serial) FROM record WHERE procedure = ?1",
	                 VALUES(DB_TEXT(procedure)), &total))
		return false;
	while (root < LISTING_WALK / 2 && root * root < f->l->limit * total)
		root += 100;
	*most = root;
	return true;
}

static bool count_organ(struct finding *f, str organ, int64_t most, int64_t *n)
{
	return count_up_to(f,
	                   "SELECT count(*) FROM (SELECT 1 FROM involved WHERE procedure = ?1 "
	                   "AND organ = ?2 LIMIT ?3) c",
	                   VALUES(DB_TEXT(f->l->rule->name.id), DB_TEXT(organ), DB_INT(most + 1)),
	                   n);
}

/* The smallest of the sets that the filters make, where it is small. */
static bool choose(struct finding *f, struct branch *b)
{
	const struct listing *l = f->l;
	int64_t best, n;
	str procedure = l->rule->name.id;

	if (!few(f, &best))
		return false;
	for (size_t i = 0; i < l->facet_count; i++) {
		if (!count_up_to(f,
		                 "SELECT count(*) FROM (SELECT 1 FROM facet WHERE procedure = ?1 "
		                 "AND field = ?2 AND value = ?3 LIMIT ?4) c",
		                 VALUES(DB_TEXT(procedure), DB_TEXT(l->facets[i].field),
		                        DB_TEXT(l->facets[i].value), DB_INT(best + 1)),
		                 &n))
			return false;
		if (n <= best) {
			best = n;
			b->gather = GATHER_FACET;
			b->field = l->facets[i].field;
			b->value = l->facets[i].value;
		}
	}
	if (l->organ.n > 0) {
		if (!count_organ(f, l->organ, best, &n))
			return false;
		if (n <= best) {
			best = n;
			b->gather = GATHER_ORGAN;
			b->value = l->organ;
		}
	}
	if (l->lamp == LISTING_RED || l->lamp == LISTING_YELLOW) {
		if (!count_up_to(f,
		                 "SELECT count(*) FROM (SELECT 1 FROM term WHERE procedure = ?1 "
		                 "AND state IN (0, 3) AND due > ?2 AND due <= ?3 LIMIT ?4) c",
		                 VALUES(DB_TEXT(procedure), DB_INT(l->due_from),
		                        DB_INT(l->due_to), DB_INT(best + 1)),
		                 &n))
			return false;
		if (n <= best) {
			b->gather = GATHER_LAMP;
			b->field = b->value = STR("");
		}
	}
	return true;
}

/* Are the records of all of their organs few? Then each organ is gathered. */
static bool few_mine(struct finding *f, bool *mine)
{
	int64_t best, n, sum = 0;

	*mine = false;
	if (f->l->scope.all || !few(f, &best))
		return f->l->scope.all;
	for (size_t i = 0; i < f->l->scope.count && sum <= best; i++) {
		if (!count_organ(f, f->l->scope.organs[i], best, &n))
			return false;
		sum += n;
	}
	*mine = sum <= best;
	return true;
}

/* ---- the branches ---- */

static bool run_stages(struct finding *f, struct branch b)
{
	const struct listing *l = f->l;
	bool whole = l->stage_count == 0 || l->sort == LISTING_DUE || b.gather != GATHER_NONE;

	if (whole && !l->stage_given) {
		b.ended = l->ended;
		return run_branch(f, &b);
	}
	for (size_t i = 0; i < l->stage_count; i++) {
		b.stage = l->stages[i].id;
		b.ended = l->stages[i].certain ? -1 : l->ended;
		if (!run_branch(f, &b))
			return false;
	}
	return true;
}

static bool run_organs(struct finding *f, struct branch b, bool mine)
{
	const struct rights_scope *scope = &f->l->scope;

	if (scope->all) {
		b.all = true;
		return run_stages(f, b);
	}
	for (size_t i = 0; i < scope->count; i += b.organ_count) {
		b.organs = &scope->organs[i];
		b.organ_count = scope->count - i;
		if (b.organ_count > LISTING_ORGANS)
			b.organ_count = LISTING_ORGANS;
		if (mine) {
			b.organ_count = 1;
			b.gather = GATHER_ORGAN;
			b.value = scope->organs[i];
		}
		if (!run_stages(f, b))
			return false;
	}
	return true;
}

static bool run_all(struct finding *f)
{
	struct branch b = { .field = STR(""), .value = STR(""), .stage = STR(""), .ended = -1 };
	bool mine = false;

	if (f->l->number.n > 0) {
		b.gather = GATHER_NUMBER;
		b.value = f->l->number;
	} else if (!choose(f, &b) || (b.gather == GATHER_NONE && !few_mine(f, &mine))) {
		return false;
	}
	return run_organs(f, b, mine);
}

/* ---- the page ---- */

/* By insertion: branches come sorted, and a page is short. */
static void sort_places(struct finding *f)
{
	size_t kept = 0;

	for (size_t i = 1; i < f->count; i++) {
		struct listing_place one = f->at[i];
		size_t k = i;

		while (k > 0 && comes_before(f->l, one, f->at[k - 1])) {
			f->at[k] = f->at[k - 1];
			k--;
		}
		f->at[k] = one;
	}
	for (size_t i = 0; i < f->count; i++)
		if (kept == 0 || f->at[kept - 1].key != f->at[i].key ||
		    f->at[kept - 1].serial != f->at[i].serial)
			f->at[kept++] = f->at[i];
	f->count = kept;
}

static void set_bounds(struct finding *f)
{
	const struct listing *l = f->l;
	int64_t from = l->sort == LISTING_CHANGED ? l->changed_from
	               : l->sort == LISTING_OPENED ? l->opened_from
	                                           : INT64_MIN;
	int64_t to = l->sort == LISTING_CHANGED && l->changed_to != 0 ? l->changed_to
	             : l->sort == LISTING_OPENED                      ? l->opened_to
	                                                              : INT64_MAX;

	f->low = (struct listing_place){ from, 0 };
	f->high = (struct listing_place){ to, 0 };
	if (to == INT64_MAX)
		f->high.serial = INT64_MAX;
	if (l->begun && l->falling)
		f->high = l->after;
	else if (l->begun)
		f->low = l->after;
}

bool listing_find(const struct listing *listing, struct db *db, struct listing_page *page,
                  struct err *err)
{
	struct finding f = { .l = listing, .db = db, .err = err };
	size_t branches = (listing->stage_count + 1) * (listing->scope.count + 1);
	size_t limit = (size_t)listing->limit;

	*page = (struct listing_page){ 0 };
	f.room = branches * (limit + 1);
	f.at = arena_make(listing->arena, struct listing_place, f.room);
	set_bounds(&f);
	if ((listing->scope.all || listing->scope.count > 0) && !run_all(&f))
		return false;
	sort_places(&f);
	while (f.cut && f.count > 0 && comes_before(listing, f.edge, f.at[f.count - 1]))
		f.count--;
	page->at = f.at;
	page->count = f.count > limit ? limit : f.count;
	page->more = f.count > limit || f.cut;
	page->next = f.count > limit ? f.at[limit - 1] : f.edge;
	return true;
}

/* ---- how many ---- */

#define COUNT(from) "SELECT count(*) FROM (SELECT r.serial AS key, r.serial AS serial FROM " from \
	" AND " TAIL ") k WHERE " BETWEEN("k.key", "k.serial") " AND ?6 > 0"

static const char *const counts[] = { COUNT(RECORDS), COUNT(STAGE), COUNT(OF_FACET),
	                              COUNT(OF_ORGAN) };

static bool count_one(struct finding *f, struct branch *b, int64_t *count)
{
	const struct listing *l = f->l;
	struct db_value values[TAIL_COUNT + 4];
	size_t from = b->stage.n > 0 ? 1 : 0;
	int64_t n;

	if (l->facet_count > 0) {
		from = 2;
		b->field = l->facets[0].field;
		b->value = l->facets[0].value;
	} else if (l->organ.n > 0 || b->organ_count == 1) {
		from = 3;
		b->value = l->organ.n > 0 ? l->organ : b->organs[0];
	}
	fill_values(f, b, 1, values);
	if (!count_up_to(f, counts[from], values, TAIL_COUNT + (from > 1 ? 2 : 0), &n))
		return false;
	*count += n;
	return true;
}

bool listing_count(const struct listing *listing, struct db *db, int64_t *count, struct err *err)
{
	struct finding f = { .l = listing,
		             .db = db,
		             .low = { INT64_MIN, INT64_MIN },
		             .high = { INT64_MAX, INT64_MAX },
		             .err = err };
	struct branch b = { .field = STR(""), .value = STR(""), .stage = STR(""), .ended = -1 };

	*count = 0;
	if (listing->number.n > 0 || listing->sort == LISTING_DUE ||
	    listing->lamp == LISTING_YELLOW || listing->scope.count > LISTING_ORGANS) {
		err_set(err, ERR_INVALID, "query.count", "这样的查询不给总数");
		return err_fix(err, "去掉 count=exact；或去掉 number、sort=due、lamp=yellow");
	}
	b.all = listing->scope.all;
	b.organs = listing->scope.organs;
	b.organ_count = listing->scope.count;
	if (!b.all && b.organ_count == 0)
		return true;
	if (listing->stage_count == 0)
		return count_one(&f, &b, count);
	for (size_t i = 0; i < listing->stage_count; i++) {
		b.stage = listing->stages[i].id;
		b.ended = listing->stages[i].certain ? -1 : listing->ended;
		if (!count_one(&f, &b, count))
			return false;
	}
	return true;
}
