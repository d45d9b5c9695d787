/* receipt.c -- what a citizen holds in hand: a code of 80 random bits, kept only as a digest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/receipt.h"

#include "base/arena.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/secret.h"
#include "store/db.h"

#define LETTERS "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#define CODE    16 /* characters that say something; one more checks them */

/* Times the generator of the field of 32 elements (x^5 + x^2 + 1). */
static unsigned step(unsigned element)
{
	element <<= 1;
	return element & 32 ? element ^ 0x25 : element;
}

static unsigned check_of(const unsigned values[CODE])
{
	unsigned sum = 0;

	for (size_t i = 0; i < CODE; i++)
		sum = step(sum) ^ values[i];
	return step(sum);
}

str receipt_code(struct arena *arena)
{
	unsigned values[CODE];
	struct chance chance;
	struct buf buf;
	digest random;

	chance_real(&chance);
	random = chance_take(&chance);
	buf_init(&buf, arena, 32);
	for (size_t i = 0; i < CODE; i++) {
		values[i] = random.at[i] & 31;
		buf_byte(&buf, LETTERS[values[i]]);
		if (i % 4 == 3)
			buf_byte(&buf, '-');
	}
	buf_byte(&buf, LETTERS[check_of(values)]);
	return buf_str(&buf);
}

/* The value of a character as people may write it, or -1. */
static int value_of(char c)
{
	const char *found;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	found = c != '\0' ? strchr(LETTERS, c) : NULL;
	return found != NULL ? (int)(found - LETTERS) : -1;
}

bool receipt_read(struct arena *arena, str written, str *code)
{
	unsigned values[CODE + 1];
	struct buf buf;
	size_t n = 0;

	buf_init(&buf, arena, CODE + 1);
	for (size_t i = 0; i < written.n; i++) {
		int value;

		if (written.at[i] == '-' || written.at[i] == ' ')
			continue;
		value = value_of(written.at[i]);
		if (value < 0 || n > CODE)
			return false;
		values[n++] = (unsigned)value;
		buf_byte(&buf, LETTERS[value]);
	}
	if (n != CODE + 1 || check_of(values) != values[CODE])
		return false;
	*code = buf_str(&buf);
	return true;
}

static str digest_code(struct arena *arena, str code)
{
	char hex[65];

	digest_hex(digest_str(DIGEST_SHA256, code), hex);
	return arena_copy(arena, str_of(hex));
}

bool receipt_keep(struct db *db, struct arena *arena, str code, const struct receipt *receipt,
                  struct err *err)
{
	str plain = { 0 };
	bool good = receipt_read(arena, code, &plain);

	assert(good);
	return good && db_run(db,
	                      "INSERT INTO receipt (digest, procedure, serial, role, seq, at, "
	                      "source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	                      VALUES(DB_TEXT(digest_code(arena, plain)),
	                             DB_TEXT(receipt->procedure), DB_INT(receipt->serial),
	                             DB_TEXT(receipt->role), DB_INT(receipt->seq),
	                             DB_INT(receipt->at),
	                             DB_TEXT(receipt->source.n ? receipt->source : STR(""))),
	                      err);
}

bool receipt_find(struct db *db, struct arena *arena, str code, struct receipt *receipt,
                  bool *found, struct err *err)
{
	struct db_rows rows;

	*found = false;
	if (!db_ask(db, &rows,
	            "SELECT procedure, serial, role, seq, at, source FROM receipt "
	            "WHERE digest = ?1",
	            VALUES(DB_TEXT(digest_code(arena, code))), err))
		return false;
	if (db_next(&rows)) {
		*found = true;
		*receipt = (struct receipt){ .procedure = arena_copy(arena, db_text(&rows, 0)),
			                     .serial = db_int(&rows, 1),
			                     .role = arena_copy(arena, db_text(&rows, 2)),
			                     .seq = db_int(&rows, 3),
			                     .at = db_int(&rows, 4),
			                     .source = arena_copy(arena, db_text(&rows, 5)) };
	}
	return db_done(&rows);
}
