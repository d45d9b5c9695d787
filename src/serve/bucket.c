/* bucket.c -- how often somebody may ask: buckets of tokens, in memory, by a name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/bucket.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/secret.h"

#define LOOK 8 /* places that a name may have */

/* A bucket as one number: the instant at which it will be full. Past: it is full. */
struct place {
	uint64_t name[2];
	instant full;
};

struct bucket {
	pthread_mutex_t lock;
	digest secret; /* names cannot be chosen to meet in one place */
	struct place places[LIMIT_RATE_PLACES];
};

static void end_lock(void *thing)
{
	pthread_mutex_destroy(&((struct bucket *)thing)->lock);
}

struct bucket *bucket_new(struct arena *arena)
{
	struct bucket *bucket = arena_make(arena, struct bucket, 1);
	struct chance chance;

	chance_real(&chance);
	bucket->secret = chance_take(&chance);
	pthread_mutex_init(&bucket->lock, NULL);
	arena_at_end(arena, end_lock, bucket);
	return bucket;
}

/* The place of the name: its own, or the fullest of those that it may have. */
static struct place *find(struct bucket *bucket, char kind, str subject)
{
	const str parts[] = { { &kind, 1 }, subject };
	digest name = digest_hmac(DIGEST_SHA256, digest_bytes(&bucket->secret), parts,
	                          countof(parts));
	struct place *fullest = NULL;
	uint64_t words[3];

	memcpy(words, name.at, sizeof(words));
	for (size_t i = 0; i < LOOK; i++) {
		struct place *place = &bucket->places[(words[2] + i) % LIMIT_RATE_PLACES];

		if (place->name[0] == words[0] && place->name[1] == words[1])
			return place;
		if (fullest == NULL || place->full < fullest->full)
			fullest = place;
	}
	*fullest = (struct place){ .name = { words[0], words[1] } };
	return fullest;
}

static int64_t take(struct place *place, struct bucket_rate rate, int64_t cost, instant now)
{
	instant token = 60 * INSTANT_SECOND / rate.minute;
	instant full = (place->full > now ? place->full : now) + cost * token;

	if (full - now > rate.burst * token)
		return (full - now - rate.burst * token + INSTANT_SECOND - 1) / INSTANT_SECOND;
	place->full = full;
	return 0;
}

int64_t bucket_take(struct bucket *bucket, char kind, str subject, struct bucket_rate rate,
                    int cost, instant now)
{
	int64_t wait;

	assert(rate.minute > 0 && rate.burst > 0 && cost >= 0);
	pthread_mutex_lock(&bucket->lock);
	wait = take(find(bucket, kind, subject), rate, cost, now);
	pthread_mutex_unlock(&bucket->lock);
	return wait;
}

void bucket_fine(struct bucket *bucket, char kind, str subject, struct bucket_rate rate,
                 int cost, instant now)
{
	instant token = 60 * INSTANT_SECOND / rate.minute, most = 2 * rate.burst * token;
	struct place *place;

	pthread_mutex_lock(&bucket->lock);
	place = find(bucket, kind, subject);
	place->full = (place->full > now ? place->full : now) + cost * token;
	if (place->full - now > most)
		place->full = now + most;
	pthread_mutex_unlock(&bucket->lock);
}

str bucket_address(struct arena *arena, str peer)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	unsigned char at[16];

	if (inet_pton(AF_INET6, arena_cstr(arena, peer), at) != 1)
		return peer;
	if (memcmp(at, mapped, sizeof(mapped)) == 0)
		return arena_printf(arena, "%d.%d.%d.%d", at[12], at[13], at[14], at[15]);
	return arena_printf(arena, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", at[0], at[1], at[2],
	                    at[3], at[4], at[5], at[6], at[7]);
}
