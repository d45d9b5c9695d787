/* words.c -- pieces of the model as words, shared by the renderers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/words.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/value.h"

void words_names(struct buf *out, const void *things, size_t count)
{
	const char *at = things;

	for (size_t i = 0; i < count; i++) {
		const struct name *name;
		memcpy(&name, at + i * sizeof(name), sizeof(name));
		if (i > 0)
			buf_text(out, "、");
		buf_add(out, name->text);
	}
}

static bool is_ascii_at(str text, size_t i)
{
	return (unsigned char)text.at[i] < 0x80;
}

void words_tight(struct buf *out, str text)
{
	for (size_t i = 0; i < text.n; i++) {
		bool between = i > 0 && i + 1 < text.n;
		if (text.at[i] == ' ' && between && !is_ascii_at(text, i - 1) &&
		    !is_ascii_at(text, i + 1))
			continue;
		buf_byte(out, text.at[i]);
	}
}

void words_column(struct buf *out, str text, int width)
{
	buf_add(out, text);
	for (int i = utf8_width(text); i < width; i++)
		buf_byte(out, ' ');
	buf_text(out, "  ");
}

int words_width(const void *things, size_t count, size_t size, bool ids)
{
	const char *at = things;
	int widest = 0;

	for (size_t i = 0; i < count; i++) {
		struct name name;
		memcpy(&name, at + i * size, sizeof(name));
		int width = utf8_width(ids ? name.id : name.text);
		widest = width > widest ? width : widest;
	}
	return widest;
}

void words_length(struct buf *out, struct term_length length, const struct field *until)
{
	if (until != NULL)
		buf_printf(out, "截至 %.*s", PSTR(until->name.text));
	else
		term_write_length(out, length);
}

void words_pick(struct buf *out, enum limit_pick pick)
{
	if (pick == LIMIT_PICK_FIRST)
		buf_text(out, "首次 ");
	else if (pick == LIMIT_PICK_LAST)
		buf_text(out, "末次 ");
}

void words_start(struct buf *out, const struct limit *limit)
{
	switch (limit->from) {
	case LIMIT_FROM_STEP:
		words_pick(out, limit->pick);
		words_names(out, limit->starts, limit->start_count);
		break;
	case LIMIT_FROM_FIELD:
		if (limit->start_field != NULL)
			buf_add(out, limit->start_field->name.text);
		break;
	case LIMIT_FROM_LIMIT:
		if (limit->start_limit != NULL)
			buf_printf(out, "期限 %.*s 届满", PSTR(limit->start_limit->name.text));
		break;
	}
}

void words_type(struct buf *out, const struct field *field)
{
	static const char *const types[] = {
		"文字", "长文", "整数", "金额",   "日期", "时刻", "是否", "选项",
		"机关", "人",   "电话", "证件号", "地点", "关联", "清单",
	};

	if (field->many)
		buf_text(out, "多个 ");
	buf_text(out, types[field->type]);
	if (field->type == FIELD_TEXT && field->characters > 0)
		buf_printf(out, " %lld", (long long)field->characters);
	if (field->type == FIELD_LINK)
		buf_printf(out, " %.*s", PSTR(field->target));
}

const char *words_digits(int digits)
{
	static const char *const words[] = { "整数", "一位", "两位", "三位", "四位" };
	return digits >= 0 && digits <= 4 ? words[digits] : "整数";
}

void words_form(struct buf *out, const struct form *form, bool ratio)
{
	static const char *const kinds[] = { "", "万", "亿", "余", "万余", "超过", "汉字" };
	bool stepped = form->kind == FORM_YU || form->kind == FORM_OVER;

	if (form->kind != FORM_PLAIN)
		buf_printf(out, "  写作 %s", kinds[form->kind]);
	if (stepped)
		buf_printf(out, " %lld", (long long)form->step);
	else if (form->kind == FORM_PLAIN && (ratio || form->digits > 0))
		buf_printf(out, "  %s", words_digits(form->digits));
	else if (form->kind != FORM_PLAIN && form->kind != FORM_HAN)
		buf_printf(out, " %s", words_digits(form->digits));
	buf_text(out, form->truncate ? "  截尾" : "");
	buf_text(out, form->strip ? "  去零" : "");
}

void words_operand(struct buf *out, const struct operand *of)
{
	if (of->indicator != NULL)
		buf_add(out, of->indicator->name.text);
	else
		buf_printf(out, "%.*s.%.*s", PSTR(of->procedure), PSTR(of->other));
}

void words_sum(struct buf *out, const struct sum_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct sum_item *item = &items[i];
		if (i > 0 || item->sign < 0)
			buf_text(out, item->sign < 0 ? "- " : "+ ");
		buf_text(out, item->last_year ? "上年 " : "");
		if (item->of.indicator != NULL || item->of.procedure.n > 0)
			words_operand(out, &item->of);
		else
			buf_int(out, item->constant);
		buf_text(out, i + 1 < count ? " " : "");
	}
}

void words_given(struct buf *out, const struct assign *assign)
{
	if (assign->from != NULL)
		buf_add(out, assign->from->name.text);
	else if (assign->field != NULL)
		buf_add(out, value_show(out->arena, assign->field, assign->value));
	else
		buf_add(out, assign->value);
}
