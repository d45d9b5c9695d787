/* otp.c -- one-time passwords by counter (RFC 4226, HMAC-SHA-1, 6 to 8 digits).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/* OpenSSL first: its headers have parameters called rand, which base.h poisons. */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include "crypto/otp.h"

void otp_code(str secret, uint64_t counter, int digits, char out[9])
{
	static const uint32_t powers[] = { 1000000, 10000000, 100000000 };
	unsigned char message[8], mac[EVP_MAX_MD_SIZE];
	unsigned n = 0, at;
	uint32_t number;

	assert(digits >= 6 && digits <= 8 && secret.n > 0 && secret.n < 1024);
	for (size_t i = 0; i < sizeof(message); i++)
		message[i] = (unsigned char)(counter >> (56 - 8 * i));
	if (HMAC(EVP_sha1(), secret.at, (int)secret.n, message, sizeof(message), mac, &n) == NULL ||
	    n != 20)
		abort(); /* without SHA-1 nobody could sign in, or everybody */
	at = mac[19] & 15;
	number = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 |
	         (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	number %= powers[digits - 6];
	for (int i = digits; i-- > 0; number /= 10)
		out[i] = (char)('0' + number % 10);
	out[digits] = '\0';
}
