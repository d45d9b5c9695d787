/* seal.c -- a secret kept where others may read: sealed with AES-256-GCM.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/* OpenSSL first: its headers have parameters called rand, which base.h poisons. */
#include <openssl/evp.h>
#include "crypto/seal.h"
#include "base/arena.h"
#include "crypto/secret.h"

#define SEAL_NONCE 12
#define SEAL_TAG   16

static const unsigned char *bytes_of(str s)
{
	return (const unsigned char *)(s.n > 0 ? s.at : "");
}

str seal_make(struct arena *arena, const digest *key, str about, str secret, struct chance *chance)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	unsigned char *out = arena_take(arena, SEAL_NONCE + secret.n + SEAL_TAG);
	digest nonce = chance_take(chance);
	int n = 0, rest = 0;

	assert(context != NULL && secret.n < 4096 && about.n < 4096);
	memcpy(out, nonce.at, SEAL_NONCE);
	int good = EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key->at, out) == 1 &&
	           EVP_EncryptUpdate(context, NULL, &n, bytes_of(about), (int)about.n) == 1 &&
	           EVP_EncryptUpdate(context, out + SEAL_NONCE, &n, bytes_of(secret),
	                             (int)secret.n) == 1 &&
	           EVP_EncryptFinal_ex(context, out + SEAL_NONCE + n, &rest) == 1 &&
	           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, SEAL_TAG,
	                               out + SEAL_NONCE + secret.n) == 1;
	EVP_CIPHER_CTX_free(context);
	assert(good);
	(void)good;
	return (str){ (char *)out, SEAL_NONCE + secret.n + SEAL_TAG };
}

bool seal_open(struct arena *arena, const digest *key, str about, str sealed, str *secret)
{
	unsigned char *out, tag[SEAL_TAG];
	size_t length;
	int n = 0, rest = 0;

	if (sealed.n < SEAL_NONCE + SEAL_TAG || sealed.n > 8192 || about.n >= 4096)
		return false;
	length = sealed.n - SEAL_NONCE - SEAL_TAG;
	out = arena_take(arena, length + 1);
	memcpy(tag, sealed.at + SEAL_NONCE + length, SEAL_TAG);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();

	assert(context != NULL);
	bool good = EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key->at,
	                               bytes_of(sealed)) == 1 &&
	            EVP_DecryptUpdate(context, NULL, &n, bytes_of(about), (int)about.n) == 1 &&
	            EVP_DecryptUpdate(context, out, &n, bytes_of(sealed) + SEAL_NONCE,
	                              (int)length) == 1 &&
	            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, SEAL_TAG, tag) == 1 &&
	            EVP_DecryptFinal_ex(context, out + n, &rest) == 1;
	EVP_CIPHER_CTX_free(context);
	if (good)
		*secret = (str){ (char *)out, length };
	return good;
}
