/* audit.c -- one log recomputed from its events, and compared with its tiles and heads.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/audit.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "store/db.h"
#include <stdarg.h>

#define AUDIT_TEXT 512

void audit_tell(struct audit_faults *faults, const char *code, const char *format, ...)
{
	char text[AUDIT_TEXT];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	faults->count++;
	faults->tell(faults->with, code, text);
}

static const char *audit_name(const struct audit *audit)
{
	return audit->log == 0 ? "" : "国密";
}

/* Heads */

/* Opens a signed note and keeps what it says; tells when it does not hold. */
static bool audit_add_head(struct audit *audit, str note, bool former, const char *code,
                           const char *what, struct checkpoint *checkpoint)
{
	struct arena *scratch = audit->ledger->scratch;
	struct err wrong = { .kind = ERR_NONE };

	if (!ledger_keys_open(audit->ledger, scratch, audit->log, note, former, checkpoint,
	                      &wrong)) {
		audit_tell(audit->faults, code, "%s：%s", what, wrong.what);
		return false;
	}
	audit->heads[audit->head_count++] = (struct audit_head){
		.size = (int64_t)checkpoint->size, .root = checkpoint->root };
	return true;
}

static void audit_head_row(struct audit *audit, struct db_rows *rows)
{
	struct arena_mark mark = arena_mark(audit->ledger->scratch);
	int64_t size = db_int(rows, 0);
	str note = arena_copy(audit->ledger->scratch, db_text(rows, 2));
	struct checkpoint checkpoint;
	char what[100];

	snprintf(what, sizeof(what), "第 %lld 条处的%s签名", (long long)size, audit_name(audit));
	if (audit_add_head(audit, note, size <= audit->ledger->since, "ledger.head", what,
	                   &checkpoint) &&
	    ((int64_t)checkpoint.size != size ||
	     !str_eq(db_text(rows, 1), digest_bytes(&checkpoint.root))))
		audit_tell(audit->faults, "ledger.head",
		           "%s：所签的条数或树根与登记的不同，登记被改动", what);
	arena_rewind(audit->ledger->scratch, mark);
}

static bool audit_read_heads(struct audit *audit, struct arena *arena, struct err *err)
{
	struct db *db = audit->ledger->db;
	struct db_rows rows;
	int64_t count = 0;

	if (!db_ask(db, &rows, "SELECT COUNT(*) FROM head WHERE log = ?1",
	            VALUES(DB_INT(audit->log)), err))
		return false;
	while (db_next(&rows))
		count = db_int(&rows, 0);
	if (!db_done(&rows))
		return false;
	audit->heads = arena_make(arena, struct audit_head, (size_t)count + 1);
	if (!db_ask(db, &rows, "SELECT size, root, note FROM head WHERE log = ?1 ORDER BY size",
	            VALUES(DB_INT(audit->log)), err))
		return false;
	while (db_next(&rows))
		audit_head_row(audit, &rows);
	return db_done(&rows);
}

static void audit_compare_file(struct audit *audit, const struct ledger_head *file,
                               const struct ledger_head *row)
{
	struct checkpoint checkpoint;
	const char *name = audit_name(audit);
	char what[64];

	snprintf(what, sizeof(what), "%s检查点文件", name);
	if (row->found && str_eq(file->note, row->note))
		return;
	if (!audit_add_head(audit, file->note, false, "ledger.checkpoint", what, &checkpoint) ||
	    !row->found || file->moved)
		return;
	if ((int64_t)checkpoint.size < row->size)
		audit_tell(audit->faults, "ledger.checkpoint",
		           "%s停在第 %lld 条，而最后的签名在第 %lld 条：文件被换成了旧的", what,
		           (long long)checkpoint.size, (long long)row->size);
	else if ((int64_t)checkpoint.size == row->size)
		audit_tell(audit->faults, "ledger.checkpoint", "%s与登记的最后一次签名不同", what);
}

static bool audit_read_file(struct audit *audit, struct err *err)
{
	struct arena *scratch = audit->ledger->scratch;
	struct arena_mark mark = arena_mark(scratch);
	struct ledger_head row, file;

	if (!ledger_heads_last(audit->ledger, scratch, audit->log, &row, err) ||
	    !ledger_heads_file(audit->ledger, scratch, audit->log, &file, err))
		return false;
	if (file.found)
		audit_compare_file(audit, &file, &row);
	else if (row.found && !file.moved)
		audit_tell(audit->faults, "ledger.checkpoint", "%s检查点文件不见了",
		           audit_name(audit));
	else if (audit->size > 0 && !row.found)
		audit_tell(audit->faults, "ledger.head", "账本有 %lld 条事件，却没有任何%s签名",
		           (long long)audit->size, audit_name(audit));
	arena_rewind(scratch, mark);
	return true;
}

