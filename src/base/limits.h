/* limits.h -- every limit of the program, each with its reason.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_LIMITS_H
#define GUIJU_BASE_LIMITS_H

#define LIMIT_ARENA_COMMAND ((size_t)256 << 20) /* one command or one batch of steps */
#define LIMIT_ARENA_LIFE ((size_t)256 << 20)    /* settings, rules, calendars, people */
#define LIMIT_RULE_BYTES ((size_t)1 << 20)      /* a rule longer than a law is a mistake */
#define LIMIT_RULE_LINES 10000
#define LIMIT_LINE_BYTES 4096      /* one line of a rule, map, calendar or report */
#define LIMIT_NAME_BYTES 120       /* 40 Chinese characters */
#define LIMIT_ID_BYTES 40          /* ASCII names, they become columns and addresses */
#define LIMIT_COND_ATOMS 64        /* comparisons in one condition; walked by recursion */
#define LIMIT_COND_TERMS 16        /* items on one side of a comparison of sums */
#define LIMIT_VALUE_BYTES 65536    /* one field of one record */
#define LIMIT_NUMBER 10000000000000000 /* a field; money in 1/10000: sums of 900 such fit */
#define LIMIT_EVENT_BYTES 262144   /* the canonical body of one event */
#define LIMIT_JSON_DEPTH 32
#define LIMIT_JSON_BYTES ((size_t)64 << 20)
#define LIMIT_CSV_CELL 262144      /* longer cells are reported, not cut */
#define LIMIT_CSV_COLUMNS 1024
#define LIMIT_CSV_ROW ((size_t)4 << 20) /* keeps reading in constant memory */
#define LIMIT_FILE_BYTES ((size_t)1 << 30)
#define LIMIT_TERM_DAYS 36600      /* a hundred years; also stops endless loops */
#define LIMIT_ORDERS_DEPTH 8       /* a step that orders a step that orders ... */
#define LIMIT_BATCH_STEPS 256      /* steps in one transaction (group commit) */

#endif
