/* form.c -- bodies of forms: application/x-www-form-urlencoded and multipart/form-data.
 *
 *     --boundary CRLF
 *     Content-Disposition: form-data; name="photo"; filename="a.jpg" CRLF
 *     Content-Type: image/jpeg CRLF
 *     CRLF
 *     bytes CRLF
 *     --boundary-- CRLF
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/form.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/http.h"
#include "http/target.h"

#define BOUNDARY_MOST 70 /* RFC 2046 */

static bool refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_INVALID, "form.syntax", "表单的内容不合格式：%s", why);
}

static bool parse_plain(struct arena *arena, str body, struct form_data *form, struct err *err)
{
	struct field_list list;
	struct form_part *parts;

	if (!target_read_query(arena, body, &list))
		return refuse(err, "百分号编码有误、不是 UTF-8，或者项数太多");
	parts = arena_make(arena, struct form_part, list.count);
	for (size_t i = 0; i < list.count; i++) {
		parts[i].name = list.at[i].name;
		parts[i].value = list.at[i].value;
	}
	*form = (struct form_data){ parts, list.count };
	return true;
}

/* Behind the last '/' and '\': some clients send whole paths. Without control characters. */
static bool clean_name(str *name)
{
	for (size_t i = 0; i < name->n; i++) {
		unsigned char c = (unsigned char)name->at[i];

		if (c < 0x20 || c == 0x7f)
			return false;
	}
	for (size_t i = name->n; i > 0; i--)
		if (name->at[i - 1] == '/' || name->at[i - 1] == '\\') {
			*name = str_sub(*name, i, name->n);
			break;
		}
	return utf8_valid(*name, NULL);
}

static bool read_disposition(struct arena *arena, str value, struct form_part *part,
                             struct err *err)
{
	char *room = arena_take(arena, 2 * FORM_HEAD);

	if (!field_same(field_bare(value), STR("form-data")) ||
	    !field_param(value, STR("name"), room, FORM_HEAD, &part->name))
		return refuse(err, "部分没有名称");
	part->is_file =
		field_param(value, STR("filename"), room + FORM_HEAD, FORM_HEAD, &part->filename);
	if (!utf8_valid(part->name, NULL) || (part->is_file && !clean_name(&part->filename)))
		return err_set(err, ERR_INVALID, "form.utf8", "表单的名称或文件名不是 UTF-8");
	return true;
}

static bool read_part_head(struct arena *arena, str head, struct form_part *part,
                           struct err *err)
{
	while (head.n > 0) {
		str line, name;

		str_cut(&head, STR("\r\n"), &line);
		if (!str_cut(&line, STR(":"), &name) || !field_is_token(name))
			return refuse(err, "部分的头有误");
		line = str_trim(line);
		if (field_same(name, STR("Content-Disposition"))) {
			if (part->name.at != NULL)
				return refuse(err, "部分有两个名称");
			if (!read_disposition(arena, line, part, err))
				return false;
		}
		if (field_same(name, STR("Content-Type")))
			part->type = line;
		if (field_same(name, STR("Content-Transfer-Encoding")) &&
		    !field_same(line, STR("binary")) && !field_same(line, STR("8bit")) &&
		    !field_same(line, STR("7bit")))
			return refuse(err, "不接受 Content-Transfer-Encoding");
	}
	return part->name.at != NULL || refuse(err, "部分没有名称");
}

/* One part: from behind its boundary's line to the next boundary, which is taken off too. */
static bool read_part(struct arena *arena, str *rest, str boundary, struct form_part *part,
                      struct err *err)
{
	str window = str_sub(*rest, 0, FORM_HEAD), head, all = *rest;
	ptrdiff_t end = str_find(window, STR("\r\n\r\n"));

	if (end < 0)
		return refuse(err, "部分的头不完整或太长");
	head = str_sub(*rest, 0, (size_t)end);
	*rest = all = str_sub(*rest, (size_t)end + 2, rest->n);
	if (!str_cut(rest, boundary, &all))
		return refuse(err, "部分没有结尾");
	if (!read_part_head(arena, head, part, err))
		return false;
	/* The CRLF that ends the head is the one before an empty part's boundary. */
	part->value = str_sub(all, 2, all.n);
	if (!part->is_file && !utf8_valid(part->value, NULL))
		return err_set(err, ERR_INVALID, "form.utf8", "表单的文字不是 UTF-8");
	return true;
}

static bool read_boundary(struct arena *arena, str type, str *boundary, struct err *err)
{
	char room[BOUNDARY_MOST];
	str mark;

	if (!field_param(type, STR("boundary"), room, sizeof(room), &mark) || mark.n == 0)
		return refuse(err, "没有边界（boundary），或者太长");
	for (size_t i = 0; i < mark.n; i++)
		if ((unsigned char)mark.at[i] <= 0x20 || (unsigned char)mark.at[i] >= 0x7f)
			return refuse(err, "边界有不许用的字符");
	*boundary = arena_printf(arena, "\r\n--%.*s", PSTR(mark));
	return true;
}

static bool parse_parts(struct arena *arena, str type, str body, struct form_data *form,
                        struct err *err)
{
	struct form_part *parts = arena_make(arena, struct form_part, FORM_PARTS);
	size_t count = 0;
	str boundary, first;

	if (!read_boundary(arena, type, &boundary, err))
		return false;
	first = str_sub(boundary, 2, boundary.n);
	if (!str_starts(body, first))
		return refuse(err, "开头不是边界");
	body = str_sub(body, first.n, body.n);
	while (!str_starts(body, STR("--"))) {
		if (!str_starts(body, STR("\r\n")))
			return refuse(err, "边界之后没有换行");
		body = str_sub(body, 2, body.n);
		if (count == FORM_PARTS)
			return err_set(err, ERR_LIMIT, "form.parts", "表单的项数超过 %d",
			               FORM_PARTS);
		if (!read_part(arena, &body, boundary, &parts[count++], err))
			return false;
	}
	*form = (struct form_data){ parts, count };
	return true;
}

bool form_parse(struct arena *arena, str type, str body, struct form_data *form, struct err *err)
{
	str bare = field_bare(type);

	if (field_same(bare, STR("application/x-www-form-urlencoded")))
		return parse_plain(arena, body, form, err);
	if (field_same(bare, STR("multipart/form-data")))
		return parse_parts(arena, type, body, form, err);
	return err_set(err, ERR_INVALID, "form.type", "请求的内容不是表单");
}

bool form_read(struct http_request *r, struct form_data *form, struct err *err)
{
	return form_parse(http_arena(r), http_header(r, STR("Content-Type")), http_body(r), form,
	                  err);
}

const struct form_part *form_find(const struct form_data *form, str name)
{
	for (size_t i = 0; i < form->count; i++)
		if (str_eq(form->at[i].name, name))
			return &form->at[i];
	return NULL;
}

str form_text(const struct form_data *form, str name)
{
	for (size_t i = 0; i < form->count; i++)
		if (!form->at[i].is_file && str_eq(form->at[i].name, name))
			return form->at[i].value;
	return (str){ 0 };
}
