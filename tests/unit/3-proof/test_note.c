/* test_note.c -- signed notes and checkpoints, and a whole log that others made.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proof/note.h"
#include "../2-crypto/vec.h"
#include "grow.h"
#include <jansson.h>

#define BUDGET ((size_t)64 << 20)
#define NOTES "data/vectors/c2sp-notes/notes.json"
#define TESSERA "data/vectors/tlog-tessera/testdata/log/"
/* from the SOURCE file of that log */
#define TESSERA_KEY "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

static struct sign_key filled_key(struct arena *arena, enum sign_kind kind, char byte)
{
	struct err err = { .kind = ERR_NONE };
	struct sign_key key = { kind, STR(""), STR("") };
	char secret[32];

	memset(secret, byte, sizeof(secret));
	CHECK_OK(sign_key_of(arena, kind, (str){ secret, sizeof(secret) }, &key, &err), &err);
	return key;
}

TEST(published_notes)
{
	struct arena *arena = arena_new(BUDGET);
	struct vec vec;
	struct note_key key;
	json_t *all, *item;
	size_t i;

	if (!vec_open(arena, NOTES, &vec)) {
		arena_end(arena);
		SKIP("the vectors are not there");
	}
	all = json_loadb(vec.rest.at, vec.rest.n, 0, NULL);
	CHECK(all != NULL);
	json_array_foreach(all, i, item) {
		struct err err = { .kind = ERR_NONE };
		const char *line = json_string_value(json_object_get(item, "vkey"));
		str note = str_of(json_string_value(json_object_get(item, "note"))), text, name;
		if (line != NULL) {
			CHECK_OK(note_read_key(arena, str_of(line), &key, &err), &err);
			CHECK_STR(note_write_key(arena, &key), line);
		} else {
			struct sign_key seed = filled_key(arena, SIGN_ED25519, 0);
			str hex = str_of(json_string_value(json_object_get(item, "seed_hex")));
			str rest = note;
			CHECK_OK(sign_key_of(arena, SIGN_ED25519, vec_unhex(arena, hex), &seed,
			                     &err),
			         &err);
			str_cut(&rest, STR("\n"), &name);
			key = note_key_of(arena, name, seed);
			CHECK(str_ends(note, STR("8MqAQ=\n")));
		}
		CHECK_OK(note_open(arena, note, &key, &text, &err), &err);
	}
	json_decref(all);
	arena_end(arena);
}

static str tessera_file(struct arena *arena, const char *name)
{
	struct vec vec;

	CHECK(vec_open(arena, arena_printf(arena, TESSERA "%s", name).at, &vec));
	return vec.rest;
}

/* The log after `size` entries: its entry bundle, its tile and its checkpoint. */
static void tessera_size(struct arena *arena, const struct note_key *key, struct grow *log,
                         int size)
{
	struct err err = { .kind = ERR_NONE };
	struct checkpoint checkpoint;
	char path[64];

	merkle_tile_path(-1, 0, size, path);
	str bundle = tessera_file(arena, path), entry = STR("");
	while (bundle.n >= 2) { /* the last entry is the new one */
		size_t n = (size_t)(unsigned char)bundle.at[0] << 8 | (unsigned char)bundle.at[1];
		CHECK(bundle.n >= 2 + n);
		entry = str_sub(bundle, 2, 2 + n);
		bundle = str_sub(bundle, 2 + n, bundle.n);
	}
	grow_add(log, entry);
	merkle_tile_path(0, 0, size, path);
	str tile = tessera_file(arena, path);
	CHECK_INT(tile.n, 32 * size);
	CHECK(memcmp(tile.at, log->tiles.open[0], tile.n) == 0);
	str note = tessera_file(arena, arena_printf(arena, "checkpoint.%d", size).at);
	CHECK_OK(checkpoint_open(arena, note, key, &checkpoint, &err), &err);
	CHECK_INT(checkpoint.size, size);
	CHECK(digest_eq(checkpoint.root, merkle_root(&log->edge)));
}

TEST(a_log_made_by_others)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };
	struct note_key key;

	if (check_shared(arena, TESSERA "checkpoint") == NULL) {
		arena_end(arena);
		SKIP("the log is not there");
	}
	CHECK_OK(note_read_key(arena, STR(TESSERA_KEY), &key, &err), &err);
	struct grow *log = grow_new(arena, DIGEST_SHA256);
	for (int size = 1; size <= 15; size++)
		tessera_size(arena, &key, log, size);
	arena_end(arena);
}

