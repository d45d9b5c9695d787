/* findings.c -- what is wrong, fault by fault, so that a reader sees more than the first.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "verify/findings.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "proof/note.h"
#include <stdarg.h>

#define FINDINGS_TEXT 1024

static void findings_keep(struct findings *findings, const char *text)
{
	if (findings->count++ < FINDINGS_SHOWN)
		findings->shown[findings->count - 1] = arena_copy(findings->arena, str_of(text));
}

void findings_add(struct findings *findings, const char *format, ...)
{
	char text[FINDINGS_TEXT];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	findings_keep(findings, text);
}

void findings_err(struct findings *findings, const char *where, struct err *err)
{
	char text[FINDINGS_TEXT];

	if (where != NULL)
		err_where(err, "%s", where);
	err_text(err, text, sizeof(text));
	findings_keep(findings, text);
	err_clear(err);
}

static bool findings_among(str line, const str *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(line, lines[i]))
			return true;
	return false;
}

void findings_keys(struct findings *findings, const str *demanded, size_t demanded_count,
                   const struct note_key *held, size_t held_count)
{
	str lines[2];

	assert(held_count <= countof(lines));
	if (demanded_count == 0 || held_count == 0)
		return;
	for (size_t i = 0; i < held_count; i++)
		lines[i] = note_write_key(findings->arena, &held[i]);
	if (!findings_among(lines[0], demanded, demanded_count))
		findings_add(findings, "签名的公钥不是所要求的公钥，而是 %.*s", PSTR(lines[0]));
	for (size_t i = 0; i < demanded_count; i++)
		if (!findings_among(demanded[i], lines, held_count))
			findings_add(findings, "没有所要求的公钥 %.*s 的签名", PSTR(demanded[i]));
}
