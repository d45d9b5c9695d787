/* test_sign.c -- Ed25519 and SM2 against published vectors, and forgeries refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "crypto/sign.h"
#include "vec.h"
#include <jansson.h>

#define BUDGET ((size_t)256 << 20)

static bool check_ed25519(str open, str message, str signature)
{
	struct sign_key key = { SIGN_ED25519, STR(""), open };

	return sign_check(&key, message, signature);
}

TEST(ed25519_vectors)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };
	struct vec vec;
	struct sign_key key;
	str secret = STR(""), open = STR(""), message = STR(""), made;
	int seen = 0;

	if (!vec_open(arena, VEC_BOTAN "pubkey/ed25519.vec", &vec)) {
		arena_end(arena);
		SKIP("the vectors are not there");
	}
	while (vec_next(&vec)) {
		if (!str_eq(vec.section, STR("[Pure]")))
			continue;
		if (str_eq(vec.name, STR("Privkey")))
			secret = vec_unhex(arena, vec.value);
		else if (str_eq(vec.name, STR("Pubkey")))
			open = vec_unhex(arena, vec.value);
		else if (str_eq(vec.name, STR("Msg")))
			message = vec_unhex(arena, vec.value);
		if (!str_eq(vec.name, STR("Signature")))
			continue;
		if (seen % 8 == 0) { /* one in eight is enough on two cores */
			CHECK_OK(sign_key_of(arena, SIGN_ED25519, secret, &key, &err), &err);
			CHECK(str_eq(key.open, open));
			CHECK_OK(sign_make(arena, &key, message, &made, &err), &err);
			CHECK(str_eq(made, vec_unhex(arena, vec.value)));
			CHECK(sign_check(&key, message, made));
		}
		seen++;
	}
	CHECK(seen > 500);
	arena_end(arena);
}

TEST(ed25519_bad_signatures)
{
	struct arena *arena = arena_new(BUDGET);
	struct vec vec;
	str open = STR(""), message = STR("");
	bool valid = false;
	int seen = 0;

	if (!vec_open(arena, VEC_BOTAN "pubkey/ed25519_verify.vec", &vec)) {
		arena_end(arena);
		SKIP("the vectors are not there");
	}
	while (vec_next(&vec)) {
		if (str_eq(vec.name, STR("Valid")))
			valid = str_eq(vec.value, STR("1"));
		else if (str_eq(vec.name, STR("Pubkey")))
			open = vec_unhex(arena, vec.value);
		else if (str_eq(vec.name, STR("Msg")))
			message = vec_unhex(arena, vec.value);
		if (!str_eq(vec.name, STR("Signature")))
			continue;
		str signature = vec_unhex(arena, vec.value);
		if (!CHECK(check_ed25519(open, message, signature) == valid))
			printf("  public key %.*s\n", PSTR(codec_hex(arena, open)));
		seen++;
	}
	CHECK(seen > 5);
	arena_end(arena);
}

static str json_hex(struct arena *arena, const json_t *map, const char *name)
{
	return vec_unhex(arena, str_of(json_string_value(json_object_get(map, name))));
}

TEST(ed25519_wycheproof)
{
	struct arena *arena = arena_new(BUDGET);
	struct vec vec;
	json_t *group, *test;
	size_t i, j;

	if (!vec_open(arena, "data/vectors/wycheproof/testvectors_v1/ed25519_test.json", &vec)) {
		arena_end(arena);
		SKIP("the vectors are not there");
	}
	json_t *all = json_loadb(vec.rest.at, vec.rest.n, 0, NULL);
	CHECK(all != NULL);
	json_array_foreach(json_object_get(all, "testGroups"), i, group) {
		str open = json_hex(arena, json_object_get(group, "publicKey"), "pk");
		json_array_foreach(json_object_get(group, "tests"), j, test) {
			const char *result = json_string_value(json_object_get(test, "result"));
			bool good = check_ed25519(open, json_hex(arena, test, "msg"),
			                          json_hex(arena, test, "sig"));
			if (!CHECK(good == (strcmp(result, "valid") == 0)))
				printf("  tcId %lld\n", (long long)json_integer_value(
				                                json_object_get(test, "tcId")));
		}
	}
	json_decref(all);
	arena_end(arena);
}

static struct sign_key key_of_hex(struct arena *arena, enum sign_kind kind, const char *hex)
{
	struct err err = { .kind = ERR_NONE };
	struct sign_key key = { kind, STR(""), STR("") };

	CHECK_OK(sign_key_of(arena, kind, vec_unhex(arena, str_of(hex)), &key, &err), &err);
	return key;
}

