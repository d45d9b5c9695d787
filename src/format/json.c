/* json.c -- JSON read strictly (jansson) into a tree in an arena.
 *
 * jansson reads; this file turns its tree into ours and refuses what the program
 * never uses. The tree of jansson is registered with the arena while it is being
 * turned, so that a spent budget does not leak it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_MALLOC
#include "format/json.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
/* jansson has values of these names too; let it keep them under others. */
#define JSON_TRUE  JANSSON_TRUE
#define JSON_FALSE JANSSON_FALSE
#define JSON_NULL  JANSSON_NULL
#include <jansson.h>
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

struct foreign {
	json_t *root;
};

static void release(void *thing)
{
	struct foreign *foreign = thing;

	json_decref(foreign->root);
	foreign->root = NULL;
}

static const char *sentence(enum json_error_code code)
{
	switch (code) {
	case json_error_premature_end_of_input: return "JSON 在这里还没有写完就结束了";
	case json_error_end_of_input_expected: return "JSON 已经结束，后面还有多余的内容";
	case json_error_invalid_utf8: return "这里的字节不是 UTF-8 文字";
	case json_error_duplicate_key: return "同一个对象里名称重复";
	case json_error_null_byte_in_key: return "名称中有空字符（\\u0000）";
	default: return "不是正确的 JSON";
	}
}

static void refuse_real(struct err *err)
{
	err_set(err, ERR_INVALID, "json.real", "这里的数带小数点或指数；本程序只收整数");
	err_fix(err, "金额、比例请写成带引号的文字，如 \"35.5\"");
}

static void refuse_number(const json_error_t *error, struct err *err)
{
	if (str_starts(str_of(error->text), STR("real"))) {
		refuse_real(err);
		return;
	}
	err_set(err, ERR_INVALID, "json.integer", "数太大：整数最多到 64 位");
	err_fix(err, "请改写成带引号的文字");
}

static bool refuse_syntax(const json_error_t *error, struct err *err)
{
	switch (json_error_code(error)) {
	case json_error_numeric_overflow: refuse_number(error, err); break;
	case json_error_stack_overflow:
		err_set(err, ERR_INVALID, "json.depth", "JSON 套得太深，最多 %d 层",
		        LIMIT_JSON_DEPTH);
		break;
	default: err_set(err, ERR_INVALID, "json.syntax", "%s", sentence(json_error_code(error)));
	}
	err_where(err, "第%d行第%d列", error->line, error->column);
	return err_detail(err, "%s", error->text);
}

/* Where the scan of a text that jansson has accepted stands. */
struct scan {
	str rest;
	int line;
	int column;
};

static void scan_step(struct scan *scan)
{
	unsigned char byte = (unsigned char)scan->rest.at[0];

	if (byte == '\n') {
		scan->line++;
		scan->column = 0;
	} else if ((byte & 0xC0) != 0x80) {
		scan->column++;
	}
	scan->rest = str_sub(scan->rest, 1, scan->rest.n);
}

static void scan_string(struct scan *scan)
{
	scan_step(scan);
	while (scan->rest.at[0] != '"') {
		if (scan->rest.at[0] == '\\')
			scan_step(scan);
		scan_step(scan);
	}
}

static bool place(const struct scan *scan, struct err *err)
{
	return err_where(err, "第%d行第%d列", scan->line, scan->column + 1);
}

/* jansson 2.14 takes a NUL byte outside of strings for the end of the text. */
static bool refuse_nul(str text, struct err *err)
{
	struct scan scan = { text, 1, 0 };

	while (scan.rest.at[0] != 0)
		scan_step(&scan);
	err_set(err, ERR_INVALID, "json.syntax", "有空字节（0x00），不是正确的 JSON");
	return place(&scan, err);
}

/* Finds the first real and the first bracket that lies too deep. The text is known to
 * be JSON, so outside of strings '.' stands in reals only, and so do 'E' and an 'e'
 * behind a digit ("true" and "false" have the other ones). */
