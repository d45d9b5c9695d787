/* time.c -- instants and days as the API writes them: RFC 3339 with +08:00.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/time.h"

#include "base/arena.h"
#include "base/str.h"

#define TIME_BYTES 64

str time_text(struct arena *arena, instant at)
{
	struct buf buf;

	if (at == INSTANT_NONE)
		return (str){ 0 };
	buf_init(&buf, arena, TIME_BYTES);
	day_write_instant(&buf, at);
	return buf_str(&buf);
}

str time_day_end(struct arena *arena, day on)
{
	struct buf buf;

	buf_init(&buf, arena, TIME_BYTES);
	day_write(&buf, on);
	buf_text(&buf, "T24:00:00+08:00");
	return buf_str(&buf);
}
