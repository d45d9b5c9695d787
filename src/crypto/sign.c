/* sign.c -- signatures made and checked: Ed25519, and SM2 (with SM3) for the national log.
 *
 * Every object of OpenSSL lives inside one function and is freed there; the
 * program itself carries keys and signatures as bytes only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/* OpenSSL first: its headers have parameters called rand, which base.h poisons. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include "crypto/sign.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define SIGN_SECRET   32
#define SIGN_BYTES    64
#define SIGN_POINT    65                      /* 04 ‖ x ‖ y */
#define SIGN_IDENTITY STR("1234567812345678") /* GB/T 35276-2017 §10 */

static const unsigned char *sign_bytes(str s)
{
	return (const unsigned char *)s.at;
}

static size_t sign_open_size(enum sign_kind kind)
{
	return kind == SIGN_ED25519 ? 32 : SIGN_POINT;
}

/* The public point of an SM2 scalar d, 1 <= d <= n-2 (GB/T 32918.1 §6.1). */
static bool sm2_point(str secret, unsigned char point[SIGN_POINT])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_sm2);
	EC_POINT *open = group == NULL ? NULL : EC_POINT_new(group);
	BIGNUM *d = BN_bin2bn(sign_bytes(secret), (int)secret.n, NULL);
	BIGNUM *most = group == NULL ? NULL : BN_dup(EC_GROUP_get0_order(group));
	bool good = open != NULL && d != NULL && most != NULL && BN_sub_word(most, 1) == 1 &&
	            !BN_is_zero(d) && BN_cmp(d, most) < 0 &&
	            EC_POINT_mul(group, open, d, NULL, NULL, NULL) == 1 &&
	            EC_POINT_point2oct(group, open, POINT_CONVERSION_UNCOMPRESSED, point,
	                               SIGN_POINT, NULL) == SIGN_POINT;

	BN_clear_free(d);
	BN_free(most);
	EC_POINT_free(open);
	EC_GROUP_free(group);
	return good;
}

/* An SM2 key for OpenSSL, or NULL when the bytes are no key (off the curve too). */
static EVP_PKEY *sm2_load(const struct sign_key *key)
{
	EVP_PKEY *loaded = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *d = NULL;
	OSSL_PARAM *params = NULL;
	bool pair = key->secret.n > 0;
	bool good = context != NULL && build != NULL && key->open.at[0] == 4 &&
	            OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) ==
	                    1 &&
	            OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, key->open.at,
	                                             key->open.n) == 1;

	if (good && pair) {
		d = BN_bin2bn(sign_bytes(key->secret), (int)key->secret.n, NULL);
		good = d != NULL && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, d) == 1;
	}
	params = good ? OSSL_PARAM_BLD_to_param(build) : NULL;
	if (params == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &loaded, pair ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
	                      params) != 1)
		loaded = NULL;
	OSSL_PARAM_free(params);
	BN_clear_free(d);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(context);
	return loaded;
}

static EVP_PKEY *sign_load(const struct sign_key *key)
{
	if (key->open.n != sign_open_size(key->kind) ||
	    (key->secret.n != 0 && key->secret.n != SIGN_SECRET))
		return NULL;
	if (key->kind == SIGN_SM2)
		return sm2_load(key);
	if (key->secret.n > 0)
		return EVP_PKEY_new_raw_private_key_ex(NULL, "ED25519", NULL,
		                                       sign_bytes(key->secret), key->secret.n);
	return EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, sign_bytes(key->open),
	                                      key->open.n);
}

/* Is this Ed25519 key a point of order 1, 2, 4 or 8? Under such a key one signature
 * fits many messages, and OpenSSL takes it. The
 * seven ways to write their y, the sign of x left aside. */
static bool ed25519_small(str open)
{
	static const unsigned char order8[2][32] = {
		{ 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
		  0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
		  0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
		{ 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
		  0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
		  0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
	};
	unsigned char y[32];
	bool zeros = true, ones = true;

	memcpy(y, open.at, sizeof(y));
	y[31] &= 0x7f;
	if (memcmp(y, order8[0], sizeof(y)) == 0 || memcmp(y, order8[1], sizeof(y)) == 0)
		return true;
	for (size_t i = 1; i < 31; i++) {
		zeros = zeros && y[i] == 0;
		ones = ones && y[i] == 0xff;
	}
	return (zeros && y[31] == 0 && y[0] <= 1) ||                    /* 0, 1 */
	       (ones && y[31] == 0x7f && y[0] >= 0xec && y[0] <= 0xee); /* p-1, p, p+1 */
}

/* Ready to sign (or to check) with a key; NULL when OpenSSL will not. The SM2
 * identity must be set before the digest begins, since ZA is hashed first. */
static EVP_MD_CTX *sign_begin(EVP_PKEY *key, enum sign_kind kind, str identity, bool check)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *inner = NULL;
	const char *md = kind == SIGN_SM2 ? "SM3" : NULL;
	int begun = 0;

	if (context == NULL || key == NULL)
		begun = 0;
	else if (check)
		begun = EVP_DigestVerifyInit_ex(context, &inner, md, NULL, NULL, key, NULL);
	else
		begun = EVP_DigestSignInit_ex(context, &inner, md, NULL, NULL, key, NULL);
	if (begun == 1 && kind == SIGN_SM2)
		begun = EVP_PKEY_CTX_set1_id(inner, identity.at, (int)identity.n);
	if (begun == 1)
		return context;
	EVP_MD_CTX_free(context);
	return NULL;
}

/* r ‖ s out of the ASN.1 SEQUENCE that OpenSSL makes. */
static bool sign_flatten(const unsigned char *der, size_t n, unsigned char out[SIGN_BYTES])
{
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)n);
	bool good = pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, SIGN_BYTES / 2) > 0 &&
	            BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + SIGN_BYTES / 2, SIGN_BYTES / 2) > 0;

	ECDSA_SIG_free(pair);
	return good;
}