static bool check_subset(str text, struct err *err)
{
	struct scan scan = { text, 1, 0 };
	struct scan number = scan;
	int depth = 0;
	char before = 0;

	while (scan.rest.n > 0) {
		char byte = scan.rest.at[0];
		bool digit = byte >= '0' && byte <= '9';

		if (byte == '-' || (digit && before != '-' && (before < '0' || before > '9')))
			number = scan;
		if (byte == '.' || byte == 'E' || (byte == 'e' && before >= '0' && before <= '9')) {
			refuse_real(err);
			return place(&number, err);
		}
		if (byte == '"')
			scan_string(&scan);
		else if (byte == '{' || byte == '[')
			depth++;
		else if (byte == '}' || byte == ']')
			depth--;
		if (depth > LIMIT_JSON_DEPTH) {
			err_set(err, ERR_INVALID, "json.depth", "JSON 套得太深，最多 %d 层",
			        LIMIT_JSON_DEPTH);
			return place(&scan, err);
		}
		before = byte;
		scan_step(&scan);
	}
	return true;
}

static struct json turn(struct arena *arena, const json_t *from);

static void turn_list(struct arena *arena, const json_t *from, struct json *to)
{
	to->count = json_array_size(from);
	to->items = arena_make(arena, struct json, to->count);
	for (size_t i = 0; i < to->count; i++)
		to->items[i] = turn(arena, json_array_get(from, i));
}

static void turn_map(struct arena *arena, json_t *from, struct json *to)
{
	size_t i = 0;

	to->count = json_object_size(from);
	to->items = arena_make(arena, struct json, to->count);
	to->names = arena_make(arena, str, to->count);
	for (void *at = json_object_iter(from); at; at = json_object_iter_next(from, at)) {
		str name = { json_object_iter_key(at), json_object_iter_key_len(at) };

		to->names[i] = arena_copy(arena, name);
		to->items[i] = turn(arena, json_object_iter_value(at));
		i++;
	}
	assert(i == to->count);
}

/* The depth is bounded: check_subset has seen the text. */
static struct json turn(struct arena *arena, const json_t *from)
{
	struct json to = { .kind = JSON_NULL };

	switch (json_typeof(from)) {
	case JSON_OBJECT:
		to.kind = JSON_MAP;
		turn_map(arena, (json_t *)(uintptr_t)from, &to);
		break;
	case JSON_ARRAY:
		to.kind = JSON_LIST;
		turn_list(arena, from, &to);
		break;
	case JSON_STRING:
		to.kind = JSON_TEXT;
		to.text = arena_copy(arena,
		                     (str){ json_string_value(from), json_string_length(from) });
		break;
	case JSON_INTEGER:
		to.kind = JSON_INT;
		to.number = json_integer_value(from);
		break;
	case JANSSON_TRUE: to.kind = JSON_TRUE; break;
	case JANSSON_FALSE: to.kind = JSON_FALSE; break;
	case JANSSON_NULL: break;
	case JSON_REAL: assert(false); /* check_subset has refused them */
	}
	return to;
}

const struct json *json_read(struct arena *arena, str text, struct err *err)
{
	size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL;
	json_error_t error;
	struct foreign *foreign;
	struct json *tree;

	if (text.n > LIMIT_JSON_BYTES) {
		err_set(err, ERR_LIMIT, "json.bytes", "JSON 太长：%zu 字节，最多 %zu 字节", text.n,
		        LIMIT_JSON_BYTES);
		return NULL;
	}
	if (text.n > 0 && memchr(text.at, 0, text.n)) {
		refuse_nul(text, err);
		return NULL;
	}
	foreign = arena_make(arena, struct foreign, 1);
	foreign->root = json_loadb(text.n > 0 ? text.at : "", text.n, flags, &error);
	if (!foreign->root) {
		refuse_syntax(&error, err);
		return NULL;
	}
	arena_at_end(arena, release, foreign);
	tree = arena_make(arena, struct json, 1);
	if (check_subset(text, err))
		*tree = turn(arena, foreign->root);
	else
		tree = NULL;
	release(foreign);
	return tree;
}

const struct json *json_get(const struct json *map, str name)
{
	if (!map || map->kind != JSON_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++)
		if (str_eq(map->names[i], name))
			return &map->items[i];
	return NULL;
}

str json_text(const struct json *map, str name)
{
	const struct json *item = json_get(map, name);

	return item && item->kind == JSON_TEXT ? item->text : (str){ 0 };
}

int64_t json_int(const struct json *map, str name, int64_t otherwise)
{
	const struct json *item = json_get(map, name);

	return item && item->kind == JSON_INT ? item->number : otherwise;
}
