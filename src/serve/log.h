/* log.h -- one line of JSON for each request, for the operator; no contents, no query.
 *
 *     {"time":"...","id":"9f3c01aa-1f","method":"GET","route":"showRecord","status":200,
 *      "micros":412,"who":"zhang","peer":"10.1.2.0"}
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_LOG_H
#define GUIJU_SERVE_LOG_H
#include "http/http.h"

enum log_level {
	LOG_NONE,
	LOG_ERROR,   /* answers of 500 and more */
	LOG_REFUSED, /* of 400 and more, and clients that went away */
	LOG_ALL,
};

/* "none" "error" "refused" "all". False: it is none of them. */
must_use bool log_level_of(str name, enum log_level *level);
/* Writes the line to standard error where the level asks for it. `now` as the clock has it. */
void log_request(enum log_level level, const struct http_done *done, instant now);
/* An address without its last part (IPv4: 8 bits, IPv6: all behind the first 48): enough to
 * see where trouble comes from, not who. Into `out`, NUL-ended. */
void log_mask(str peer, char out[64]);

#endif