/* GM/T 0003.5-2012, annex A: recommended curve, default identity. */
TEST(sm2_standard_example)
{
	struct arena *arena = arena_new(BUDGET);
	struct sign_key key = key_of_hex(
		arena, SIGN_SM2,
		"3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
	str signature = vec_unhex(
		arena, STR("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
		           "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"));

	CHECK_STR(codec_hex(arena, key.open),
	          "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
	          "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
	CHECK(sign_check(&key, STR("message digest"), signature));
	CHECK(!sign_check(&key, STR("message digesu"), signature));
	CHECK(!sign_check_as(&key, STR("ALICE123@YAHOO.COM"), STR("message digest"), signature));
	arena_end(arena);
}

/* Of sm2_sig.vec only the standard curve with SM3 can be expressed here. */
TEST(sm2_vectors)
{
	struct arena *arena = arena_new(BUDGET);
	struct vec vec;
	str identity = STR(""), message = STR(""), secret = STR("");
	bool curve = false, sm3 = false;
	int seen = 0;

	if (!vec_open(arena, VEC_BOTAN "pubkey/sm2_sig.vec", &vec)) {
		arena_end(arena);
		SKIP("the vectors are not there");
	}
	while (vec_next(&vec)) {
		if (str_eq(vec.name, STR("Oid")))
			curve = str_eq(vec.value, STR("1.2.156.10197.1.301"));
		else if (str_eq(vec.name, STR("Hash")))
			sm3 = str_eq(vec.value, STR("SM3"));
		else if (str_eq(vec.name, STR("Ident")))
			identity = vec.value;
		else if (str_eq(vec.name, STR("Msg")))
			message = vec_unhex(arena, vec.value);
		else if (str_eq(vec.name, STR("x")))
			secret = codec_hex(arena, vec_unhex(arena, vec.value));
		if (!str_eq(vec.name, STR("Signature")) || !curve || !sm3)
			continue;
		struct sign_key key = key_of_hex(arena, SIGN_SM2, secret.at);
		str signature = vec_unhex(arena, vec.value);
		CHECK(sign_check_as(&key, identity, message, signature));
		CHECK(!sign_check(&key, message, signature));
		seen++;
	}
	CHECK_INT(seen, 1);
	arena_end(arena);
}

static const enum sign_kind kinds[] = { SIGN_ED25519, SIGN_SM2 };

TEST(round_trip_and_every_flipped_bit)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };

	for (size_t k = 0; k < countof(kinds); k++) {
		struct sign_key key = key_of_hex(
			arena, kinds[k],
			"00000000000000000000000000000000000000000000000000000000deadbeef");
		struct sign_key open = { kinds[k], STR(""), key.open };
		str made;
		CHECK_OK(sign_make(arena, &key, STR("规矩"), &made, &err), &err);
		CHECK_INT(made.n, 64);
		CHECK(sign_check(&open, STR("规矩"), made));
		CHECK(!sign_check(&open, STR("规巨"), made));
		char *bytes = arena_cstr(arena, made);
		for (size_t bit = 0; bit < 8 * made.n; bit++) {
			bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
			CHECK(!sign_check(&open, STR("规矩"), (str){ bytes, made.n }));
			bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
		}
		CHECK(sign_check(&open, STR("规矩"), (str){ bytes, made.n }));
		CHECK(!sign_check(&open, STR("规矩"), str_sub(made, 0, 63)));
		CHECK(!sign_check(&open, STR("规矩"), STR("")));
	}
	arena_end(arena);
}

TEST(empty_message)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };
	str made;

	for (size_t k = 0; k < countof(kinds); k++) {
		struct sign_key key = key_of_hex(
			arena, kinds[k],
			"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
		CHECK_OK(sign_make(arena, &key, STR(""), &made, &err), &err);
		CHECK(sign_check(&key, STR(""), made));
		CHECK(!sign_check(&key, STR("x"), made));
	}
	arena_end(arena);
}

TEST(no_keys)
{
	struct arena *arena = arena_new(BUDGET);
	const char *sm2[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		/* n-1 and n of the curve */
		"fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122",
		"fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"01",
	};
	struct sign_key key = { SIGN_SM2, STR("untouched"), STR("") };

	for (size_t i = 0; i < countof(sm2); i++) {
		struct err err = { .kind = ERR_NONE };
		CHECK(!sign_key_of(arena, SIGN_SM2, vec_unhex(arena, str_of(sm2[i])), &key, &err));
		CHECK_ERR(&err, ERR_INVALID, "sign.key");
	}
	struct err err = { .kind = ERR_NONE };
	CHECK(!sign_key_of(arena, SIGN_ED25519, STR("short"), &key, &err));
	CHECK_ERR(&err, ERR_INVALID, "sign.key");
	CHECK_STR(key.secret, "untouched");
	arena_end(arena);
}

TEST(odd_public_keys)
{
	struct arena *arena = arena_new(BUDGET);
	char point[65] = { 4 }, zero[64] = { 0 };
	str signature = { zero, sizeof(zero) };
	struct sign_key key = { SIGN_SM2, STR(""), { point, sizeof(point) } };

	CHECK(!sign_check(&key, STR("m"), signature)); /* (0,0) is off the curve */
	point[0] = 2;
	CHECK(!sign_check(&key, STR("m"), signature));
	key.open.n = 33;
	CHECK(!sign_check(&key, STR("m"), signature));
	key.open = STR("");
	CHECK(!sign_check(&key, STR("m"), signature));
	key.kind = SIGN_ED25519;
	CHECK(!sign_check(&key, STR("m"), signature));
	arena_end(arena);
}
