/* import_spool.c -- the rows of a file put aside, so that they can be taken in another order.
 *
 * A row in the file: number, line, count, length of the key (8 bytes each), the lengths
 * of the cells (4 bytes each), the key, the cells.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_spool.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include <errno.h>
#include <unistd.h>

#define INDEX_BUDGET ((size_t)192 << 20)
#define CHUNK        ((size_t)8192)    /* entries taken at once */
#define ROWS_MOST    ((size_t)2000000) /* 80 bytes each: fits the budget, and 300 MB in all */

struct entry {
	instant at;
	int64_t offset, line;
	uint64_t name;
	uint32_t size;
	bool known, late;
};

/* Numbers of a set with a count each: open addressing, never full. */
struct tally {
	struct arena *arena;
	uint64_t *keys; /* 0: free */
	uint32_t *times;
	size_t room, used;
};

struct import_spool {
	FILE *file;
	int64_t size;
	struct arena *index; /* of the entries */
	struct entry **chunks;
	size_t chunk_room;
	struct entry *entries; /* once ready */
	size_t count, next;
	struct tally contents;
	bool any_known;
};

static void end_spool(void *thing)
{
	struct import_spool *spool = thing;

	if (spool->file != NULL)
		fclose(spool->file);
	if (spool->contents.arena != NULL)
		arena_end(spool->contents.arena);
	arena_end(spool->index);
}

static bool no_room(struct err *err)
{
	const char *why = strerror(errno);

	err_set(err, ERR_STORE, "import.spool", "临时文件写不进或读不出");
	err_detail(err, "%s", why);
	return err_fix(err, "看临时文件夹（TMPDIR，默认 /tmp）还有没有空间");
}

struct import_spool *import_spool_new(struct arena *arena, struct err *err)
{
	struct import_spool *spool = arena_make(arena, struct import_spool, 1);

	spool->index = arena_new(INDEX_BUDGET);
	arena_at_end(arena, end_spool, spool);
	spool->file = tmpfile();
	if (spool->file == NULL) {
		no_room(err);
		return NULL;
	}
	return spool;
}

/* ---- counting ---- */

static size_t place_of(const struct tally *tally, uint64_t key)
{
	size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (tally->room - 1);

	while (tally->keys[at] != 0 && tally->keys[at] != key)
		at = (at + 1) & (tally->room - 1);
	return at;
}

static void widen(struct tally *tally)
{
	struct tally wide = { .room = tally->room ? tally->room * 2 : 4096, .used = tally->used };

	wide.arena = arena_new(wide.room * 12 + 4096);
	wide.keys = arena_make(wide.arena, uint64_t, wide.room);
	wide.times = arena_make(wide.arena, uint32_t, wide.room);
	for (size_t i = 0; i < tally->room; i++) {
		size_t at;

		if (tally->keys[i] == 0)
			continue;
		at = place_of(&wide, tally->keys[i]);
		wide.keys[at] = tally->keys[i];
		wide.times[at] = tally->times[i];
	}
	if (tally->arena != NULL)
		arena_end(tally->arena);
	*tally = wide;
}

/* Counts the key once more; gives the times. */
static uint32_t count_one(struct tally *tally, uint64_t key)
{
	size_t at;

	key = key == 0 ? 1 : key;
	if (tally->used * 3 >= tally->room * 2)
		widen(tally);
	at = place_of(tally, key);
	if (tally->keys[at] == 0) {
		tally->keys[at] = key;
		tally->used++;
	}
	return ++tally->times[at];
}

uint32_t import_spool_times(struct import_spool *spool, uint64_t contents)
{
	return count_one(&spool->contents, contents);
}

/* ---- putting aside ---- */

static uint64_t hash(str s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.at[i]) * UINT64_C(1099511628211);
	return h == 0 ? 1 : h;
}

static struct entry *new_entry(struct import_spool *spool)
{
	size_t chunk = spool->count / CHUNK;

	if (chunk == spool->chunk_room) {
		size_t room = spool->chunk_room ? spool->chunk_room * 2 : 64;

		spool->chunks = arena_grow(spool->index, spool->chunks,
		                           spool->chunk_room * sizeof(*spool->chunks),
		                           room * sizeof(*spool->chunks));
		spool->chunk_room = room;
	}
	if (spool->chunks[chunk] == NULL)
		spool->chunks[chunk] = arena_make(spool->index, struct entry, CHUNK);
	return &spool->chunks[chunk][spool->count++ % CHUNK];
}

