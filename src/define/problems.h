/* problems.h -- all that is wrong with a text, in the order of its lines.
 *
 * A reader does not stop at the first fault: it notes it and goes on at the next
 * line, so that a clerk mends a file in one round.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_PROBLEMS_H
#define GUIJU_DEFINE_PROBLEMS_H
#include "base/err.h"
#include "define/origin.h"

struct arena;

#define PROBLEMS_MAX 50 /* more than this many are counted but not kept */

struct problem {
	int line;  /* in its own file */
	int place; /* in the whole text */
	struct err err;
	struct problem *next;
};
struct problems {
	struct arena *arena;
	str file;              /* for messages: the name without folders */
	struct origin origin;  /* of a rule with 通则: whose lines are whose (parse_rule) */
	struct problem *first; /* in ascending order of place */
	size_t count;
	struct err spare;      /* takes what is beyond PROBLEMS_MAX */
};

/* `file` (kept) may have folders; they are not shown. An empty one shows the line alone. */
void problems_init(struct problems *problems, struct arena *arena, str file);
/* Notes a fault of kind ERR_INVALID at a line of the whole text; gives its err so that
 * the caller may add err_fix or err_rule. `where` becomes "文件 第N行". */
struct err *problems_add(struct problems *problems, int line, const char *code, const char *format,
                         ...) printf_like(4, 5);
/* The first as one error ("…（另有 3 处）"); false. Only when count > 0. */
bool problems_err(const struct problems *problems, struct err *err);

#endif
