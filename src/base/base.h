/* base.h -- the few words that every file of the program shares.
 *
 * Also poisons the C library calls that have lost data elsewhere; a file that
 * truly needs one says so before its first include:
 *     #define BASE_ALLOW_MALLOC   (arena.c, and drivers of foreign libraries)
 *     #define BASE_ALLOW_TIME     (clock.c)
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_BASE_H
#define GUIJU_BASE_BASE_H
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#define must_use __attribute__((warn_unused_result))
#define printf_like(text, first) __attribute__((format(printf, text, first)))
#define countof(array) (sizeof(array) / sizeof((array)[0]))

/* A slice of bytes, not ended by NUL; borrows what it points at. */
typedef struct str {
	const char *at;
	size_t n;
} str;

/* A slice of a string literal. */
#define STR(literal) ((str){ "" literal, sizeof(literal) - 1 })
/* For printf's "%.*s". */
#define PSTR(s) ((int)(s).n), ((s).at ? (s).at : "")

/* Microseconds since 1970-01-01T00:00:00Z. Everything that "happened" is one. */
typedef int64_t instant;
#define INSTANT_SECOND ((instant)1000000)
#define INSTANT_MINUTE (60 * INSTANT_SECOND)
#define INSTANT_HOUR (3600 * INSTANT_SECOND)
#define INSTANT_DAY (86400 * INSTANT_SECOND)
#define INSTANT_NONE INT64_MIN /* "has not happened" */

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol gets localtime gmtime rand srand
#ifndef BASE_ALLOW_MALLOC
#pragma GCC poison malloc calloc realloc free strdup strndup
#endif
#ifndef BASE_ALLOW_TIME
#pragma GCC poison time gettimeofday clock_gettime
#endif

#endif
