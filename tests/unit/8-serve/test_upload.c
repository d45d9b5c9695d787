/* test_upload.c -- what a file is, by its first bytes; how many and how long.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "serve/upload.h"

#define BYTES(text) ((str){ text, sizeof(text) - 1 })
#define PNG BYTES("\x89PNG\r\n\x1a\n....")
#define ZIP "PK\x03\x04" "12345678901234567890123456"

TEST(kinds)
{
	CHECK_STR(str_of(upload_kind(PNG)), "image/png");
	CHECK_STR(str_of(upload_kind(BYTES("\xff\xd8\xff\xe0"))), "image/jpeg");
	CHECK_STR(str_of(upload_kind(BYTES("RIFF....WEBPVP8 "))), "image/webp");
	CHECK_STR(str_of(upload_kind(BYTES("%PDF-1.7\n"))), "application/pdf");
	CHECK_STR(str_of(upload_kind(BYTES("....ftypmp42"))), "video/mp4");
	CHECK_STR(str_of(upload_kind(BYTES(ZIP "OFD.xml"))), "application/ofd");
	CHECK(upload_kind(BYTES(ZIP "evil.exe")) == NULL);
	CHECK(upload_kind(BYTES("MZ\x90")) == NULL);
	CHECK(upload_kind(BYTES("<html>")) == NULL);
	CHECK(upload_kind(BYTES("<svg onload=x>")) == NULL);
	CHECK(upload_kind((str){ 0 }) == NULL);
}

TEST(limits)
{
	struct arena *arena = arena_new((size_t)32 << 20);
	struct uploads uploads = { .count = 0 };
	struct err err = { 0 };
	char *long_one = arena_take(arena, LIMIT_PUBLIC_PAPER + 1);

	memcpy(long_one, PNG.at, PNG.n);
	for (int i = 0; i < LIMIT_PUBLIC_PAPERS; i++)
		CHECK_OK(upload_add(arena, &uploads, STR("a"), STR("a.png"), PNG, &err), &err);
	CHECK(!upload_add(arena, &uploads, STR("a"), STR("a.png"), PNG, &err));
	CHECK_ERR(&err, ERR_LIMIT, "paper.many");
	err_clear(&err);
	uploads.count = 0;
	CHECK(!upload_add(arena, &uploads, STR("a"), STR("a.png"),
	                  (str){ long_one, LIMIT_PUBLIC_PAPER + 1 }, &err));
	CHECK_ERR(&err, ERR_LIMIT, "paper.long");
	err_clear(&err);
	CHECK(!upload_add(arena, &uploads, STR("a"), STR("a.html"), STR("<html>"), &err));
	CHECK_ERR(&err, ERR_INVALID, "paper.kind");
	arena_end(arena);
}
