/* test_terms.c -- text folded for search, and the terms that find any substring of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "engine/terms.h"

static struct arena *begun(void)
{
	return arena_new((size_t)64 << 20);
}

/* All terms as written, parted by blanks; the word's only where `word`. */
static str written(struct arena *arena, const char *text, bool word)
{
	struct folded folded = terms_fold(arena, str_of(text));
	struct terms terms;
	struct buf buf;

	terms_init(&terms, arena);
	if (word)
		terms_add_word(&terms, &folded);
	else
		terms_add(&terms, &folded);
	terms_sort(&terms);
	buf_init(&buf, arena, 65536);
	for (size_t i = 0; i < terms.count; i++) {
		if (i > 0)
			buf_byte(&buf, ' ');
		terms_write(&buf, terms.at[i]);
	}
	return buf_str(&buf);
}

static bool occurs(const char *text, const char *word)
{
	struct arena *arena = begun();
	struct folded in = terms_fold(arena, str_of(text));
	struct folded of = terms_fold(arena, str_of(word));
	size_t at;
	bool found = terms_find(&in, &of, 0, &at);

	arena_end(arena);
	return found;
}

TEST(each_character_and_each_pair_is_a_term)
{
	struct arena *arena = begun();

	CHECK_STR(written(arena, "噪声扰民", false), "噪 噪声 声 声扰 扰 扰民 民");
	CHECK_STR(written(arena, "A区12", false), "1 12 2 a a区 区 区1");
	CHECK_STR(written(arena, "1234", false), "1 12 123 2 23 234 3 34 4");
	CHECK_STR(written(arena, "城 管", false), "城 管");
	CHECK_STR(written(arena, "看看看看", false), "看 看看");
	CHECK_STR(written(arena, "", false), "");
	CHECK_STR(written(arena, " \t\n　", false), "");
	arena_end(arena);
}

TEST(a_word_asks_for_its_pairs_or_for_its_one_character)
{
	struct arena *arena = begun();

	CHECK_STR(written(arena, "噪声扰民", true), "噪声 声扰 扰民");
	CHECK_STR(written(arena, "噪", true), "噪");
	CHECK_STR(written(arena, "7", true), "7");
	CHECK_STR(written(arena, "78", true), "78");
	CHECK_STR(written(arena, "第5678号", true), "567 678 8号 第5");
	arena_end(arena);
}

TEST(what_people_take_for_the_same_is_the_same)
{
	CHECK(occurs("ＡＢＣ１２３", "abc123"));
	CHECK(occurs("ABC", "ｂ"));
	CHECK(occurs("Café Müller", "cafe"));
	CHECK(occurs("Cafe\xCC\x81", "é"));
	CHECK(occurs("嘉办〔２０２４〕１２号", "[2024]12"));
	CHECK(occurs("“噪声”", "\"噪声\""));
	CHECK(occurs("，噪声：", ",噪声:"));
	CHECK(occurs("ПРИВЕТ Ёж", "привет"));
	CHECK(occurs("ΟΔΟΣ", "οδος"));
	CHECK(occurs("零\xE2\x80\x8B宽", "零宽"));
	CHECK(occurs("第①项", "第1项"));
	CHECK(!occurs("噪 声", "噪声"));
	CHECK(!occurs("噪声", "声噪"));
	CHECK(!occurs("噪声", ""));
}

TEST(emoji_are_found_whatever_their_tone_or_selector)
{
	CHECK(occurs("点赞👍🏽了", "👍"));
	CHECK(occurs("爱心❤️很多", "❤很"));
	CHECK(occurs("一家👨‍👩‍👧", "👨👩"));
	CHECK(occurs("🇨🇳", "🇨🇳"));
}

