/* identity.h -- citizens' numbers and organisations' codes, with their check characters.
 *
 * GB 11643-1999 (citizen identity number) and GB 32100-2015 (unified social credit
 * code) both have 18 characters, the last of which is counted from the others.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_IDENTITY_H
#define GUIJU_DEFINE_IDENTITY_H
#include "base/base.h"

#define IDENTITY_LENGTH 18

enum identity_fault {
	IDENTITY_GOOD,
	IDENTITY_SIZE,  /* not 18 characters */
	IDENTITY_SIGN,  /* a character that neither standard has */
	IDENTITY_BIRTH, /* all digits, but no such birthday, nor a good code */
	IDENTITY_CHECK, /* the last character is not what the others give */
};

/* Judges a number of either kind; letters of either case. When good, `upper` holds it
 * in capitals (not NUL-ended); else `upper` is untouched. */
enum identity_fault identity_check(str number, char upper[IDENTITY_LENGTH]);
/* The fault in words for people; never NULL. */
const char *identity_words(enum identity_fault fault);
/* The last character by GB 11643 (mod 11-2) of 17 digits. */
char identity_citizen_check(const char digits[17]);
/* The last character by GB 32100 (mod 31) of 17 characters; 0 when one of them is not
 * in the standard's set (digits and capitals without I, O, S, V, Z). */
char identity_credit_check(const char signs[17]);

#endif
