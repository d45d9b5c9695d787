/* test_merkle.c -- trees, tiles and proofs against published vectors and each other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proof/merkle.h"
#include "../2-crypto/vec.h"
#include "grow.h"
#include <dirent.h>
#include <jansson.h>

#define BUDGET ((size_t)256 << 20)

/* A base64 hash; false where it is not 32 bytes: such a proof is refused unread. */
static bool json_hash(struct arena *arena, const json_t *value, digest *hash)
{
	str bytes;

	if (!codec_unbase64(arena, str_of(json_string_value(value)), &bytes) || bytes.n != 32)
		return false;
	memcpy(hash->at, bytes.at, 32);
	return true;
}

/* A root; some cases have "don't care" in its place, of which only equality counts. */
static digest json_root(struct arena *arena, const json_t *map, const char *name)
{
	const json_t *value = json_object_get(map, name);
	digest root;

	if (json_hash(arena, value, &root))
		return root;
	return digest_str(DIGEST_SHA256, str_of(json_string_value(value)));
}

static bool json_path(struct arena *arena, const json_t *map, struct merkle_path *path)
{
	const json_t *list = json_object_get(map, "proof");
	bool good = true;

	path->count = json_array_size(list);
	path->at = arena_make(arena, digest, path->count);
	for (size_t i = 0; i < path->count; i++)
		good = json_hash(arena, json_array_get(list, i), &path->at[i]) && good;
	return good;
}

/* Whole numbers are read as reals, since one case has 2^64-1. */
static uint64_t json_size(const json_t *map, const char *name)
{
	double number = json_number_value(json_object_get(map, name));

	return number < 1e19 ? (uint64_t)number : UINT64_MAX;
}

static bool inclusion_case(struct arena *arena, const json_t *map)
{
	digest leaf, root = json_root(arena, map, "root");
	struct merkle_path path;

	return json_hash(arena, json_object_get(map, "leafHash"), &leaf) &&
	       json_path(arena, map, &path) &&
	       merkle_check_inclusion(DIGEST_SHA256, json_size(map, "leafIdx"),
	                              json_size(map, "treeSize"), leaf, path, root);
}

static bool consistency_case(struct arena *arena, const json_t *map)
{
	digest old = json_root(arena, map, "root1"), root = json_root(arena, map, "root2");
	struct merkle_path path;

	return json_path(arena, map, &path) &&
	       merkle_check_consistency(DIGEST_SHA256, json_size(map, "size1"),
	                                json_size(map, "size2"), old, root, path);
}

/* Runs all cases below `folder`; gives how many. */
static int cases(struct arena *arena, const char *folder,
                 bool (*run)(struct arena *, const json_t *))
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int seen = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		str path = arena_printf(arena, "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] == '.')
			continue;
		if (!str_ends(path, STR(".json"))) {
			seen += cases(arena, path.at, run);
			continue;
		}
		json_t *map = json_load_file(path.at, JSON_DECODE_INT_AS_REAL, NULL);
		bool bad = json_is_true(json_object_get(map, "wantErr"));
		if (!CHECK(map != NULL && run(arena, map) == !bad))
			printf("  %s\n", path.at);
		json_decref(map);
		seen++;
	}
	if (dir != NULL)
		closedir(dir);
	return seen;
}

TEST(published_inclusion_cases)
{
	struct arena *arena = arena_new(BUDGET);
	const char *folder = check_shared(arena, "data/vectors/merkle-rfc6962/testdata/inclusion");

	if (folder == NULL) {
		arena_end(arena);
		SKIP("the vectors are not there");
	}
	CHECK(cases(arena, folder, inclusion_case) > 90);
	arena_end(arena);
}

TEST(published_consistency_cases)
{
	struct arena *arena = arena_new(BUDGET);
	const char *folder =
		check_shared(arena, "data/vectors/merkle-rfc6962/testdata/consistency");

	if (folder == NULL) {
		arena_end(arena);
		SKIP("the vectors are not there");
	}
	CHECK(cases(arena, folder, consistency_case) > 80);
	arena_end(arena);
}

