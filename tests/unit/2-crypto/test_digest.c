/* test_digest.c -- SHA-256, SM3 and HMAC against published vectors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "crypto/digest.h"
#include "vec.h"
#include <jansson.h>

static void digest_file(const char *path, const char *section, enum digest_kind kind, int least)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct vec vec;
	str in = STR("");
	int seen = 0;

	if (!vec_open(arena, path, &vec)) {
		check_skip("the vectors are not there");
		arena_end(arena);
		return;
	}
	while (vec_next(&vec)) {
		if (!str_eq(vec.section, str_of(section)))
			continue;
		if (str_eq(vec.name, STR("In"))) {
			in = vec_unhex(arena, vec.value);
			continue;
		}
		digest whole = digest_str(kind, in);
		str parts[3] = { str_sub(in, 0, in.n / 3), str_sub(in, in.n / 3, in.n), STR("") };
		CHECK(str_eq(digest_bytes(&whole), vec_unhex(arena, vec.value)));
		CHECK(digest_eq(whole, digest_of(kind, parts, countof(parts))));
		seen++;
	}
	CHECK(seen >= least);
	arena_end(arena);
}

TEST(sm3_vectors)
{
	digest_file(VEC_BOTAN "hash/sm3.vec", "[SM3]", DIGEST_SM3, 50);
}

TEST(sha256_vectors)
{
	digest_file(VEC_BOTAN "hash/sha2_32.vec", "[SHA-256]", DIGEST_SHA256, 50);
}

TEST(hmac_vectors)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct vec vec;
	str key = STR(""), in = STR("");
	int seen = 0;

	if (!vec_open(arena, VEC_BOTAN "mac/hmac.vec", &vec)) {
		arena_end(arena);
		SKIP("the vectors are not there");
	}
	while (vec_next(&vec)) {
		if (!str_eq(vec.section, STR("[HMAC(SHA-256)]")))
			continue;
		str value = vec_unhex(arena, vec.value);
		if (str_eq(vec.name, STR("Key")))
			key = value;
		else if (str_eq(vec.name, STR("In")))
			in = value;
		if (!str_eq(vec.name, STR("Out")))
			continue;
		digest mac = digest_hmac(DIGEST_SHA256, key, &in, 1);
		CHECK(str_eq(digest_bytes(&mac), value));
		seen++;
	}
	CHECK(seen >= 5);
	arena_end(arena);
}

static str json_hex(struct arena *arena, const json_t *map, const char *name)
{
	return vec_unhex(arena, str_of(json_string_value(json_object_get(map, name))));
}

/* One Wycheproof test: a tag may be cut short; an invalid one must differ. */
static void wycheproof_mac(struct arena *arena, enum digest_kind kind, const json_t *test)
{
	str key = json_hex(arena, test, "key"), msg = json_hex(arena, test, "msg");
	str tag = json_hex(arena, test, "tag");
	digest mac = digest_hmac(kind, key, &msg, 1);
	bool same = str_eq(tag, str_sub(digest_bytes(&mac), 0, tag.n));
	const char *result = json_string_value(json_object_get(test, "result"));

	CHECK(same == (strcmp(result, "valid") == 0));
}

static void wycheproof_file(const char *path, enum digest_kind kind)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct vec vec;
	json_t *group, *test;
	size_t i, j;

	if (!vec_open(arena, path, &vec)) {
		check_skip("the vectors are not there");
		arena_end(arena);
		return;
	}
	json_t *all = json_loadb(vec.rest.at, vec.rest.n, 0, NULL);
	CHECK(all != NULL);
	json_array_foreach(json_object_get(all, "testGroups"), i, group)
		json_array_foreach(json_object_get(group, "tests"), j, test)
			wycheproof_mac(arena, kind, test);
	json_decref(all);
	arena_end(arena);
}

TEST(hmac_sha256_wycheproof)
{
	wycheproof_file("data/vectors/wycheproof/testvectors_v1/hmac_sha256_test.json",
	                DIGEST_SHA256);
}

TEST(hmac_sm3_wycheproof)
{
	wycheproof_file("data/vectors/wycheproof/testvectors_v1/hmac_sm3_test.json", DIGEST_SM3);
}

TEST(known_answers)
{
	char hex[65], text[44];
	digest d = digest_str(DIGEST_SHA256, STR("abc")), back;

	digest_hex(d, hex);
	CHECK_STR(str_of(hex), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_base64url(d, text);
	CHECK_STR(str_of(text), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
	CHECK(digest_read_base64url(str_of(text), &back) && digest_eq(d, back));
	digest_hex(digest_str(DIGEST_SM3, STR("abc")), hex);
	CHECK_STR(str_of(hex), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
	digest_hex(digest_of(DIGEST_SHA256, NULL, 0), hex);
	CHECK_STR(str_of(hex), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(base64url_is_strict)
{
	digest d = { { 7 } }, before = d;
	const char *bad[] = {
		"", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa",
		"ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=",
		"ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa1", /* unused bits */
		"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0",
		"ungWv48Bz pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
	};

	for (size_t i = 0; i < countof(bad); i++)
		CHECK(!digest_read_base64url(str_of(bad[i]), &d));
	CHECK(digest_eq(d, before));
}
