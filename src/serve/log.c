/* log.c -- one line of JSON for each request, for the operator; no contents, no query.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/log.h"

#include <unistd.h>

#include "base/str.h"
#include "calendar/day.h"

#define LINE_MAX_BYTES 1024

static const char *const names[] = { "none", "error", "refused", "all" };

bool log_level_of(str name, enum log_level *level)
{
	for (size_t i = 0; i < countof(names); i++)
		if (str_eq(name, str_of(names[i]))) {
			*level = (enum log_level)i;
			return true;
		}
	return false;
}

static size_t masked_length(str peer)
{
	size_t colons = 0, last_dot = 0;

	for (size_t i = 0; i < peer.n; i++) {
		if (peer.at[i] == ':' && ++colons == 3)
			return i;
		if (peer.at[i] == '.')
			last_dot = i;
	}
	return last_dot;
}

void log_mask(str peer, char out[64])
{
	size_t n = masked_length(peer);
	bool six = peer.n > 0 && memchr(peer.at, ':', peer.n) != NULL;

	if (n == 0 || n > 50)
		snprintf(out, 64, "%s", str_eq(peer, STR("unix")) ? "unix" : six ? "::" : "");
	else
		snprintf(out, 64, "%.*s%s", (int)n, peer.at, six ? "::" : ".0");
}

static bool is_wanted(enum log_level level, int status)
{
	switch (level) {
	case LOG_NONE: return false;
	case LOG_ERROR: return status >= 500;
	case LOG_REFUSED: return status >= 400 || status == 0;
	case LOG_ALL: break;
	}
	return true;
}

/* Codes of persons are ASCII words; what is not is left out, letter by letter. */
static int plain(char *out, size_t room, str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n && n + 1 < room; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
			out[n++] = text.at[i];
	}
	return (int)n;
}

/* One call of write, so that lines of several threads do not mix. */
void log_request(enum log_level level, const struct http_done *done, instant now)
{
	char line[LINE_MAX_BYTES], who[100], id[64], method[20], peer[64];
	struct day_civil on = day_civil(day_at(now));
	int64_t second = (now - day_start(day_at(now))) / 1000;
	int n;

	if (!is_wanted(level, done->status))
		return;
	log_mask(done->peer, peer);
	n = snprintf(line, sizeof(line),
	             "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03d+08:00\",\"id\":\"%.*s\","
	             "\"method\":\"%.*s\",\"route\":\"%s\",\"status\":%d,\"micros\":%lld,"
	             "\"who\":\"%.*s\",\"peer\":\"%s\"}\n",
	             on.year, on.month, on.date, (int)(second / 3600000),
	             (int)(second / 60000 % 60), (int)(second / 1000 % 60), (int)(second % 1000),
	             plain(id, sizeof(id), done->id), id,
	             plain(method, sizeof(method), done->method), method,
	             done->route != NULL ? done->route : "none", done->status,
	             (long long)done->micros, plain(who, sizeof(who), done->who), who, peer);
	if (n > 0 && (size_t)n < sizeof(line))
		(void)!write(STDERR_FILENO, line, (size_t)n);
}