/* docs/formats/checkpoint.md, vectors. */
TEST(vector_of_a_checkpoint)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };
	struct note_key key = note_key_of(arena, STR("guiju/620200"),
	                                  filled_key(arena, SIGN_ED25519, 0x33));
	struct note_key twin = note_key_of(arena, STR("guiju/620200/sm3"),
	                                   filled_key(arena, SIGN_SM2, 0x44));
	struct checkpoint checkpoint = { STR("guiju/620200"), 1, { { 0 } } }, back;
	str note;

	/* the leaf hash of the entry of docs/formats/event.md */
	CHECK(codec_unhex(arena,
	                  STR("6129de881252a9972a6732facbb1bbc3"
	                      "c1a0d4284092b693b2c592503784d944"), &note));
	memcpy(checkpoint.root.at, note.at, note.n);
	CHECK_STR(note_write_key(arena, &key),
	          "guiju/620200+76c6ac0e+ARfLefsrQSDysexl5BmNbgiyjoE/6wHkpACDm4XhgIDO");
	CHECK_STR(note_write_key(arena, &twin),
	          "guiju/620200/sm3+1fc91677+/2d1aWp1L3NtMgQLuHTzB40xjahmYSZqb/nRDkSRL6j0cmJVy"
	          "kJUflMFmUMO7wO3N4h1duz4tTBytm6xXIzLMH0ZKkT9HmfUAyn+");
	CHECK_OK(note_sign(arena, checkpoint_write(arena, &checkpoint), &key, 1, &note, &err),
	         &err);
	CHECK_STR(note,
	          "guiju/620200\n1\nYSneiBJSqZcqZzL6y7G7w8Gg1ChAkraTssWSUDeE2UQ=\n\n"
	          "\xe2\x80\x94 guiju/620200 dsasDkfKfjdRLDhjIK4II6MG/42OtWsqs4AQBhUqOLjGU4BJ8kTX"
	          "GItZbyYY0FtqLh35H1aGxtV8tDYE/5TKwbpfBgk=\n");
	CHECK_OK(checkpoint_open(arena, note, &key, &back, &err), &err);
	CHECK(back.size == 1 && digest_eq(back.root, checkpoint.root));
	arena_end(arena);
}

TEST(two_signers_and_a_stranger)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };
	struct note_key keys[2] = {
		note_key_of(arena, STR("a.example"), filled_key(arena, SIGN_ED25519, 1)),
		note_key_of(arena, STR("规矩/sm3"), filled_key(arena, SIGN_SM2, 2)),
	};
	struct note_key stranger = note_key_of(arena, STR("a.example"),
	                                       filled_key(arena, SIGN_ED25519, 3)), back;
	str note, text;

	CHECK_OK(note_sign(arena, STR("hello\n\nworld\n"), keys, 2, &note, &err), &err);
	for (size_t i = 0; i < 2; i++) {
		str line = note_write_key(arena, &keys[i]);
		CHECK_OK(note_read_key(arena, line, &back, &err), &err);
		CHECK_INT(back.key.secret.n, 0);
		CHECK_OK(note_open(arena, note, &back, &text, &err), &err);
		CHECK_STR(text, "hello\n\nworld\n");
	}
	CHECK(!note_open(arena, note, &stranger, &text, &err));
	CHECK_ERR(&err, ERR_TAMPERED, "note.unsigned");
	arena_end(arena);
}

/* A changed note never opens; what is said depends on where the bit was. */
static void flip_all(enum sign_kind kind)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };
	struct note_key key = note_key_of(arena, STR("guiju/1"), filled_key(arena, kind, 5));
	struct checkpoint checkpoint = { STR("guiju/1"), 12, { { 9 } } };
	str note, text;

	CHECK_OK(note_sign(arena, checkpoint_write(arena, &checkpoint), &key, 1, &note, &err),
	         &err);
	char *bytes = arena_cstr(arena, note);
	for (size_t bit = 0; bit < 8 * note.n; bit++) {
		struct arena_mark mark = arena_mark(arena);
		struct err why = { .kind = ERR_NONE };
		bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
		CHECK(!note_open(arena, (str){ bytes, note.n }, &key, &text, &why));
		CHECK(why.kind == ERR_TAMPERED || why.kind == ERR_INVALID);
		bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
		arena_rewind(arena, mark);
	}
	CHECK_OK(note_open(arena, (str){ bytes, note.n }, &key, &text, &err), &err);
	arena_end(arena);
}