static bool put(struct import_spool *spool, const void *bytes, size_t n)
{
	spool->size += (int64_t)n;
	return n == 0 || fwrite(bytes, 1, n, spool->file) == n;
}

bool import_spool_add(struct import_spool *spool, const struct import_row *row, struct err *err)
{
	if (spool->count == ROWS_MOST) {
		err_set(err, ERR_LIMIT, "import.rows", "一次最多导入 %zu 行", ROWS_MOST);
		return err_fix(err, "请分成几个文件，同一案件的行放在一个文件里");
	}
	struct entry *entry = new_entry(spool);
	int64_t head[4] = { row->number, row->line, (int64_t)row->count, (int64_t)row->key.n };
	bool ok = true;

	*entry = (struct entry){ .at = row->at,
		                 .offset = spool->size,
		                 .line = row->line,
		                 .name = row->name.n ? hash(row->name) : 0,
		                 .known = row->known };
	spool->any_known |= row->known;
	if (row->known)
		return true; /* it will not be asked for again */
	ok = put(spool, head, sizeof(head));
	for (size_t i = 0; i < row->count && ok; i++) {
		uint32_t n = (uint32_t)row->cells[i].n;

		ok = put(spool, &n, sizeof(n));
	}
	ok = ok && put(spool, row->key.at, row->key.n);
	for (size_t i = 0; i < row->count && ok; i++)
		ok = put(spool, row->cells[i].at, row->cells[i].n);
	entry->size = (uint32_t)(spool->size - entry->offset);
	return ok || no_room(err);
}

static int in_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* From the end: a row whose case has a known row behind it came too late. */
static void find_late(struct import_spool *spool)
{
	struct tally cases = { 0 };

	widen(&cases);
	for (size_t i = spool->count; i-- > 0;) {
		struct entry *entry = &spool->entries[i];

		if (entry->name == 0)
			continue;
		if (entry->known)
			count_one(&cases, entry->name);
		else
			entry->late = cases.keys[place_of(&cases, entry->name)] != 0;
	}
	arena_end(cases.arena);
}

bool import_spool_ready(struct import_spool *spool, bool sort, struct err *err)
{
	if (fflush(spool->file) != 0)
		return no_room(err);
	if (spool->contents.arena != NULL)
		arena_end(spool->contents.arena);
	spool->contents = (struct tally){ 0 };
	spool->entries = arena_make(spool->index, struct entry, spool->count);
	for (size_t i = 0; i < spool->count; i++)
		spool->entries[i] = spool->chunks[i / CHUNK][i % CHUNK];
	if (sort && spool->count > 0)
		qsort(spool->entries, spool->count, sizeof(*spool->entries), in_time);
	if (spool->any_known)
		find_late(spool);
	return true;
}

int64_t import_spool_count(const struct import_spool *spool)
{
	return (int64_t)spool->count;
}

/* ---- taking out ---- */

static bool fetch(struct import_spool *spool, const struct entry *entry, char *bytes)
{
	size_t got = 0;

	while (got < entry->size) {
		ssize_t n = pread(fileno(spool->file), bytes + got, entry->size - got,
		                  (off_t)(entry->offset + (int64_t)got));

		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

static void unfold(struct arena *arena, const char *bytes, struct import_row *row)
{
	int64_t head[4];
	const char *lengths = bytes + sizeof(head), *at;
	str *cells;

	memcpy(head, bytes, sizeof(head));
	row->number = head[0];
	row->count = (size_t)head[2];
	cells = arena_make(arena, str, row->count);
	at = lengths + row->count * sizeof(uint32_t);
	row->key = (str){ at, (size_t)head[3] };
	at += row->key.n;
	for (size_t i = 0; i < row->count; i++) {
		uint32_t n;

		memcpy(&n, lengths + i * sizeof(n), sizeof(n));
		cells[i] = (str){ at, n };
		at += n;
	}
	row->cells = cells;
}

bool import_spool_next(struct import_spool *spool, struct arena *arena, struct import_row *row,
                       bool *more, struct err *err)
{
	const struct entry *entry;
	char *bytes;

	*more = spool->next < spool->count;
	if (!*more)
		return true;
	entry = &spool->entries[spool->next++];
	*row = (struct import_row){ .line = entry->line,
		                    .known = entry->known,
		                    .late = entry->late };
	if (entry->known)
		return true;
	bytes = arena_take(arena, entry->size);
	if (!fetch(spool, entry, bytes))
		return no_room(err);
	unfold(arena, bytes, row);
	return true;
}