/* ... and back, into `der`; gives its length, 0 when it fails. */
static size_t sign_unflatten(str signature, unsigned char *der, size_t room)
{
	const unsigned char *at = sign_bytes(signature);
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(at, SIGN_BYTES / 2, NULL);
	BIGNUM *s = BN_bin2bn(at + SIGN_BYTES / 2, SIGN_BYTES / 2, NULL);
	int n = 0;

	if (pair != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(pair, r, s) == 1) {
		r = s = NULL; /* kept by the pair */
		n = i2d_ECDSA_SIG(pair, NULL);
		n = n > 0 && (size_t)n <= room ? i2d_ECDSA_SIG(pair, &der) : 0;
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(pair);
	return n > 0 ? (size_t)n : 0;
}

static bool ed25519_open(str secret, unsigned char open[32])
{
	size_t n = 32;
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key_ex(NULL, "ED25519", NULL, sign_bytes(secret),
	                                                secret.n);
	bool good = key != NULL && EVP_PKEY_get_raw_public_key(key, open, &n) == 1 && n == 32;

	EVP_PKEY_free(key);
	return good;
}

bool sign_key_of(struct arena *arena, enum sign_kind kind, str secret, struct sign_key *key,
                 struct err *err)
{
	unsigned char open[SIGN_POINT];
	bool good = secret.n == SIGN_SECRET &&
	            (kind == SIGN_SM2 ? sm2_point(secret, open) : ed25519_open(secret, open));

	ERR_clear_error();
	if (!good) {
		err_set(err, ERR_INVALID, "sign.key", "私钥无效：应为 32 字节的%s私钥",
		        kind == SIGN_SM2 ? " SM2 " : " Ed25519 ");
		return err_fix(err, "请检查密钥文件是否完整，或用 guiju init 重新生成");
	}
	key->kind = kind;
	key->secret = arena_copy(arena, secret);
	key->open = arena_copy(arena, (str){ (const char *)open, sign_open_size(kind) });
	return true;
}

/* Signs into `out`; false when OpenSSL fails. */
static bool sign_into(const struct sign_key *key, str message, unsigned char out[SIGN_BYTES])
{
	unsigned char der[128];
	size_t n = sizeof(der);
	EVP_PKEY *loaded = sign_load(key);
	EVP_MD_CTX *context = sign_begin(loaded, key->kind, SIGN_IDENTITY, false);
	bool good = context != NULL &&
	            EVP_DigestSign(context, der, &n, sign_bytes(message), message.n) == 1;

	if (good && key->kind == SIGN_SM2)
		good = sign_flatten(der, n, out);
	else if (good && (good = n == SIGN_BYTES))
		memcpy(out, der, n);
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(loaded);
	return good;
}

bool sign_make(struct arena *arena, const struct sign_key *key, str message, str *signature,
               struct err *err)
{
	unsigned char out[SIGN_BYTES];

	assert(key->secret.n == SIGN_SECRET);
	bool good = sign_into(key, message, out);
	ERR_clear_error();
	if (!good)
		return err_set(err, ERR_STORE, "sign.make", "签名失败：密码库没有给出签名");
	*signature = arena_copy(arena, (str){ (const char *)out, sizeof(out) });
	return true;
}

bool sign_check_as(const struct sign_key *key, str identity, str message, str signature)
{
	unsigned char der[80];
	const unsigned char *given = sign_bytes(signature);
	size_t n = signature.n;
	struct sign_key open = { key->kind, { NULL, 0 }, key->open };

	if (signature.n != SIGN_BYTES || key->open.n != sign_open_size(key->kind))
		return false;
	if (key->kind == SIGN_ED25519 && ed25519_small(key->open))
		return false;
	if (key->kind == SIGN_SM2) {
		n = sign_unflatten(signature, der, sizeof(der));
		given = der;
	}
	EVP_PKEY *loaded = n == 0 ? NULL : sign_load(&open);
	EVP_MD_CTX *context = sign_begin(loaded, key->kind, identity, true);
	bool good = context != NULL &&
	            EVP_DigestVerify(context, given, n, sign_bytes(message), message.n) == 1;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(loaded);
	ERR_clear_error();
	return good;
}

bool sign_check(const struct sign_key *key, str message, str signature)
{
	return sign_check_as(key, SIGN_IDENTITY, message, signature);
}
