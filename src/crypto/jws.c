/* jws.c -- tells whether a signature is of a public key (RFC 7515, RFC 7518: RS256, ES256).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/* OpenSSL first: its headers have parameters called rand, which base.h poisons. */
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include "crypto/jws.h"

#define P256        32 /* bytes of a coordinate */
#define RSA_LEAST   256 /* bytes: 2048 bits */
#define RSA_MOST    1024
#define DER_MOST    80

static EVP_PKEY *key_from(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	return key;
}

static EVP_PKEY *rsa_key(const struct jws_key *key)
{
	BIGNUM *n = BN_bin2bn((const unsigned char *)key->first.at, (int)key->first.n, NULL);
	BIGNUM *e = BN_bin2bn((const unsigned char *)key->second.at, (int)key->second.n, NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	EVP_PKEY *made = NULL;

	if (n != NULL && e != NULL && build != NULL &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1 &&
	    (params = OSSL_PARAM_BLD_to_param(build)) != NULL)
		made = key_from("RSA", params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	return made;
}

static EVP_PKEY *ec_key(const struct jws_key *key)
{
	unsigned char point[1 + 2 * P256] = { 4 };
	char curve[] = "prime256v1";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
		OSSL_PARAM_construct_end(),
	};

	if (key->first.n != P256 || key->second.n != P256)
		return NULL;
	memcpy(point + 1, key->first.at, P256);
	memcpy(point + 1 + P256, key->second.at, P256);
	return key_from("EC", params);
}

/* r ‖ s as the ASN.1 form; its length, or 0. */
static size_t der_of(str raw, unsigned char der[DER_MOST])
{
	const unsigned char *at = (const unsigned char *)raw.at;
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(at, P256, NULL), *s = BN_bin2bn(at + P256, P256, NULL);
	unsigned char *out = der;
	int n = 0;

	if (pair != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(pair, r, s) == 1) {
		n = i2d_ECDSA_SIG(pair, &out);
	} else {
		BN_free(r);
		BN_free(s);
	}
	ECDSA_SIG_free(pair);
	return n > 0 && n <= DER_MOST ? (size_t)n : 0;
}

static bool verify(EVP_PKEY *key, str text, const unsigned char *signature, size_t n)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool fits = context != NULL &&
	            EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
	            EVP_DigestVerify(context, signature, n, (const unsigned char *)text.at,
	                             text.n) == 1;

	EVP_MD_CTX_free(context);
	return fits;
}

static bool fits_rsa(const struct jws_key *key, str text, str signature)
{
	EVP_PKEY *made;
	bool fits;

	if (key->first.n < RSA_LEAST || key->first.n > RSA_MOST || key->second.n > 8)
		return false;
	made = rsa_key(key);
	fits = made != NULL &&
	       verify(made, text, (const unsigned char *)signature.at, signature.n);
	EVP_PKEY_free(made);
	return fits;
}

static bool fits_ec(const struct jws_key *key, str text, str signature)
{
	unsigned char der[DER_MOST];
	EVP_PKEY *made;
	size_t n;
	bool fits;

	if (signature.n != (size_t)2 * P256)
		return false;
	n = der_of(signature, der);
	made = ec_key(key);
	fits = made != NULL && n > 0 && verify(made, text, der, n);
	EVP_PKEY_free(made);
	return fits;
}

bool jws_fits(const struct jws_key *key, str text, str signature)
{
	return key->kind == JWS_RS256 ? fits_rsa(key, text, signature)
	                              : fits_ec(key, text, signature);
}