static int audit_order(const void *a, const void *b)
{
	int64_t left = ((const struct audit_head *)a)->size;
	int64_t right = ((const struct audit_head *)b)->size;

	return (left > right) - (left < right);
}

bool audit_begin(struct audit *audit, struct arena *arena, struct ledger *ledger, int log,
                 struct audit_faults *faults, struct err *err)
{
	memset(audit, 0, sizeof(*audit));
	audit->ledger = ledger;
	audit->log = log;
	audit->size = ledger->size;
	audit->faults = faults;
	audit->rows.kind = audit->kept.kind = (enum digest_kind)log;
	audit->row_tiles.kind = audit->kept_tiles.kind = (enum digest_kind)log;
	if (ledger->folder == NULL)
		return true;
	if (!audit_read_heads(audit, arena, err) || !audit_read_file(audit, err))
		return false;
	qsort(audit->heads, audit->head_count, sizeof(*audit->heads), audit_order);
	return true;
}

/* Tiles and trees */

bool audit_reach(struct audit *audit, int64_t seq, struct err *err)
{
	int64_t index = seq / MERKLE_TILE;
	enum tree_tile found;

	if (seq % MERKLE_TILE != 0)
		return true;
	audit->has_tile = false;
	if (audit->broken || audit->size - seq < MERKLE_TILE)
		return true;
	if (!tree_read_tile(audit->ledger->db, audit->log, 0, (uint64_t)index, audit->tile,
	                    &found, err))
		return false;
	audit->has_tile = found == TREE_TILE_WHOLE;
	audit->tiles_found += found != TREE_TILE_NONE;
	if (!audit->has_tile)
		audit_tell(audit->faults, "ledger.tile", "%s账页（第0层第%lld页）%s",
		           audit_name(audit), (long long)index,
		           found == TREE_TILE_ODD ? "长度不对" : "不见了");
	return true;
}

bool audit_is_kept(const struct audit *audit, int64_t seq, digest leaf)
{
	return audit->has_tile && digest_eq(audit->tile[seq % MERKLE_TILE], leaf);
}

int64_t audit_find(const struct audit *audit, int64_t seq, digest leaf)
{
	for (int64_t i = 0; audit->has_tile && i < MERKLE_TILE; i++) {
		if (digest_eq(audit->tile[i], leaf))
			return seq - seq % MERKLE_TILE + i;
	}
	return -1;
}

/* A tile above the lowest is right when each hash is that of one of the two trees. */
static bool audit_upper(void *with, int level, uint64_t index, const digest *hashes)
{
	struct audit *audit = with;
	const digest *kept = audit->kept_tiles.open[level];
	digest stored[MERKLE_TILE];
	enum tree_tile found;
	bool good;

	if (level == 0)
		return true;
	if (!tree_read_tile(audit->ledger->db, audit->log, level, index, stored, &found,
	                    audit->err))
		return false;
	audit->tiles_found += found != TREE_TILE_NONE;
	good = found == TREE_TILE_WHOLE;
	for (size_t i = 0; good && i < MERKLE_TILE; i++)
		good = digest_eq(stored[i], hashes[i]) || digest_eq(stored[i], kept[i]);
	if (!good)
		audit_tell(audit->faults, "ledger.tile", "%s账页（第%d层第%llu页）%s",
		           audit_name(audit), level, (unsigned long long)index,
		           found == TREE_TILE_NONE ? "不见了" : "被改动");
	return true;
}

static bool audit_nothing(void *with, int level, uint64_t index, const digest *hashes)
{
	(void)with, (void)level, (void)index, (void)hashes;
	return true;
}

static bool audit_grow(struct audit *audit, digest row, digest kept, struct err *err)
{
	merkle_append(&audit->rows, row);
	merkle_append(&audit->kept, kept);
	audit->err = err;
	return merkle_tiles_append(&audit->kept_tiles, kept, audit_nothing, audit) &&
	       merkle_tiles_append(&audit->row_tiles, row, audit_upper, audit);
}

static void audit_meet_heads(struct audit *audit)
{
	int64_t size = (int64_t)audit->rows.size;

	while (audit->next_head < audit->head_count) {
		struct audit_head *head = &audit->heads[audit->next_head];
		if (head->size > size)
			return;
		audit->next_head++;
		if (head->size < size)
			continue;
		head->met = true;
		head->rows_agree = digest_eq(head->root, merkle_root(&audit->rows));
		head->tiles_agree = digest_eq(head->root, merkle_root(&audit->kept));
	}
}

