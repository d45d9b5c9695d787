/* words.h -- pieces of the model as words, shared by the renderers.
 *
 * Inside define/ only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_WORDS_H
#define GUIJU_DEFINE_WORDS_H
#include "define/model.h"

struct buf;

/* Names of `count` things joined by '、'; `things` is an array of pointers to structs
 * whose first member is their struct name. */
void words_names(struct buf *out, const void *things, size_t count);
/* A condition as it is read aloud: without the spaces between Chinese words. */
void words_tight(struct buf *out, str text);
/* The text, then blanks up to `width` terminal columns and two more. */
void words_column(struct buf *out, str text, int width);
/* The widest of `count` names (or ids) of things that are `size` bytes apart. */
int words_width(const void *things, size_t count, size_t size, bool ids);
/* "60 日", "截至 履行截止日" */
void words_length(struct buf *out, struct term_length length, const struct field *until);
/* "受理", "首次 派单、指定承办", "知道之日", "期限 审查 届满": what stands after 自. */
void words_start(struct buf *out, const struct limit *limit);
/* "文字 60", "多个 人", "关联 规范性文件" */
void words_type(struct buf *out, const struct field *field);
/* 首次, 末次 and a blank, or nothing. */
void words_pick(struct buf *out, enum limit_pick pick);
/* 整数, 一位 .. 四位 */
const char *words_digits(int digits);
/* "写作 万 两位  截尾  去零", or nothing; `ratio`: the digits are always told. */
void words_form(struct buf *out, const struct form *form, bool ratio);
/* The indicator's name; of another rule "规程.指标" as it was written. */
void words_operand(struct buf *out, const struct operand *of);
/* "A + B - 上年 C" */
void words_sum(struct buf *out, const struct sum_item *items, size_t count);
/* The value that a step or an order gives: a field's name, a word, or the value shown. */
void words_given(struct buf *out, const struct assign *assign);

#endif
