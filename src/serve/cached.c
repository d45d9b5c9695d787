/* cached.c -- answers that may be kept for a while: with a tag, and 304 when nothing changed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/cached.h"

#include "base/arena.h"
#include "base/str.h"
#include "crypto/digest.h"

#define TAG_CHARACTERS 32 /* of the digest: 128 bits are enough for a tag */

bool cached_public(const struct call *call)
{
	return str_starts(http_path(call->r), STR("/public/"));
}

static str kept_for(const struct call *call, int seconds)
{
	if (!cached_public(call))
		return STR("private, no-cache");
	return arena_printf(call->arena, "public, max-age=%d%s", seconds,
	                    seconds == CACHED_FOREVER ? ", immutable" : "");
}

void cached_send(struct call *call, str type, str body, int seconds)
{
	char hex[65];
	str tag;

	digest_hex(digest_str(DIGEST_SHA256, body), hex);
	tag = arena_printf(call->arena, "\"%.*s\"", TAG_CHARACTERS, hex);
	http_set(call->r, STR("ETag"), tag);
	http_set(call->r, STR("Cache-Control"), kept_for(call, seconds));
	if (http_condition(call->r, tag) == 304)
		http_reply(call->r, 304, (str){ 0 }, (str){ 0 });
	else
		http_reply(call->r, 200, type, body);
}

void cached_json(struct call *call, struct jw *w, int seconds)
{
	if (w->buf->full)
		call_json_send(call, 200, w); /* tells */
	else
		cached_send(call, HTTP_JSON, buf_str(w->buf), seconds);
}
