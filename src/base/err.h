/* err.h -- what went wrong, where, under which rule, and what to do about it.
 *
 * Filled once by whoever finds the fault; callers may add where it was, the
 * legal basis and a remedy. Needs no memory: all text lies in the struct.
 * Every function returns false, so that a failing function ends with
 *     return err_set(err, ERR_REFUSED, "step.stage", "环节是“%.*s”，不能%.*s", ...);
 * Texts are Chinese, for people; `code` is ASCII, stable, for programs. What is no
 * text in them (control characters, broken UTF-8) becomes '?'.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_ERR_H
#define GUIJU_BASE_ERR_H
#include "base/base.h"

enum err_kind {
	ERR_NONE,
	ERR_INVALID,  /* the request is malformed              HTTP 400, exit 2 */
	ERR_DENIED,   /* this person may not do it             HTTP 403, exit 4 */
	ERR_UNKNOWN,  /* there is no such thing                HTTP 404, exit 3 */
	ERR_CONFLICT, /* somebody else was first               HTTP 409, exit 5 */
	ERR_REFUSED,  /* the procedure forbids it, see rule    HTTP 422, exit 9 */
	ERR_LIMIT,    /* a limit of base/limits.h was reached  HTTP 429, exit 10 */
	ERR_STORE,    /* database or file did not answer       HTTP 503, exit 75 */
	ERR_TAMPERED, /* bytes are not what was signed: alarm  HTTP 500, exit 6 */
	ERR_WANTING,  /* what was examined has faults, all told already  exit 1 */
	ERR_PARTLY,   /* done but for what was named (import)   exit 8 */
};

struct err {
	enum err_kind kind;
	char code[48];    /* "step.stage": stable, documented, for programs */
	char what[640];   /* one sentence for the person */
	char where[320];  /* "reconsideration.rule 第31行", "a.csv 第7行 “time”列" */
	char rule[192];   /* the legal basis of a refusal, or empty */
	char fix[448];    /* what to do now, or empty */
	char detail[256]; /* for the operator only */
	const char *file; /* where in the program the fault was found */
	int line;
};

#define err_set(err, kind, code, ...) err_set_at(err, __FILE__, __LINE__, kind, code, __VA_ARGS__)

/* Fills an empty `err`; asserts that it is empty. Always returns false. */
bool err_set_at(struct err *err, const char *file, int line, enum err_kind kind,
                const char *code, const char *format, ...) printf_like(6, 7);
/* Add to a filled `err`; the first caller wins (a later call changes nothing),
 * but err_detail puts its note in front of earlier ones. Always return false. */
bool err_where(struct err *err, const char *format, ...) printf_like(2, 3);
bool err_rule(struct err *err, str basis);
bool err_fix(struct err *err, const char *format, ...) printf_like(2, 3);
bool err_detail(struct err *err, const char *format, ...) printf_like(2, 3);
/* Makes `err` empty again, for a caller that has dealt with it. */
void err_clear(struct err *err);
/* The exit code of a command that ends with this error (see the table above). */
int err_exit_code(const struct err *err);
/* Writes "where：what。依据：rule。fix（code）" to `out`, cut at `room`, NUL-ended. */
void err_text(const struct err *err, char *out, size_t room);

#endif
