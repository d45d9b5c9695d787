/* demo_text.c -- what is written into a field of the invented year.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/demo_text.h"

#include "base/arena.h"
#include "base/str.h"

uint64_t demo_chance(const struct demo *demo, size_t course, int64_t instance, size_t line,
                     unsigned use)
{
	uint64_t x = demo->seed;
	const uint64_t parts[] = { course + 1, (uint64_t)instance + 1, line + 1, use + 1 };

	/* splitmix64 over the parts */
	for (size_t i = 0; i < countof(parts); i++) {
		x += 0x9e3779b97f4a7c15u * parts[i];
		x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
		x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
		x ^= x >> 31;
	}
	return x;
}

static str choose(const struct city_field *field, uint64_t chance)
{
	int64_t left = (int64_t)(chance % (uint64_t)field->weights);

	for (size_t i = 0; i < field->choice_count; i++) {
		if (left < field->choices[i].weight)
			return field->choices[i].text;
		left -= field->choices[i].weight;
	}
	return field->choices[0].text;
}

/* Shares of a total that add up to it exactly: even shares, swung in pairs. */
static int64_t share_of(const struct demo *demo, const struct demo_step *step,
                        const struct city_field *field, unsigned use)
{
	int64_t count = demo->city->courses[step->course].count, i = step->instance;
	int64_t share = field->from * (i + 1) / count - field->from * i / count;
	int64_t pair = i - i % 2, swing;

	if (field->to == 0 || pair + 1 >= count)
		return share;
	swing = (int64_t)(demo_chance(demo, step->course, pair, step->line, use) %
	                  (uint64_t)(field->to + 1));
	return i == pair ? share + swing : share - swing;
}

/* ---- texts with marks ---- */

#define TEXT_DEPTH 4 /* rows of lists may have marks of their own */
#define TEXT_BYTES 4096

struct text {
	struct demo *demo;
	const struct demo_step *step;
	struct buf buf;
	uint64_t chance;
};

static void expand(struct text *t, str text, int depth);

static int64_t within(struct text *t, int64_t from, int64_t to)
{
	int64_t value = from + (int64_t)((t->chance >> 8) % (uint64_t)(to - from + 1));

	t->chance = t->chance * 6364136223846793005u + 1442695040888963407u;
	return value;
}

/* One instance takes the same row of a list wherever it is named. */
static str row_of(const struct text *t, const struct city_field *list, int64_t part)
{
	const struct demo_step *step = t->step;
	size_t turn = (size_t)step->instance % list->choice_count;
	str row = list->in_turn ? list->choices[turn].text
	                        : choose(list, demo_chance(t->demo, step->course, step->instance,
	                                                   5000 + list->number, 0));
	str cell = row;

	for (int64_t i = 0; i < part; i++)
		str_cut(&row, STR("/"), &cell);
	return cell;
}

static void expand_mark(struct text *t, str mark, int depth)
{
	const struct city_field *list;
	int64_t from, to, part;

	if (str_eq(mark, STR("序")))
		buf_int(&t->buf, t->step->instance + 1);
	else if (city_today(mark, &from, &to))
		day_write(&t->buf, (day)(day_at(*t->demo->now) + within(t, from, to)));
	else if ((list = city_list(t->demo->city, mark, &part)) != NULL)
		expand(t, row_of(t, list, part), depth + 1);
	else if (city_range(mark, &from, &to))
		buf_int(&t->buf, within(t, from, to));
}

static void expand(struct text *t, str text, int depth)
{
	str plain, mark;

	while (text.n > 0 && depth <= TEXT_DEPTH) {
		bool more = str_cut(&text, STR("{"), &plain);

		buf_add(&t->buf, plain);
		if (more) {
			str_cut(&text, STR("}"), &mark);
			expand_mark(t, mark, depth);
		}
	}
}

str demo_value(struct demo *demo, const struct demo_step *step, const struct city_field *field,
               unsigned use)
{
	struct text t = { .demo = demo, .step = step };
	struct arena *arena = desk_world(demo->desk)->arena;

	t.chance = demo_chance(demo, step->course, step->instance, step->line, use);
	buf_init(&t.buf, arena, TEXT_BYTES);
	if (field->kind == CITY_CHOICE)
		expand(&t, choose(field, t.chance), 0);
	else if (field->kind == CITY_TODAY)
		day_write(&t.buf, (day)(day_at(*demo->now) + within(&t, field->from, field->to)));
	else if (field->kind == CITY_TOTAL)
		buf_int(&t.buf, share_of(demo, step, field, use));
	else
		buf_int(&t.buf, within(&t, field->from, field->to));
	return buf_str(&t.buf);
}
