/* leaf.c -- the exact bytes of one happening in the log, and its commitments.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proof/leaf.h"
#include "base/limits.h"
#include "base/str.h"

#define LEAF_VERSION 0x01
#define LEAF_HEAD 11 /* version, kind, recorded, length of the id */

static void leaf_be(unsigned char *out, uint64_t number, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		out[i] = (unsigned char)(number >> (8 * (bytes - 1 - i)));
}

digest leaf_commit(const digest *salt, str body)
{
	str parts[3] = { STR("guiju event 1\0"), digest_bytes(salt), body };

	return digest_of(DIGEST_SHA256, parts, countof(parts));
}

digest leaf_field_salt(const digest *key, str field)
{
	return digest_hmac(DIGEST_SHA256, digest_bytes(key), &field, 1);
}

digest leaf_commit_salted(const digest *salt, str field, str value)
{
	unsigned char lengths[3][4];
	str parts[7] = { STR("guiju field 1\0") };
	str given[3] = { digest_bytes(salt), field, value };

	for (size_t i = 0; i < countof(given); i++) {
		assert(given[i].n <= UINT32_MAX);
		leaf_be(lengths[i], given[i].n, 4);
		parts[1 + 2 * i] = (str){ (const char *)lengths[i], 4 };
		parts[2 + 2 * i] = given[i];
	}
	return digest_of(DIGEST_SHA256, parts, countof(parts));
}

digest leaf_commit_field(const digest *key, str field, str value)
{
	digest salt = leaf_field_salt(key, field);

	return leaf_commit_salted(&salt, field, value);
}

bool leaf_good_procedure(str id)
{
	if (id.n < 1 || id.n > LIMIT_ID_BYTES)
		return false;
	for (size_t i = 0; i < id.n; i++)
		if (id.at[i] < 0x21 || id.at[i] > 0x7e)
			return false;
	return true;
}

size_t leaf_write(const struct leaf *leaf, unsigned char out[LEAF_BYTES_MAX])
{
	size_t n = leaf->procedure.n;

	assert(leaf->kind >= LEAF_OPEN && leaf->kind <= LEAF_MEND);
	assert(leaf->recorded >= 0 && leaf_good_procedure(leaf->procedure));
	out[0] = LEAF_VERSION;
	out[1] = (unsigned char)leaf->kind;
	leaf_be(out + 2, (uint64_t)leaf->recorded, 8);
	out[10] = (unsigned char)n;
	memcpy(out + LEAF_HEAD, leaf->procedure.at, n);
	memcpy(out + LEAF_HEAD + n, leaf->commitment.at, sizeof(leaf->commitment.at));
	return LEAF_HEAD + n + sizeof(leaf->commitment.at);
}

bool leaf_read(str entry, struct leaf *leaf)
{
	const unsigned char *at = (const unsigned char *)entry.at;
	struct leaf read;
	uint64_t recorded = 0;

	if (entry.n < LEAF_HEAD || at[0] != LEAF_VERSION || at[1] < LEAF_OPEN || at[1] > LEAF_MEND)
		return false;
	for (size_t i = 2; i < 10; i++)
		recorded = recorded << 8 | at[i];
	if (recorded > INT64_MAX || entry.n != LEAF_HEAD + at[10] + sizeof(read.commitment.at))
		return false;
	read.kind = (enum leaf_kind)at[1];
	read.recorded = (instant)recorded;
	read.procedure = str_sub(entry, LEAF_HEAD, LEAF_HEAD + at[10]);
	if (!leaf_good_procedure(read.procedure))
		return false;
	memcpy(read.commitment.at, at + LEAF_HEAD + at[10], sizeof(read.commitment.at));
	*leaf = read;
	return true;
}

/* In the order of enum leaf_kind, which begins with 1. */
static const char *const leaf_names[] = { "open", "step",  "end",   "clock",
	                                  "once", "adopt", "store", "mend" };

str leaf_kind_name(enum leaf_kind kind)
{
	assert(kind >= LEAF_OPEN && kind <= LEAF_MEND);
	return str_of(leaf_names[kind - LEAF_OPEN]);
}

bool leaf_kind_of(str name, enum leaf_kind *kind)
{
	for (size_t i = 0; i < countof(leaf_names); i++) {
		if (str_eq(name, str_of(leaf_names[i]))) {
			*kind = (enum leaf_kind)(LEAF_OPEN + i);
			return true;
		}
	}
	return false;
}
