/* problems.c -- all that is wrong with a text, in the order of its lines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/problems.h"

#include "base/arena.h"
#include <stdarg.h>

void problems_init(struct problems *problems, struct arena *arena, str file)
{
	memset(problems, 0, sizeof(*problems));
	for (size_t i = file.n; i > 0; i--) {
		if (file.at[i - 1] != '/')
			continue;
		file = (str){ file.at + i, file.n - i };
		break;
	}
	problems->arena = arena;
	problems->file = file;
}

/* A new problem behind those of its line and of earlier ones; beyond the maximum,
 * the spare one that nobody sees. */
static struct err *place_for(struct problems *problems, int line, int own)
{
	if (problems->count++ >= PROBLEMS_MAX) {
		memset(&problems->spare, 0, sizeof(problems->spare));
		return &problems->spare;
	}
	struct problem *problem = arena_make(problems->arena, struct problem, 1);
	struct problem **place = &problems->first;
	while (*place != NULL && (*place)->place <= line)
		place = &(*place)->next;
	problem->line = own;
	problem->place = line;
	problem->next = *place;
	*place = problem;
	return &problem->err;
}

struct err *problems_add(struct problems *problems, int line, const char *code, const char *format,
                         ...)
{
	char what[2 * sizeof(((struct err *)NULL)->what)];
	va_list values;
	va_start(values, format);
	vsnprintf(what, sizeof(what), format, values);
	va_end(values);
	str file;
	int own = origin_own(&problems->origin, line, &file);
	struct err *err = place_for(problems, line, own);
	err_set(err, ERR_INVALID, code, "%s", what);
	if (file.n == 0)
		file = problems->file;
	if (file.n > 0)
		err_where(err, "%.*s 第%d行", PSTR(file), own);
	else
		err_where(err, "第%d行", own);
	return err;
}

bool problems_err(const struct problems *problems, struct err *err)
{
	assert(problems->count > 0 && problems->first != NULL);
	const struct err *first = &problems->first->err;
	if (problems->count == 1)
		err_set(err, first->kind, first->code, "%s", first->what);
	else
		err_set(err, first->kind, first->code, "%s（另有 %zu 处）", first->what,
		        problems->count - 1);
	err_where(err, "%s", first->where);
	if (first->rule[0] != '\0')
		err_rule(err, (str){ first->rule, strlen(first->rule) });
	if (first->fix[0] != '\0')
		err_fix(err, "%s", first->fix);
	return false;
}
