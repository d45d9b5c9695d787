/* cert.c -- until when a TLS certificate holds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/* OpenSSL first: its headers have parameters called rand, which base.h poisons. */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include "crypto/cert.h"
#include "base/err.h"

bool cert_ends(str pem, instant *ends, struct err *err)
{
	BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.n);
	X509 *cert = bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, seconds = 0;
	bool read = cert != NULL && epoch != NULL &&
	            ASN1_TIME_diff(&days, &seconds, epoch, X509_get0_notAfter(cert)) == 1;

	ASN1_TIME_free(epoch);
	X509_free(cert);
	BIO_free(bio);
	if (!read)
		return err_set(err, ERR_INVALID, "cert.pem", "文件里没有可读的证书（PEM）");
	*ends = ((instant)days * 86400 + seconds) * INSTANT_SECOND;
	return true;
}
