/* codec.c -- hex, base64 and base32.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/codec.h"

#include "base/arena.h"
#include "base/str.h"

static const char hex_digits[] = "0123456789abcdef";
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char alphabet_url[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static unsigned byte_at(str s, size_t i)
{
	return i < s.n ? (unsigned char)s.at[i] : 0;
}

str codec_hex(struct arena *arena, str bytes)
{
	char *out = arena_take(arena, 2 * bytes.n + 1);
	for (size_t i = 0; i < bytes.n; i++) {
		out[2 * i] = hex_digits[byte_at(bytes, i) >> 4];
		out[2 * i + 1] = hex_digits[byte_at(bytes, i) & 15];
	}
	return (str){ out, 2 * bytes.n };
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool codec_unhex(struct arena *arena, str text, str *bytes)
{
	if (text.n % 2 != 0)
		return false;
	char *out = arena_take(arena, text.n / 2 + 1);
	for (size_t i = 0; i < text.n / 2; i++) {
		int high = hex_value(text.at[2 * i]);
		int low = hex_value(text.at[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i] = (char)(high << 4 | low);
	}
	*bytes = (str){ out, text.n / 2 };
	return true;
}

/* Writes the characters of base64 without padding; gives their number. */
static size_t encode(str bytes, const char *letters, char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < bytes.n; i += 3) {
		unsigned group = byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 |
		                 byte_at(bytes, i + 2);
		size_t chars = bytes.n - i >= 3 ? 4 : bytes.n - i + 1;
		for (size_t j = 0; j < chars; j++)
			out[n++] = letters[group >> (18 - 6 * j) & 63];
	}
	return n;
}

static int letter_value(char c, const char *letters)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == letters[62] ? 62 : c == letters[63] ? 63 : -1;
}

/* Reads base64 without padding; the bits left over must be zero. */
static bool decode(struct arena *arena, str text, const char *letters, str *bytes)
{
	if (text.n % 4 == 1)
		return false;
	char *out = arena_take(arena, text.n / 4 * 3 + 3);
	size_t n = 0;
	unsigned held = 0;
	unsigned bits = 0;
	for (size_t i = 0; i < text.n; i++) {
		int value = letter_value(text.at[i], letters);
		if (value < 0)
			return false;
		held = held << 6 | (unsigned)value;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (char)(unsigned char)(held >> bits);
			held &= (1u << bits) - 1;
		}
	}
	if (held != 0)
		return false;
	*bytes = (str){ out, n };
	return true;
}

str codec_base64(struct arena *arena, str bytes)
{
	char *out = arena_take(arena, bytes.n / 3 * 4 + 5);
	size_t n = encode(bytes, alphabet, out);
	while (n % 4 != 0)
		out[n++] = '=';
	return (str){ out, n };
}

bool codec_unbase64(struct arena *arena, str text, str *bytes)
{
	if (text.n % 4 != 0)
		return false;
	for (int i = 0; i < 2 && str_ends(text, STR("=")); i++)
		text.n--;
	return decode(arena, text, alphabet, bytes);
}

size_t codec_base64url(str bytes, char *out)
{
	size_t n = encode(bytes, alphabet_url, out);
	out[n] = '\0';
	return n;
}

bool codec_unbase64url(struct arena *arena, str text, str *bytes)
{
	return decode(arena, text, alphabet_url, bytes);
}

static const char alphabet_32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

str codec_base32(struct arena *arena, str bytes)
{
	char *out = arena_take(arena, bytes.n * 8 / 5 + 2);
	unsigned held = 0;
	size_t n = 0;
	int bits = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		held = held << 8 | (unsigned char)bytes.at[i];
		for (bits += 8; bits >= 5; bits -= 5)
			out[n++] = alphabet_32[held >> (bits - 5) & 31];
		held &= (1u << bits) - 1;
	}
	if (bits > 0)
		out[n++] = alphabet_32[held << (5 - bits) & 31];
	return (str){ out, n };
}

static int value_32(char letter)
{
	if (letter >= 'a' && letter <= 'z')
		return letter - 'a';
	if (letter >= 'A' && letter <= 'Z')
		return letter - 'A';
	return letter >= '2' && letter <= '7' ? letter - '2' + 26 : -1;
}

bool codec_unbase32(struct arena *arena, str text, str *bytes)
{
	char *out = arena_take(arena, text.n * 5 / 8 + 1);
	unsigned held = 0;
	size_t n = 0;
	int bits = 0;

	for (size_t i = 0; i < text.n; i++) {
		int value = value_32(text.at[i]);

		if (text.at[i] == ' ' || text.at[i] == '-')
			continue;
		if (value < 0)
			return false;
		held = held << 5 | (unsigned)value;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (char)(unsigned char)(held >> bits);
			held &= (1u << bits) - 1;
		}
	}
	if (bits >= 5 || held != 0)
		return false;
	*bytes = (str){ out, n };
	return true;
}