TEST(a_place_is_told_in_bytes_of_the_text)
{
	struct arena *arena = begun();
	str text = STR("　夜间Ｃａｆｅ\xCC\x81噪声");
	struct folded in = terms_fold(arena, text);
	struct folded of = terms_fold(arena, STR("CAFÉ"));
	size_t at = 0;

	CHECK(terms_find(&in, &of, 0, &at));
	CHECK_STR(str_sub(text, in.offsets[at], in.offsets[at + of.count]), "Ｃａｆｅ\xCC\x81");
	arena_end(arena);
}

TEST(words_are_parted_by_blanks_and_counted)
{
	struct arena *arena = begun();
	struct folded words[2];

	CHECK_INT(terms_words(arena, STR("  噪声　12345\t"), words, 2), 2);
	CHECK_INT(words[0].count, 2);
	CHECK_INT(words[1].count, 5);
	CHECK_INT(terms_words(arena, STR("a b c"), words, 2), 3);
	CHECK_INT(terms_words(arena, STR(" \xE2\x80\x8B "), words, 2), 0);
	arena_end(arena);
}

/* Signs are letters to the database, and nobody's text looks like a tag. */
TEST(tokens_have_no_blank_and_no_sign_of_a_database)
{
	struct arena *arena = begun();
	struct buf tag;
	str tokens = written(arena, "\"';()*:-+^{}[]&|!~<>\\%_#@,.?/=$`", false);

	for (size_t i = 0; i < tokens.n; i++)
		CHECK(tokens.at[i] == ' ' || (unsigned char)tokens.at[i] >= 0x80);
	buf_init(&tag, arena, 100);
	terms_write_tag(&tag, 'p', STR("hall_1"));
	CHECK(tag.n > 0 && (unsigned char)tag.at[0] >= 0x80);
	CHECK_STR(written(arena, arena_printf(arena, "%.*s", PSTR(buf_str(&tag))).at, false),
	          "1 a al h ha l ll");
	arena_end(arena);
}

static bool has(const struct terms *terms, uint64_t term)
{
	for (size_t i = 0; i < terms->count; i++)
		if (terms->at[i] == term)
			return true;
	return false;
}

/* One line of the corpus: every substring of it is found by its terms. */
static void try_line(struct arena *arena, str line)
{
	struct folded text = terms_fold(arena, line);
	struct terms all, few;
	size_t at;

	CHECK(text.offsets[text.count] == line.n);
	terms_init(&all, arena);
	terms_add(&all, &text);
	terms_sort(&all);
	for (size_t i = 0; i < text.count; i++) {
		size_t n = 1 + (i * 7 + text.count) % 4;
		struct folded word = { text.codes + i, text.offsets + i, n };
		bool blank = i + n > text.count;

		for (size_t k = i; !blank && k < i + n; k++)
			blank = text.codes[k] == 0;
		if (blank)
			continue;
		CHECK(terms_find(&text, &word, 0, &at));
		terms_init(&few, arena);
		terms_add_word(&few, &word);
		for (size_t k = 0; k < few.count; k++)
			CHECK(has(&all, few.at[k]));
	}
}

TEST(naughty_strings_fold_without_harm)
{
	struct arena *arena = begun();
	const char *path = check_shared(arena, "data/vectors/naughty-strings/blns.txt");
	struct err err = { 0 };
	str text, line;

	if (path == NULL) {
		arena_end(arena);
		SKIP("no naughty strings");
	}
	if (!CHECK_OK(file_read(arena, path, (size_t)1 << 20, &text, &err), &err))
		return;
	while (text.n > 0) {
		struct arena_mark mark = arena_mark(arena);

		str_cut(&text, STR("\n"), &line);
		try_line(arena, line);
		arena_rewind(arena, mark);
	}
	arena_end(arena);
}

TEST(wrong_bytes_fold_too)
{
	static const char bytes[] = "\xFF\xC0\x80\xED\xA0\x80\xF4\x90\x80\x80\x00z";
	struct arena *arena = begun();
	struct folded text = terms_fold(arena, (str){ bytes, sizeof(bytes) - 1 });

	CHECK(text.count > 0);
	CHECK(text.codes[text.count - 1] == 'z');
	arena_end(arena);
}
