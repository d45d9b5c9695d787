/* test_leaf.c -- the exact bytes of entries and commitments (docs/formats/event.md).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proof/leaf.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/str.h"
#include "check.h"

#define BODY                                                                              \
	"{\"happened\":\"2024-05-06T09:12:00+08:00\",\"kind\":\"open\",\"procedure\":"     \
	"\"reconsideration\",\"record\":17,\"recorded\":\"2024-05-06T09:12:00+08:00\",\"v\":1}"

static digest filled(unsigned char byte)
{
	digest d;

	memset(d.at, byte, sizeof(d.at));
	return d;
}

static struct leaf example(void)
{
	digest salt = filled(0x11);

	/* 2024-05-06T09:12:00+08:00 */
	return (struct leaf){ LEAF_OPEN, 1714957920 * INSTANT_SECOND, STR("reconsideration"),
		              leaf_commit(&salt, STR(BODY)) };
}

static void hex_is(digest d, const char *want)
{
	char hex[65];

	digest_hex(d, hex);
	CHECK_STR(str_of(hex), want);
}

TEST(vector_of_an_entry)
{
	struct arena *arena = arena_new(1 << 20);
	struct leaf leaf = example(), back;
	unsigned char bytes[LEAF_BYTES_MAX];
	size_t n = leaf_write(&leaf, bytes);

	hex_is(leaf.commitment, "3a10a393f1c0afdba42b16f4d7dc24c4edd7e21121187e45369999d3d5dba52a");
	CHECK_STR(codec_hex(arena, (str){ (const char *)bytes, n }),
	          "0101000617bec1a058000f7265636f6e73696465726174696f6e3a10a393f1c0"
	          "afdba42b16f4d7dc24c4edd7e21121187e45369999d3d5dba52a");
	CHECK(leaf_read((str){ (const char *)bytes, n }, &back));
	CHECK_INT(back.kind, LEAF_OPEN);
	CHECK_INT(back.recorded, leaf.recorded);
	CHECK_STR(back.procedure, "reconsideration");
	CHECK(digest_eq(back.commitment, leaf.commitment));
	arena_end(arena);
}

TEST(vector_of_a_private_field)
{
	digest key = filled(0x22), salt = leaf_field_salt(&key, STR("applicant"));

	hex_is(salt, "9d7f6faa262f0b761070369e92ca520f620f6d8d2f8d91108b6355b5a7541740");
	hex_is(leaf_commit_field(&key, STR("applicant"), STR("张三")),
	       "81754119e70fa04c6d965a82ac4de08e7a04607ce2441b85cdfc8c94d7006b02");
	CHECK(digest_eq(leaf_commit_salted(&salt, STR("applicant"), STR("张三")),
	                leaf_commit_field(&key, STR("applicant"), STR("张三"))));
}

/* Lengths stand before the parts, so that no two lists of parts run together. */
TEST(parts_do_not_run_together)
{
	digest key = filled(1);

	CHECK(!digest_eq(leaf_commit_salted(&key, STR("ab"), STR("c")),
	                 leaf_commit_salted(&key, STR("a"), STR("bc"))));
	CHECK(!digest_eq(leaf_commit(&key, STR("a")), leaf_commit(&key, STR("b"))));
}

TEST(every_flipped_bit_changes_the_commitment)
{
	digest salt = filled(0x11), want = leaf_commit(&salt, STR(BODY));
	char body[] = BODY;

	for (size_t bit = 0; bit < 8 * (sizeof(body) - 1); bit++) {
		body[bit / 8] = (char)(body[bit / 8] ^ 1 << bit % 8);
		CHECK(!digest_eq(leaf_commit(&salt, (str){ body, sizeof(body) - 1 }), want));
		body[bit / 8] = (char)(body[bit / 8] ^ 1 << bit % 8);
	}
	for (size_t bit = 0; bit < 256; bit++) {
		digest other = salt;
		other.at[bit / 8] ^= (unsigned char)(1 << bit % 8);
		CHECK(!digest_eq(leaf_commit(&other, STR(BODY)), want));
	}
}

TEST(reading_is_strict)
{
	struct leaf leaf = example(), back = { .recorded = -7 };
	unsigned char good[LEAF_BYTES_MAX + 1] = { 0 }, bytes[LEAF_BYTES_MAX + 1];
	size_t n = leaf_write(&leaf, good);
	const struct {
		size_t at;
		unsigned char byte;
	} wrong[] = {
		{ 0, 0 }, { 0, 2 },          /* version */
		{ 1, 0 }, { 1, 9 },          /* kind */
		{ 2, 0x80 },                 /* time beyond 63 bits */
		{ 10, 0 }, { 10, 14 }, { 10, 16 }, { 10, 41 }, { 10, 255 },
		{ 11, ' ' }, { 11, 0x7f }, { 11, 0xe8 }, { 25, '\n' },
	};

	for (size_t i = 0; i < n; i++)
		CHECK(!leaf_read((str){ (const char *)good, i }, &back));
	CHECK(!leaf_read((str){ (const char *)good, n + 1 }, &back));
	for (size_t i = 0; i < countof(wrong); i++) {
		memcpy(bytes, good, sizeof(bytes));
		bytes[wrong[i].at] = wrong[i].byte;
		CHECK(!leaf_read((str){ (const char *)bytes, n }, &back));
	}
	CHECK_INT(back.recorded, -7);
}

TEST(longest_and_shortest_entry)
{
	struct leaf leaf = example(), back;
	unsigned char bytes[LEAF_BYTES_MAX];

	leaf.kind = LEAF_MEND;
	leaf.procedure = STR("abcdefghijklmnopqrstuvwxyz0123456789-_ab");
	CHECK_INT(leaf_write(&leaf, bytes), LEAF_BYTES_MAX);
	CHECK(leaf_read((str){ (const char *)bytes, LEAF_BYTES_MAX }, &back));
	leaf.procedure = STR("a");
	leaf.recorded = 0;
	CHECK_INT(leaf_write(&leaf, bytes), 44);
	CHECK(leaf_read((str){ (const char *)bytes, 44 }, &back));
}

TEST(names_of_kinds)
{
	enum leaf_kind kind;

	for (int i = LEAF_OPEN; i <= LEAF_MEND; i++) {
		CHECK(leaf_kind_of(leaf_kind_name((enum leaf_kind)i), &kind));
		CHECK_INT(kind, i);
	}
	CHECK(!leaf_kind_of(STR("opened"), &kind));
	CHECK(!leaf_kind_of(STR(""), &kind));
}
