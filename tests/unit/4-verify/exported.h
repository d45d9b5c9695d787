/* exported.h -- writes the export of an invented ledger (its events: exported_events.h).
 *
 * Every tenth event from 7 on is erased.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_EXPORTED_H
#define GUIJU_TEST_EXPORTED_H
#include "base/file.h"
#include "exported_events.h"
#include <sys/stat.h>

static inline void exported_put(struct exported *out, const char *name, str bytes)
{
	str path = arena_printf(out->arena, "%s/%s", out->dir, name);
	char *folder = arena_cstr(out->arena, path);
	struct err err = { .kind = ERR_NONE };

	*strrchr(folder, '/') = '\0';
	CHECK_OK(file_make_dir(folder, 0755, &err), &err);
	FILE *file = fopen(path.at, "wb");
	CHECK(file != NULL && fwrite(bytes.at, 1, bytes.n, file) == bytes.n && fclose(file) == 0);
}

static inline void exported_grow(struct exported *out)
{
	unsigned char bytes[LEAF_BYTES_MAX];

	out->bodies = arena_make(out->arena, str, out->count);
	out->salts = arena_make(out->arena, digest, out->count);
	for (uint64_t i = 0; i < out->count; i++) {
		str number = { (const char *)&i, sizeof(i) };
		out->bodies[i] = exported_body(out, i);
		out->salts[i] = digest_str(DIGEST_SHA256, number);
		size_t n = exported_entry(out, i, bytes);
		for (size_t j = 0; j < out->log_count; j++)
			grow_add(out->log[j], (str){ (const char *)bytes, n });
	}
}

static inline struct exported *exported_new(struct arena *arena, const char *dir, uint64_t count,
                                            bool national)
{
	static const char *const names[] = { "guiju/620200", "guiju/620200/sm3" };
	struct exported *out = arena_make(arena, struct exported, 1);
	struct err err = { .kind = ERR_NONE };

	*out = (struct exported){ .arena = arena, .dir = dir, .count = count,
		                  .log_count = national ? 2 : 1 };
	memset(out->field_key.at, 'f', 32);
	out->rule = exported_digest(arena, STR(EXPORTED_RULE));
	digest file = digest_str(DIGEST_SHA256, STR(EXPORTED_CALENDAR));
	out->calendar = exported_digest(arena, STR(EXPORTED_CALENDAR));
	out->set = exported_digest(arena, digest_bytes(&file));
	for (size_t j = 0; j < out->log_count; j++) {
		struct sign_key key;
		CHECK_OK(sign_key_of(arena, j == 0 ? SIGN_ED25519 : SIGN_SM2,
		                     STR("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"), &key, &err), &err);
		out->keys[j] = note_key_of(arena, str_of(names[j]), key);
		out->log[j] = grow_new(arena, j == 0 ? DIGEST_SHA256 : DIGEST_SM3);
	}
	exported_grow(out);
	return out;
}

static inline str exported_checkpoint(struct exported *out, size_t j)
{
	struct checkpoint head = { out->keys[j].name, out->log[j]->edge.size,
		                   merkle_root(&out->log[j]->edge) };
	struct err err = { .kind = ERR_NONE };
	str note = STR(""), text = checkpoint_write(out->arena, &head);

	CHECK_OK(note_sign(out->arena, text, &out->keys[j], 1, &note, &err), &err);
	return note;
}

static inline void exported_tiles(struct exported *out, size_t j)
{
	char path[64];

	for (int level = 0; level < 3; level++) {
		uint64_t have = out->count >> 8 * level;
		for (uint64_t at = 0; at < have; at += MERKLE_TILE) {
			size_t width = have - at < MERKLE_TILE ? (size_t)(have - at) : MERKLE_TILE;
			const digest *from = width == MERKLE_TILE ? out->log[j]->level[level] + at
			                                          : out->log[j]->tiles.open[level];
			merkle_tile_path(level, at / MERKLE_TILE, (int)(width % MERKLE_TILE), path);
			str name = arena_printf(out->arena, "tile%s%s", j == 0 ? "" : ".sm3",
			                        path + 4);
			exported_put(out, name.at, (str){ (const char *)from, 32 * width });
		}
	}
}

static inline void exported_entries(struct exported *out)
{
	unsigned char bytes[LEAF_BYTES_MAX];
	char path[64];

	for (uint64_t at = 0; at < out->count; at += MERKLE_TILE) {
		uint64_t width = out->count - at < MERKLE_TILE ? out->count - at : MERKLE_TILE;
		struct buf buf;
		buf_init(&buf, out->arena, 1 << 20);
		for (uint64_t i = at; i < at + width; i++) {
			size_t n = exported_entry(out, i, bytes);
			buf_byte(&buf, 0);
			buf_byte(&buf, (char)n);
			buf_add(&buf, (str){ (const char *)bytes, n });
		}
		merkle_tile_path(-1, at / MERKLE_TILE, (int)(width % MERKLE_TILE), path);
		exported_put(out, path, buf_str(&buf));
	}
}

static inline void exported_lines(struct exported *out)
{
	struct buf buf;

	buf_init(&buf, out->arena, (size_t)64 << 20);
	for (uint64_t i = 0; i < out->count; i++) {
		str salt = codec_base64(out->arena, digest_bytes(&out->salts[i]));
		if (i % 10 == 7)
			buf_text(&buf, "{\"salt\":null}\n");
		else
			buf_printf(&buf, "{\"body\":%.*s,\"salt\":\"%.*s\"}\n",
			           PSTR(out->bodies[i]), PSTR(salt));
	}
	exported_put(out, "events.jsonl", buf_str(&buf));
}

static inline void exported_write(struct exported *out)
{
	struct buf keys;

	buf_init(&keys, out->arena, 4096);
	for (size_t j = 0; j < out->log_count; j++) {
		exported_put(out, j == 0 ? "checkpoint" : "checkpoint.sm3",
		             exported_checkpoint(out, j));
		exported_tiles(out, j);
		buf_add(&keys, note_write_key(out->arena, &out->keys[j]));
		buf_byte(&keys, '\n');
	}
	exported_put(out, "verifier.key", buf_str(&keys));
	exported_entries(out);
	exported_lines(out);
	exported_put(out, arena_printf(out->arena, "rules/%.*s.rule", PSTR(out->rule)).at,
	             STR(EXPORTED_RULE));
	exported_put(out, arena_printf(out->arena, "calendars/%.*s.calendar",
	                               PSTR(out->calendar)).at, STR(EXPORTED_CALENDAR));
}

#endif