TEST(certificate_transparency_roots)
{
	struct arena *arena = arena_new(BUDGET);
	struct grow *log = grow_new(arena, DIGEST_SHA256);
	struct vec vec;
	char hex[65];

	if (!vec_open(arena, "data/vectors/rfc6962-ct/merkle_roots.json", &vec)) {
		arena_end(arena);
		SKIP("the vectors are not there");
	}
	json_t *all = json_loadb(vec.rest.at, vec.rest.n, 0, NULL);
	const json_t *inputs = json_object_get(all, "inputs_hex");
	const json_t *roots = json_object_get(all, "roots_for_size_1_to_8");
	digest_hex(merkle_root(&log->edge), hex);
	CHECK_STR(str_of(hex), json_string_value(json_object_get(all, "empty_root")));
	for (size_t i = 0; i < json_array_size(inputs); i++) {
		const char *input = json_string_value(json_array_get(inputs, i));
		grow_add(log, vec_unhex(arena, str_of(input)));
		digest_hex(merkle_root(&log->edge), hex);
		CHECK_STR(str_of(hex), json_string_value(json_array_get(roots, i)));
	}
	CHECK_INT(log->edge.size, 8);
	json_decref(all);
	arena_end(arena);
}

/* Every proof of a log of `size` entries is good, and no other one is. */
static void all_inclusions(struct arena *arena, struct grow *log, digest root,
                           const digest *leaves)
{
	struct merkle_source source = { log->kind, grow_get, log };
	struct err err = { .kind = ERR_NONE };
	uint64_t size = log->edge.size;
	enum digest_kind kind = log->kind;
	struct merkle_path path, other;

	for (uint64_t i = 0; i < size; i++) {
		CHECK(merkle_prove_inclusion(arena, &source, i, size, &path, &err));
		CHECK(merkle_check_inclusion(kind, i, size, leaves[i], path, root));
		CHECK(!merkle_check_inclusion(kind, i, size, leaves[(i + 1) % (size + 1)], path,
		                              root));
		CHECK(!merkle_check_inclusion(kind, i, size - 1, leaves[i], path, root) ||
		      path.count != 0);
		other = (struct merkle_path){ path.at, path.count + 1 };
		CHECK(!merkle_check_inclusion(kind, i, size, leaves[i], other, root));
		other.count = path.count - 1;
		if (path.count > 0)
			CHECK(!merkle_check_inclusion(kind, i, size, leaves[i], other, root));
	}
}

static void all_consistencies(struct arena *arena, struct grow *log, const digest *roots,
                              digest wrong)
{
	struct merkle_source source = { log->kind, grow_get, log };
	struct err err = { .kind = ERR_NONE };
	uint64_t size = log->edge.size;
	enum digest_kind kind = log->kind;
	struct merkle_path path, longer;
	digest root = roots[size];

	for (uint64_t old = 0; old <= size; old++) {
		CHECK(merkle_prove_consistency(arena, &source, old, size, &path, &err));
		CHECK(merkle_check_consistency(kind, old, size, roots[old], root, path) ==
		      (old > 0));
		CHECK(!merkle_check_consistency(kind, old, size, roots[old], wrong, path));
		longer = (struct merkle_path){ path.at, path.count + 1 };
		CHECK(!merkle_check_consistency(kind, old, size, roots[old], root, longer));
	}
}

static void small_logs(enum digest_kind kind)
{
	struct arena *arena = arena_new(BUDGET);
	struct grow *log = grow_new(arena, kind);
	digest roots[71], leaves[71] = { { { 0 } } };

	roots[0] = merkle_root(&log->edge);
	for (uint64_t i = 0; i < 70; i++) {
		struct arena_mark mark = arena_mark(arena);
		str entry = arena_printf(arena, "entry %llu", (unsigned long long)i);
		leaves[i] = merkle_leaf(kind, entry);
		grow_add(log, entry);
		roots[i + 1] = merkle_root(&log->edge);
		all_inclusions(arena, log, roots[i + 1], leaves);
		all_consistencies(arena, log, roots, leaves[i + 1]);
		arena_rewind(arena, mark);
	}
	arena_end(arena);
}

