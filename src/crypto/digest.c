/* digest.c -- SHA-256 and SM3 behind one face (32 bytes both), and HMAC-SHA-256.
 *
 * Several digests are made for every event, so the fetched algorithm and its
 * context are kept per thread and started again instead of made anew (fetching
 * costs more than hashing). They hold no result from one call to the next: this
 * is the one exception to "no mutable globals". The threads of the program live
 * as long as the process, which gives the contexts back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/* OpenSSL first: its headers have parameters called rand, which base.h poisons. */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include "crypto/digest.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define DIGEST_BLOCK 64 /* bytes in a block of SHA-256 and of SM3 */
#define DIGEST_TEXT  43 /* 32 bytes in base64url without padding */

static EVP_MD_CTX *digest_new(enum digest_kind kind)
{
	EVP_MD *algorithm = EVP_MD_fetch(NULL, kind == DIGEST_SM3 ? "SM3" : "SHA2-256", NULL);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	assert(algorithm != NULL && context != NULL);
	int started = EVP_DigestInit_ex2(context, algorithm, NULL);
	assert(started == 1);
	(void)started;
	EVP_MD_free(algorithm); /* the context holds it from here on */
	return context;
}

/* A context of this thread at the beginning of a digest. */
static EVP_MD_CTX *digest_begin(enum digest_kind kind)
{
	static _Thread_local EVP_MD_CTX *kept[2];

	assert(kind == DIGEST_SHA256 || kind == DIGEST_SM3);
	if (kept[kind] == NULL)
		return kept[kind] = digest_new(kind);
	int started = EVP_DigestInit_ex2(kept[kind], NULL, NULL);
	assert(started == 1);
	(void)started;
	return kept[kind];
}

static void digest_add(EVP_MD_CTX *context, const void *bytes, size_t n)
{
	int added = n == 0 ? 1 : EVP_DigestUpdate(context, bytes, n);

	assert(added == 1);
	(void)added;
}

static digest digest_finish(EVP_MD_CTX *context)
{
	digest d;
	unsigned int n = 0;
	int done = EVP_DigestFinal_ex(context, d.at, &n);

	assert(done == 1 && n == sizeof(d.at));
	(void)done;
	return d;
}

digest digest_of(enum digest_kind kind, const str *parts, size_t count)
{
	EVP_MD_CTX *context = digest_begin(kind);

	for (size_t i = 0; i < count; i++)
		digest_add(context, parts[i].at, parts[i].n);
	return digest_finish(context);
}

digest digest_str(enum digest_kind kind, str bytes)
{
	return digest_of(kind, &bytes, 1);
}

static bool digest_no_file(const char *path, int number, struct err *err)
{
	err_set(err, number == ENOENT ? ERR_UNKNOWN : ERR_STORE,
	        number == ENOENT ? "file.missing" : "file.read",
	        number == ENOENT ? "没有这个文件" : "文件读不出来");
	err_where(err, "%s", path);
	return err_detail(err, "%s", strerror(number));
}

bool digest_of_file(enum digest_kind kind, const char *path, digest *d, int64_t *bytes,
                 struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), number;
	EVP_MD_CTX *context = digest_begin(kind);
	char room[16384];
	ssize_t n = 0;
	int64_t all = 0;

	while (fd >= 0 && ((n = read(fd, room, sizeof(room))) > 0 || (n < 0 && errno == EINTR))) {
		digest_add(context, room, n > 0 ? (size_t)n : 0);
		all += n > 0 ? n : 0;
	}
	number = errno;
	*d = digest_finish(context);
	*bytes = all;
	if (fd >= 0)
		close(fd);
	return (fd >= 0 && n == 0) || digest_no_file(path, number, err);
}

digest digest_hmac(enum digest_kind kind, str key, const str *parts, size_t count)
{
	unsigned char pad[DIGEST_BLOCK] = { 0 };

	if (key.n > sizeof(pad)) {
		digest short_key = digest_str(kind, key);
		memcpy(pad, short_key.at, sizeof(short_key.at));
	} else if (key.n > 0) {
		memcpy(pad, key.at, key.n);
	}
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	EVP_MD_CTX *context = digest_begin(kind);
	digest_add(context, pad, sizeof(pad));
	for (size_t i = 0; i < count; i++)
		digest_add(context, parts[i].at, parts[i].n);
	digest inner = digest_finish(context);
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	context = digest_begin(kind);
	digest_add(context, pad, sizeof(pad));
	digest_add(context, inner.at, sizeof(inner.at));
	OPENSSL_cleanse(pad, sizeof(pad));
	return digest_finish(context);
}

bool digest_eq(digest a, digest b)
{
	return memcmp(a.at, b.at, sizeof(a.at)) == 0;
}

str digest_bytes(const digest *d)
{
	return (str){ (const char *)d->at, sizeof(d->at) };
}

void digest_hex(digest d, char out[65])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < sizeof(d.at); i++) {
		out[2 * i] = digits[d.at[i] >> 4];
		out[2 * i + 1] = digits[d.at[i] & 15];
	}
	out[64] = '\0';
}

void digest_base64url(digest d, char out[44])
{
	size_t n = codec_base64url(digest_bytes(&d), out);

	assert(n == DIGEST_TEXT);
	(void)n;
}

/* The value of a base64url character, or -1. */
static int digest_sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool digest_read_base64url(str text, digest *d)
{
	digest read;
	uint32_t bits = 0;
	int held = 0;
	size_t n = 0;

	if (text.n != DIGEST_TEXT)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		int value = digest_sextet(text.at[i]);
		if (value < 0)
			return false;
		bits = (bits << 6 | (uint32_t)value) & 0xffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			read.at[n++] = (unsigned char)(bits >> held);
		}
	}
	if ((bits & 3) != 0) /* two bits are left over and must be zero */
		return false;
	*d = read;
	return true;
}
