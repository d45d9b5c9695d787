/* test_otp.c -- the vectors of RFC 4226, appendix D.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "crypto/otp.h"
#include "base/str.h"
#include "check.h"

static const char rfc_secret[] = "12345678901234567890";

TEST(rfc_4226)
{
	static const char *const want[] = { "755224", "287082", "359152", "969429", "338314",
		                            "254676", "287922", "162583", "399871", "520489" };
	char code[9];

	for (size_t i = 0; i < countof(want); i++) {
		otp_code(str_of(rfc_secret), i, 6, code);
		CHECK_STR(str_of(code), want[i]);
	}
}