TEST(every_flipped_bit_fails_ed25519)
{
	flip_all(SIGN_ED25519);
}

TEST(every_flipped_bit_fails_sm2)
{
	flip_all(SIGN_SM2);
}

TEST(malformed_notes)
{
	struct arena *arena = arena_new(BUDGET);
	struct note_key key = note_key_of(arena, STR("n"), filled_key(arena, SIGN_ED25519, 5));
	const char *bad[] = {
		"", "\n", "text\n", "text", "text\n\n", "text\n\nno dash AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 n AAAAAAA=", /* last line feed missing */
		"text\n\n\xe2\x80\x94 n AAAA\n",   /* no room for id and signature */
		"text\n\n\xe2\x80\x94 n  AAAAAAA=\n", "text\n\n\xe2\x80\x94 n AAAAAAA\n",
		"te\rxt\n\n\xe2\x80\x94 n AAAAAAA=\n", "te\xff\n\n\xe2\x80\x94 n AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a+b AAAAAAA=\n",
	};
	str text = STR("untouched");

	for (size_t i = 0; i < countof(bad); i++) {
		struct err err = { .kind = ERR_NONE };
		CHECK(!note_open(arena, str_of(bad[i]), &key, &text, &err));
		if (!CHECK_ERR(&err, ERR_INVALID, "note.format"))
			printf("  case %zu\n", i);
	}
	CHECK_STR(text, "untouched");
	arena_end(arena);
}

TEST(malformed_keys)
{
	struct arena *arena = arena_new(BUDGET);
	const char *bad[] = {
		"", "a", "a+b+c", "example.com/foo+530d903a+",
		"example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==",
		" example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	};
	struct note_key key;

	for (size_t i = 0; i < countof(bad); i++) {
		struct err err = { .kind = ERR_NONE };
		CHECK(!note_read_key(arena, str_of(bad[i]), &key, &err));
		CHECK_ERR(&err, ERR_INVALID, "note.key");
	}
	arena_end(arena);
}

#define ROOT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

TEST(checkpoint_texts)
{
	struct arena *arena = arena_new(BUDGET);
	struct checkpoint checkpoint = { STR("untouched"), 0, { { 0 } } };
	const char *bad[] = {
		"", "o\n", "o\n1\n", "o\n1\n" ROOT, "\n1\n" ROOT "\n", "o\n01\n" ROOT "\n",
		"o\n-1\n" ROOT "\n", "o\n+1\n" ROOT "\n", "o\n\n" ROOT "\n", "o\n1 \n" ROOT "\n",
		"o\n99999999999999999999\n" ROOT "\n", "o\n1\nAAAA\n", "o\n1\n" ROOT "\n\n",
		"o\n1\n" ROOT "\next",
	};

	for (size_t i = 0; i < countof(bad); i++) {
		struct err err = { .kind = ERR_NONE };
		CHECK(!checkpoint_read(arena, str_of(bad[i]), &checkpoint, &err));
		CHECK_ERR(&err, ERR_INVALID, "checkpoint.format");
	}
	CHECK_STR(checkpoint.origin, "untouched");
	struct err err = { .kind = ERR_NONE };
	CHECK_OK(checkpoint_read(arena, STR("o\n0\n" ROOT "\nmore\n"), &checkpoint, &err), &err);
	CHECK_INT(checkpoint.size, 0);
	arena_end(arena);
}

TEST(a_checkpoint_of_another_log)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };
	struct note_key key = note_key_of(arena, STR("a"), filled_key(arena, SIGN_ED25519, 5));
	struct checkpoint checkpoint = { STR("b"), 1, { { 0 } } };
	str note;

	CHECK_OK(note_sign(arena, checkpoint_write(arena, &checkpoint), &key, 1, &note, &err),
	         &err);
	CHECK(!checkpoint_open(arena, note, &key, &checkpoint, &err));
	CHECK_ERR(&err, ERR_TAMPERED, "checkpoint.origin");
	arena_end(arena);
}
