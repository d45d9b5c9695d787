/* test_form.c -- forms in bodies, whole and spoilt.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "http/form.h"

#define MULTI STR("multipart/form-data; boundary=B")
#define HEAD "--B\r\nContent-Disposition: form-data; name="

static struct arena *arena;
static struct form_data form;
static struct err err;

static bool parse(str type, str body)
{
	if (arena == NULL)
		arena = arena_new((size_t)16 << 20);
	memset(&form, 0, sizeof(form));
	memset(&err, 0, sizeof(err));
	return form_parse(arena, type, body, &form, &err);
}

TEST(plain)
{
	CHECK(parse(STR("application/x-www-form-urlencoded; charset=utf-8"), STR("a=1&b=%2B+")));
	CHECK_INT(form.count, 2);
	CHECK_STR(form_text(&form, STR("b")), "+ ");
	CHECK(form_find(&form, STR("c")) == NULL);
	CHECK(form_text(&form, STR("c")).at == NULL);
	CHECK(!parse(STR("application/x-www-form-urlencoded"), STR("a=%")));
	CHECK_ERR(&err, ERR_INVALID, "form.syntax");
	CHECK(!parse(STR("application/json"), STR("{}")));
	CHECK_ERR(&err, ERR_INVALID, "form.type");
	CHECK(!parse(STR(""), STR("")));
}

TEST(parts)
{
	CHECK(parse(MULTI, STR(HEAD "\"a\"\r\n\r\n1\r\n"
	                       HEAD "f; filename=\"../x.txt\"\r\ncontent-type:text/plain\r\n\r\n"
	                       "\xff\r\n--A\r\n" HEAD "e\r\n\r\n\r\n--B--\r\nepilogue")));
	CHECK_INT(form.count, 3);
	CHECK_STR(form_text(&form, STR("a")), "1");
	CHECK_STR(form.at[1].value, "\xff\r\n--A");
	CHECK_STR(form.at[1].filename, "x.txt");
	CHECK_STR(form.at[1].type, "text/plain");
	CHECK(form.at[1].is_file && !form.at[2].is_file);
	CHECK_STR(form_text(&form, STR("e")), "");
	CHECK(form_text(&form, STR("f")).at == NULL);
	CHECK(parse(MULTI, STR("--B--")));
	CHECK_INT(form.count, 0);
}

TEST(spoilt)
{
	const str bad[] = {
		STR(""), STR("--B"), STR("--B\r\n"), STR("x--B--"), STR("--Bx\r\n"),
		STR(HEAD "a\r\n\r\n1"), STR(HEAD "a\r\n\r\n1\r\n--B"), STR(HEAD "a\r\n"),
		STR("--B\r\n\r\n1\r\n--B--"), STR("--B\r\nX: y\r\n\r\n1\r\n--B--"),
		STR(HEAD "a b\r\n\r\n1\r\n--B--"), STR(HEAD "\"a\r\n\r\n1\r\n--B--"),
		STR(HEAD "a\r\nno colon\r\n\r\n1\r\n--B--"), STR(HEAD "\"\xff\"\r\n\r\n1\r\n--B--"),
		STR(HEAD "a\r\n\r\n\xff\r\n--B--"),
		STR(HEAD "a; filename=\"\xff\"\r\n\r\n1\r\n--B--"),
		STR(HEAD "a; filename=\"a\tb\"\r\n\r\n1\r\n--B--"),
		STR(HEAD "a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--B--"),
	};

	for (size_t i = 0; i < countof(bad); i++) {
		if (!CHECK(!parse(MULTI, bad[i])))
			printf("    %.*s\n", PSTR(bad[i]));
		CHECK_INT(err.kind, ERR_INVALID);
	}
	CHECK(!parse(STR("multipart/form-data"), STR("--B--")));
	CHECK(!parse(STR("multipart/form-data; boundary=\"\""), STR("----")));
	CHECK(!parse(STR("multipart/form-data; boundary=\"a b\""), STR("--a b--")));
}

TEST(too_many)
{
	struct buf buf;

	parse(MULTI, STR("--B--"));
	buf_init(&buf, arena, (size_t)1 << 20);
	for (int i = 0; i <= FORM_PARTS; i++)
		buf_text(&buf, HEAD "a\r\n\r\n1\r\n");
	buf_text(&buf, "--B--");
	CHECK(!parse(MULTI, buf_str(&buf)));
	CHECK_ERR(&err, ERR_LIMIT, "form.parts");
}