bool audit_put(struct audit *audit, int64_t seq, const digest *leaf, struct err *err)
{
	const digest *kept = &audit->tile[seq % MERKLE_TILE];

	if (leaf != NULL && audit->has_tile && !digest_eq(*leaf, *kept)) {
		if (audit->suspect_count < AUDIT_SUSPECTS)
			audit->suspects[audit->suspect_count] = (struct audit_suspect){
				seq, audit_find(audit, seq, *leaf) };
		audit->suspect_count++;
	}
	if (leaf == NULL && !audit->has_tile)
		audit->broken = true;
	if (audit->broken)
		return true;
	assert(audit->rows.size == (uint64_t)seq);
	if (!audit_grow(audit, leaf != NULL ? *leaf : *kept, audit->has_tile ? *kept : *leaf, err))
		return false;
	audit_meet_heads(audit);
	return true;
}

/* The verdict */

/* The first head that covers event `seq` and was met, or NULL. */
static const struct audit_head *audit_head_over(const struct audit *audit, int64_t seq)
{
	for (size_t i = 0; i < audit->head_count; i++) {
		if (audit->heads[i].met && audit->heads[i].size > seq)
			return &audit->heads[i];
	}
	return NULL;
}

static void audit_accuse(struct audit *audit, const struct audit_suspect *suspect,
                         const struct audit_head *head)
{
	const char *name = audit_name(audit);
	long long seq = suspect->seq;

	audit->accused = true;
	if (suspect->other >= 0)
		audit_tell(audit->faults, "ledger.swapped",
		           "第 %lld 号位置上放的是第 %lld 号事件：次序被调换", seq,
		           (long long)suspect->other);
	else if (head != NULL && head->tiles_agree)
		audit_tell(audit->faults, "ledger.event",
		           "第 %lld 号事件不是记账时的那一条：与%s账页和签名不符", seq, name);
	else
		audit_tell(audit->faults, "ledger.event",
		           "第 %lld 号事件与%s账页不符：两者之一被改动", seq, name);
}

static void audit_tell_suspect(struct audit *audit, const struct audit_suspect *suspect, bool told)
{
	const struct audit_head *head = audit_head_over(audit, suspect->seq);
	long long seq = suspect->seq;

	if (head != NULL && head->rows_agree)
		audit_tell(audit->faults, "ledger.tile",
		           "%s账页（第0层第%lld页）第 %lld 号事件的那一格被改动（事件与签名相符）",
		           audit_name(audit), seq / MERKLE_TILE, seq);
	else if (!told)
		audit_accuse(audit, suspect, head);
}

/* The first head that neither the events nor the tiles meet: nothing told so far
 * explains it, but the heads around it say between which events it lies. */
static void audit_tell_heads(struct audit *audit)
{
	int64_t before = 0;

	for (size_t i = 0; i < audit->head_count; i++) {
		const struct audit_head *head = &audit->heads[i];
		if (head->met && head->rows_agree)
			before = head->size;
		if (!head->met || head->rows_agree || head->tiles_agree)
			continue;
		audit->accused = true;
		audit_tell(audit->faults, "ledger.root",
		           "第 %lld 至 %lld 号事件与第 %lld 条处的%s签名不符：其中有事件被改动、"
		           "调换或插入", (long long)before, (long long)head->size - 1,
		           (long long)head->size, audit_name(audit));
		return;
	}
}

void audit_end(struct audit *audit, bool told)
{
	const struct audit_head *last =
		audit->head_count > 0 ? &audit->heads[audit->head_count - 1] : NULL;
	int64_t named = audit->suspect_count;

	if (named > AUDIT_SUSPECTS)
		named = AUDIT_SUSPECTS;
	for (int64_t i = 0; i < named; i++)
		audit_tell_suspect(audit, &audit->suspects[i], told);
	if (named < audit->suspect_count)
		audit_tell(audit->faults, "ledger.event", "另有 %lld 件事件与%s账页不符",
		           (long long)(audit->suspect_count - named), audit_name(audit));
	if (!told)
		audit_tell_heads(audit);
	if (last != NULL && last->size > audit->size)
		audit_tell(audit->faults, "ledger.cut",
		           "账本只有 %lld 条，而%s签名签到第 %lld 条：末尾 %lld 条不见了",
		           (long long)audit->size, audit_name(audit), (long long)last->size,
		           (long long)(last->size - audit->size));
}
