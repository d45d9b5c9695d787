/* terms.c -- text as search sees it: folded characters, and the terms of the index.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/terms.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"

#define BLANK 0
#define GONE  UINT32_MAX

#define CODE_BITS 21 /* of a code point in a term */
#define CODE_MASK 0x1FFFFFu

/* Ours alone among the private characters: signs of ASCII, and what marks a tag. */
#define OWN_FIRST 0xE000u
#define OWN_LAST  0xE0FFu
#define OWN_TAG   0xE080u

/* Letters U+00C0 .. U+017F without accent, in lower case; '.': no single letter. */
static const char latin[] = "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
			    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.lllllll"
			    "lllnnnnnnn..oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

struct range {
	uint32_t first, last;
};

/* Accents, joiners, selectors, skin tones, directions: they change no word. */
static const struct range gone[] = {
	{ 0xAD, 0xAD },     { 0x300, 0x36F },   { 0x483, 0x489 },     { 0x61C, 0x61C },
	{ 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, { 0x200B, 0x200F },   { 0x202A, 0x202E },
	{ 0x2060, 0x206F }, { 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F },   { 0xFE20, 0xFE2F },
	{ 0xFEFF, 0xFEFF }, { 0x1F3FB, 0x1F3FF }, { 0xE0000, 0xE0FFF },
};

static const struct range blanks[] = {
	{ 0, 0x20 },        { 0x7F, 0xA0 },     { 0x1680, 0x1680 },       { 0x2000, 0x200A },
	{ 0x2028, 0x2029 }, { 0x202F, 0x202F }, { 0x205F, 0x205F },       { 0x3000, 0x3000 },
	{ OWN_FIRST, OWN_LAST },
};

/* Signs that several keyboards write differently. */
static const struct {
	uint32_t from;
	char to;
} signs[] = {
	{ 0xB2, '2' },    { 0xB3, '3' },    { 0xB9, '1' },    { 0x2013, '-' },  { 0x2014, '-' },
	{ 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201C, '"' },  { 0x201D, '"' },  { 0x3008, '<' },
	{ 0x3009, '>' },  { 0x3010, '[' },  { 0x3011, ']' },  { 0x3014, '[' },  { 0x3015, ']' },
};

static bool within(uint32_t code, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

static uint32_t fold_ascii(uint32_t code)
{
	if (code <= 0x20 || code == 0x7F)
		return BLANK;
	return code >= 'A' && code <= 'Z' ? code + 0x20 : code;
}

static uint32_t fold_letter(uint32_t code)
{
	if (code >= 0xC0 && code <= 0x17F) {
		if (latin[code - 0xC0] != '.')
			return (uint32_t)latin[code - 0xC0];
		if (code >= 0x100)
			return code | 1;
		return code < 0xDF && code != 0xD7 ? code + 0x20 : code;
	}
	if (code >= 0x391 && code <= 0x3A9)
		return code + 0x20;
	if (code == 0x3C2)
		return 0x3C3;
	if (code >= 0x400 && code <= 0x42F)
		code += code < 0x410 ? 0x50 : 0x20;
	return code == 0x451 ? 0x435 : code == 0x439 ? 0x438 : code;
}

static uint32_t fold(uint32_t code)
{
	if (code >= 0xFF01 && code <= 0xFF5E)
		code -= 0xFF01 - '!';
	if (code < 0x80)
		return fold_ascii(code);
	if (utf8_is_han(code))
		return code;
	if (within(code, blanks, countof(blanks)))
		return BLANK;
	if (within(code, gone, countof(gone)))
		return GONE;
	for (size_t i = 0; i < countof(signs); i++)
		if (signs[i].from == code)
			return (uint32_t)signs[i].to;
	if (code >= 0x2460 && code <= 0x2468)
		return code - 0x2460 + '1';
	return fold_letter(code);
}

struct folded terms_fold(struct arena *arena, str text)
{
	uint32_t *codes = arena_make(arena, uint32_t, text.n + 1);
	uint32_t *offsets = arena_make(arena, uint32_t, text.n + 1);
	size_t n = 0;

	assert(text.n < UINT32_MAX);
	for (str rest = text; rest.n > 0;) {
		size_t at = text.n - rest.n;
		uint32_t code = fold(utf8_next(&rest));

		if (code == GONE || (code == BLANK && (n == 0 || codes[n - 1] == BLANK)))
			continue;
		codes[n] = code;
		offsets[n++] = (uint32_t)at;
	}
	offsets[n] = (uint32_t)text.n;
	return (struct folded){ codes, offsets, n };
}

bool terms_find(const struct folded *text, const struct folded *word, size_t from, size_t *at)
{
	if (word->count == 0)
		return false;
	for (size_t i = from; i + word->count <= text->count; i++) {
		if (text->codes[i] != word->codes[0] ||
		    memcmp(text->codes + i, word->codes, word->count * sizeof(*word->codes)) != 0)
			continue;
		*at = i;
		return true;
	}
	return false;
}

size_t terms_words(struct arena *arena, str question, struct folded *words, size_t most)
{
	struct folded all = terms_fold(arena, question);
	size_t count = 0, from = 0;

	for (size_t i = 0; i <= all.count; i++) {
		if (i < all.count && all.codes[i] != BLANK)
			continue;
		if (i > from && count++ < most)
			words[count - 1] =
				(struct folded){ all.codes + from, all.offsets + from, i - from };
		from = i + 1;
	}
	return count;
}

/* ---- terms ---- */

void terms_init(struct terms *terms, struct arena *arena)
{
	*terms = (struct terms){ .arena = arena };
}

static void add(struct terms *terms, uint64_t term)
{
	if (terms->count == terms->room) {
		size_t room = terms->room * 2 + 256;

		terms->at = arena_grow(terms->arena, terms->at, terms->room * sizeof(*terms->at),
		                       room * sizeof(*terms->at));
		terms->room = room;
	}
	terms->at[terms->count++] = term;
}

static bool is_digit(uint32_t code)
{
	return code >= '0' && code <= '9';
}

static uint64_t one_at(const struct folded *text, size_t i)
{
	return (uint64_t)text->codes[i] << 2 * CODE_BITS;
}

/* 0: no pair begins there. */
static uint64_t pair_at(const struct folded *text, size_t i)
{
	if (i + 1 >= text->count || text->codes[i] == BLANK || text->codes[i + 1] == BLANK)
		return 0;
	return one_at(text, i) | (uint64_t)text->codes[i + 1] << CODE_BITS;
}

/* Of digits only: there are too few pairs of them to tell numbers apart. */
static uint64_t triple_at(const struct folded *text, size_t i)
{
	if (i + 2 >= text->count || !is_digit(text->codes[i]) || !is_digit(text->codes[i + 1]) ||
	    !is_digit(text->codes[i + 2]))
		return 0;
	return pair_at(text, i) | text->codes[i + 2];
}

uint64_t terms_pair(const struct folded *text, size_t i)
{
	return pair_at(text, i);
}

bool terms_is_pair(uint64_t term)
{
	return (term >> CODE_BITS & CODE_MASK) != 0 && (term & CODE_MASK) == 0;
}

void terms_add(struct terms *terms, const struct folded *text)
{
	for (size_t i = 0; i < text->count; i++) {
		if (text->codes[i] == BLANK)
			continue;
		add(terms, one_at(text, i));
		if (pair_at(text, i) != 0)
			add(terms, pair_at(text, i));
		if (triple_at(text, i) != 0)
			add(terms, triple_at(text, i));
	}
}

void terms_add_word(struct terms *terms, const struct folded *word)
{
	if (word->count == 1)
		add(terms, one_at(word, 0));
	for (size_t i = 0; i + 1 < word->count; i++) {
		if (triple_at(word, i) != 0)
			add(terms, triple_at(word, i));
		else if (i == 0 || triple_at(word, i - 1) == 0)
			add(terms, pair_at(word, i));
	}
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

void terms_sort(struct terms *terms)
{
	size_t n = 0;

	if (terms->count > 1)
		qsort(terms->at, terms->count, sizeof(*terms->at), compare);
	for (size_t i = 0; i < terms->count; i++)
		if (n == 0 || terms->at[n - 1] != terms->at[i])
			terms->at[n++] = terms->at[i];
	terms->count = n;
}

static bool is_plain(uint32_t code)
{
	return code >= 0x80 || (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z');
}

static void write_code(struct buf *buf, uint32_t code)
{
	char bytes[4];
	size_t n = utf8_put(is_plain(code) ? code : OWN_FIRST + code, bytes);

	buf_add(buf, (str){ bytes, n });
}

void terms_write(struct buf *buf, uint64_t term)
{
	for (int shift = 2 * CODE_BITS; shift >= 0; shift -= CODE_BITS) {
		uint32_t code = (uint32_t)(term >> shift & CODE_MASK);

		if (code != 0)
			write_code(buf, code);
	}
}

void terms_write_tag(struct buf *buf, char kind, str id)
{
	write_code(buf, OWN_TAG + (uint32_t)(kind & 0x1F));
	for (str rest = id; rest.n > 0;)
		write_code(buf, utf8_next(&rest));
}
