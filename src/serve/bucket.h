/* bucket.h -- how often somebody may ask: buckets of tokens, in memory, by a name.
 *
 * A bucket holds `burst` tokens and gains `minute` of them a minute. Who is not remembered has
 * a full one. There are LIMIT_RATE_PLACES; when they are short, the fullest bucket of a few is
 * forgotten, which is never that of somebody who is being held back while others are not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_BUCKET_H
#define GUIJU_SERVE_BUCKET_H
#include "base/base.h"

struct arena;
struct bucket;

struct bucket_rate {
	int burst;
	int minute;
};

/* Empty ones; live as long as the arena. For any thread. */
struct bucket *bucket_new(struct arena *arena);
/* Takes `cost` tokens of the bucket of `kind` ('s' submissions, ...) and `subject`. 0: taken;
 * else nothing was, and so many seconds later there will be enough. */
int64_t bucket_take(struct bucket *bucket, char kind, str subject, struct bucket_rate rate,
                    int cost, instant now);
/* Takes them even if there are not enough: for what was found out to be wrong. */
void bucket_fine(struct bucket *bucket, char kind, str subject, struct bucket_rate rate,
                 int cost, instant now);
/* The subject that an address stands for: itself, or the /64 of an IPv6 address. */
str bucket_address(struct arena *arena, str peer);

#endif