/* docs/formats/checkpoint.md, vectors: entry i is u16be(i). */
static void roots_are(enum digest_kind kind, const char *const want[5])
{
	static const uint64_t sizes[] = { 0, 255, 256, 257, 65537 };
	struct merkle_edge edge = { .kind = kind };

	for (size_t i = 0; i < countof(sizes); i++) {
		char hex[65];
		while (edge.size < sizes[i]) {
			unsigned char entry[2] = { (unsigned char)(edge.size >> 8),
				                   (unsigned char)edge.size };
			merkle_append(&edge, merkle_leaf(kind, (str){ (const char *)entry, 2 }));
		}
		digest_hex(merkle_root(&edge), hex);
		CHECK_STR(str_of(hex), want[i]);
	}
}

TEST(roots_of_the_page)
{
	static const char *const plain[] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"115aacf69b00576a4c29f4630d7f4ec44f548f8eb260e760f0ca688e03face9b",
		"16284532241f522a3fba7a0ae0863cb456ad381219176c2d424516ac230e3110",
		"56dafde5bb3a6d3100c0a5a4a40f1e3eedfb0bd82b6f38a927fb7fe427f87e8b",
		"aad3e5719d6c27e6f2982ceb07feb8f3996f60d4c988bef5953981101c386751",
	};
	static const char *const twin[] = {
		"1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
		"acbfc606480430133712a33077d8508521c88366844b75df8ab5cc13caf9189e",
		"50257047324a065123982d7ace885d1f7e68f8e95923f990af3ae2a760701458",
		"5b26a38122b0aa300252ba792b63977b0bf32db21cce470ffaf52391cfb3d8c2",
		"6e0e994750795ca6deae61bcb7cbefdef88e6da822540e3f42f4112281d69d57",
	};

	roots_are(DIGEST_SHA256, plain);
	roots_are(DIGEST_SM3, twin);
}

TEST(all_proofs_of_small_logs_sha256)
{
	small_logs(DIGEST_SHA256);
}

TEST(all_proofs_of_small_logs_sm3)
{
	small_logs(DIGEST_SM3);
}

TEST(every_flipped_bit_of_a_proof_fails)
{
	struct arena *arena = arena_new(BUDGET);
	struct grow *log = grow_new(arena, DIGEST_SHA256);
	struct merkle_source source = { log->kind, grow_get, log };
	struct err err = { .kind = ERR_NONE };
	struct merkle_path path;
	digest old_root = { { 0 } };

	for (uint64_t i = 0; i < 21; i++) {
		grow_add(log, arena_printf(arena, "%llu", (unsigned long long)i));
		if (i == 12)
			old_root = merkle_root(&log->edge);
	}
	digest root = merkle_root(&log->edge), leaf = merkle_leaf(DIGEST_SHA256, STR("10"));
	CHECK(merkle_prove_inclusion(arena, &source, 10, 21, &path, &err));
	CHECK(merkle_check_inclusion(DIGEST_SHA256, 10, 21, leaf, path, root));
	for (size_t bit = 0; bit < 256 * path.count; bit++) {
		path.at[bit / 256].at[bit % 256 / 8] ^= (unsigned char)(1 << bit % 8);
		CHECK(!merkle_check_inclusion(DIGEST_SHA256, 10, 21, leaf, path, root));
		path.at[bit / 256].at[bit % 256 / 8] ^= (unsigned char)(1 << bit % 8);
	}
	CHECK(merkle_prove_consistency(arena, &source, 13, 21, &path, &err));
	CHECK(merkle_check_consistency(DIGEST_SHA256, 13, 21, old_root, root, path));
	for (size_t bit = 0; bit < 256 * path.count; bit++) {
		path.at[bit / 256].at[bit % 256 / 8] ^= (unsigned char)(1 << bit % 8);
		CHECK(!merkle_check_consistency(DIGEST_SHA256, 13, 21, old_root, root, path));
		path.at[bit / 256].at[bit % 256 / 8] ^= (unsigned char)(1 << bit % 8);
	}
	arena_end(arena);
}

