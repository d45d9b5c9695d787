/* secret.c -- chance: random bytes, or a repeatable stream for demonstrations and tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/* OpenSSL first: its headers have parameters called rand, which base.h poisons. */
#include <openssl/crypto.h>
#include "crypto/secret.h"
#include "base/str.h"
#include <errno.h>
#include <sys/random.h>

void chance_real(struct chance *chance)
{
	memset(chance, 0, sizeof(*chance));
}

void chance_seeded(struct chance *chance, digest seed, uint64_t block)
{
	memset(chance, 0, sizeof(*chance));
	chance->seeded = true;
	chance->seed = seed;
	chance->block = block;
}

/* A program that goes on without chance would hand out guessable salts. */
static void chance_fill(struct chance *chance)
{
	size_t n = 0;

	while (n < sizeof(chance->pool)) {
		ssize_t got = getrandom(chance->pool + n, sizeof(chance->pool) - n, 0);
		if (got > 0) {
			n += (size_t)got;
		} else if (got == 0 || errno != EINTR) {
			fputs("系统不能提供随机数，程序终止。\n", stderr);
			abort();
		}
	}
	chance->left = sizeof(chance->pool);
}

static digest chance_next_block(struct chance *chance)
{
	unsigned char number[8];
	str parts[2] = { STR("guiju chance"), { (const char *)number, sizeof(number) } };

	for (size_t i = 0; i < sizeof(number); i++)
		number[i] = (unsigned char)(chance->block >> (56 - 8 * i));
	chance->block++;
	return digest_hmac(DIGEST_SHA256, digest_bytes(&chance->seed), parts, countof(parts));
}

digest chance_take(struct chance *chance)
{
	digest taken;

	if (chance->seeded)
		return chance_next_block(chance);
	if (chance->left < sizeof(taken.at))
		chance_fill(chance);
	chance->left -= sizeof(taken.at);
	memcpy(taken.at, chance->pool + chance->left, sizeof(taken.at));
	OPENSSL_cleanse(chance->pool + chance->left, sizeof(taken.at));
	return taken;
}

bool secret_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.at, b.at, a.n) == 0);
}
