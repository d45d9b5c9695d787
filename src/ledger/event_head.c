/* event_head.c -- the few members of a body that its log entry repeats, found without a tree.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"
#include "base/str.h"
#include "calendar/day.h"
#include "ledger/event.h"

/* Behind the closing quote of the string that begins at `at`; 0 when there is none. */
static size_t head_string(str body, size_t at)
{
	while (++at < body.n) {
		if (body.at[at] == '"')
			return at + 1;
		at += body.at[at] == '\\';
	}
	return 0;
}

/* Behind the value that begins at `at`: at the ',' or '}' of the outer map. */
static size_t head_value(str body, size_t at)
{
	int depth = 0;

	while (at < body.n) {
		char byte = body.at[at];
		if (depth == 0 && (byte == ',' || byte == '}'))
			return at;
		if (byte == '"') {
			at = head_string(body, at);
			if (at == 0)
				return 0;
			continue;
		}
		depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
		at++;
	}
	return 0;
}

/* The text between the quotes, when it is written without escapes. */
static bool head_text(str value, str *text)
{
	*text = str_sub(value, 1, value.n - 1);
	return value.n >= 2 && value.at[0] == '"' &&
	       memchr(value.at, '\\', value.n) == NULL;
}

/* One member of the outer map; counts those that are wanted. */
static bool head_member(str name, str value, struct event_head *head, int *found)
{
	str text;

	if (str_eq(name, STR("\"record\""))) {
		++*found;
		return num_read_int(value, &head->serial) && head->serial >= 0;
	}
	bool kind = str_eq(name, STR("\"kind\""));
	bool procedure = str_eq(name, STR("\"procedure\""));
	if (!kind && !procedure && !str_eq(name, STR("\"recorded\"")))
		return true;
	++*found;
	if (!head_text(value, &text))
		return false;
	if (kind)
		return leaf_kind_of(text, &head->kind);
	if (!procedure)
		return day_read_instant(text, &head->recorded);
	head->procedure = text;
	return true;
}

bool event_read_head(str body, struct event_head *head)
{
	struct event_head read = { .serial = 0 };
	size_t at = 1;
	int found = 0;

	if (body.n < 2 || body.at[0] != '{' || body.at[body.n - 1] != '}')
		return false;
	while (at < body.n && body.at[at] == '"') {
		size_t colon = head_string(body, at);
		size_t end = colon > 0 ? head_value(body, colon + 1) : 0;
		if (end == 0 || body.at[colon] != ':' ||
		    !head_member(str_sub(body, at, colon), str_sub(body, colon + 1, end), &read,
		                 &found))
			return false;
		at = end + 1;
	}
	if (at != body.n || read.kind == 0 || read.procedure.n == 0 || found > 4)
		return false;
	*head = read;
	return true;
}