/* Across 256 and 65,536 entries: proofs come from tiles of three levels. */
TEST(proofs_of_a_log_of_three_levels)
{
	struct arena *arena = arena_new(BUDGET);
	struct grow *log = grow_new(arena, DIGEST_SHA256);
	struct merkle_source source = { log->kind, grow_get, log };
	struct err err = { .kind = ERR_NONE };
	const uint64_t sizes[] = { 255, 256, 257, 511, 4096, 65535, 65536, 65537, 66000 };
	const uint64_t at[] = { 0, 1, 255, 256, 300, 4095, 65279, 65535, 65536, 65999 };
	digest roots[countof(sizes)];
	struct merkle_path path;
	size_t next = 0;

	for (uint64_t i = 0; i < 66000; i++) {
		unsigned char bytes[2] = { (unsigned char)(i >> 8), (unsigned char)i };
		grow_add(log, (str){ (const char *)bytes, 2 });
		if (i + 1 == sizes[next])
			roots[next++] = merkle_root(&log->edge);
	}
	for (size_t i = 0; i < countof(at); i++) {
		unsigned char bytes[2] = { (unsigned char)(at[i] >> 8), (unsigned char)at[i] };
		digest leaf = merkle_leaf(DIGEST_SHA256, (str){ (const char *)bytes, 2 });
		CHECK(merkle_prove_inclusion(arena, &source, at[i], 66000, &path, &err));
		CHECK(merkle_check_inclusion(DIGEST_SHA256, at[i], 66000, leaf, path,
		                             roots[countof(sizes) - 1]));
	}
	for (size_t i = 0; i < countof(sizes); i++)
		for (size_t j = i; j < countof(sizes); j++) {
			CHECK(merkle_prove_consistency(arena, &source, sizes[i],
			                               sizes[j], &path, &err));
			CHECK(merkle_check_consistency(DIGEST_SHA256, sizes[i], sizes[j],
			                               roots[i], roots[j], path));
			if (i != j)
				CHECK(!merkle_check_consistency(DIGEST_SHA256, sizes[i], sizes[j],
				                                roots[j], roots[j], path));
		}
	CHECK_INT(log->tiles.size, log->edge.size);
	arena_end(arena);
}

static bool stop_at_once(void *with, int level, uint64_t index, const digest *hashes)
{
	(void)with, (void)level, (void)index, (void)hashes;
	return false;
}

TEST(a_tile_that_cannot_be_kept_is_told)
{
	static struct merkle_tiles tiles = { .kind = DIGEST_SHA256 };
	digest leaf = merkle_leaf(DIGEST_SHA256, STR("x"));

	for (int i = 0; i < 255; i++)
		CHECK(merkle_tiles_append(&tiles, leaf, stop_at_once, NULL));
	CHECK(!merkle_tiles_append(&tiles, leaf, stop_at_once, NULL));
}

TEST(tile_paths)
{
	const struct {
		int level;
		uint64_t index;
		int width;
		const char *path;
	} rows[] = {
		{ 0, 0, 0, "tile/0/000" },
		{ 0, 67, 0, "tile/0/067" },
		{ 1, 0, 17, "tile/1/000.p/17" },
		{ 0, 1234, 0, "tile/0/x001/234" },
		{ 0, 1234067, 0, "tile/0/x001/x234/067" },
		{ 2, 12345, 255, "tile/2/x012/345.p/255" },
		{ -1, 273, 0, "tile/entries/273" },
		{ -1, 1000, 3, "tile/entries/x001/000.p/3" },
		{ 0, UINT64_MAX / 256, 255,
		  "tile/0/x072/x057/x594/x037/x927/935.p/255" },
	};
	char path[64];

	for (size_t i = 0; i < countof(rows); i++) {
		merkle_tile_path(rows[i].level, rows[i].index, rows[i].width, path);
		CHECK_STR(str_of(path), rows[i].path);
	}
}
