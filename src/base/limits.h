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

#define LIMIT_PASSWORD_LEAST 10    /* code points; shorter ones are tried out */
#define LIMIT_PASSWORD_MOST 128    /* code points; a longer one only costs time */
#define LIMIT_ARGON_KIB 19456      /* 19 MiB: two logins at once stay below 40 MiB */
#define LIMIT_ARGON_PASSES 2       /* with 19 MiB about 25 ms on a core of 2020 */
#define LIMIT_ARGON_LANES 1        /* a server has other work for its other cores */
#define LIMIT_ARGON_STORED_KIB 1048576 /* a stored hash that asks for more was put there */
#define LIMIT_SESSION_IDLE_MINUTES 30  /* GB/T 22239 8.1.4.1: a desk that was left */
#define LIMIT_SESSION_HOURS 12     /* a working day; then everybody signs in again */
#define LIMIT_SESSION_TOUCH_SECONDS 60 /* a use is noted once a minute, not at each call */
#define LIMIT_SESSIONS 20          /* of one person; the one unused longest makes room */
#define LIMIT_DEVICES 20           /* of one person, as sessions */
#define LIMIT_INVITE_HOURS 24      /* an enrolment code that nobody fetched is lost */
#define LIMIT_KEY_DAYS 366         /* an API key is renewed every year */
#define LIMIT_KEY_SCOPES 64
#define LIMIT_RECOVERY_CODES 10
#define LIMIT_STUDY_PLACES 8       /* reports that wait; each takes about a second */
#define LIMIT_HASHING_THREADS 2    /* passwords hashed at once, each with 19 MiB */
#define LIMIT_HASHING_PLACES 64    /* sign-ins under way; the last waits less than 2 s */
#define LIMIT_AGENT_BYTES 200      /* what a browser says of itself, cut */

#define LIMIT_RATE_PLACES 16384    /* addresses and codes remembered at once: half a megabyte */
#define LIMIT_PUBLIC_SENDS 20      /* submissions from one address at once: an office's queue */
#define LIMIT_PUBLIC_SENDS_MINUTE 6
#define LIMIT_PUBLIC_LOOKS 60      /* readings from one address at once */
#define LIMIT_PUBLIC_LOOKS_MINUTE 60
#define LIMIT_PUBLIC_CODE 30       /* uses of one receipt code at once */
#define LIMIT_PUBLIC_CODE_MINUTE 30
#define LIMIT_PUBLIC_WRONG 10      /* a code that is no receipt costs as much as so many */
#define LIMIT_PUBLIC_BODY ((size_t)16 << 20) /* a request with papers */
#define LIMIT_PUBLIC_PAPER ((size_t)8 << 20) /* one of them: a photograph, a scan */
#define LIMIT_PUBLIC_PAPERS 6
#define LIMIT_PUBLIC_KEY 16        /* least bytes of an Idempotency-Key without signing in */
#define LIMIT_OPEN311_SENDS 60     /* requests of one API key at once */
#define LIMIT_OPEN311_SENDS_MINUTE 60
#define LIMIT_OPEN311_DAYS 90      /* GeoReport v2: the span of one query */
#define LIMIT_OPEN311_REQUESTS 1000 /* GeoReport v2: requests in one answer */
#define LIMIT_OPEN311_TEXT 4000    /* GeoReport v2: characters of a description */

#endif
