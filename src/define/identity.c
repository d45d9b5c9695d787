/* identity.c -- citizens' numbers and organisations' codes, with their check characters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/identity.h"

#include "calendar/day.h"

#define BODY 17

static const char credit_signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

char identity_citizen_check(const char digits[17])
{
	/* The weight of place i (from the left, 0..16) is 2^(17 - i) mod 11. */
	int weight = 2;
	int sum = 0;

	for (int i = BODY - 1; i >= 0; i--) {
		sum += (digits[i] - '0') * weight;
		weight = weight * 2 % 11;
	}
	return "10X98765432"[sum % 11];
}

char identity_credit_check(const char signs[17])
{
	/* The weight of place i (from the left, 0..16) is 3^i mod 31. */
	int weight = 1;
	int sum = 0;

	for (int i = 0; i < BODY; i++) {
		const char *found = signs[i] != '\0' ? strchr(credit_signs, signs[i]) : NULL;
		if (found == NULL)
			return 0;
		sum += (int)(found - credit_signs) * weight;
		weight = weight * 3 % 31;
	}
	return credit_signs[(31 - sum % 31) % 31];
}

/* Places 3 to 8 of an organisation's code are its region, those of a citizen's number
 * the places 1 to 6: both begin with a province. This tells apart codes that are all
 * digits and happen to satisfy the other standard. */
static bool is_province(const char *at)
{
	static const char provinces[] = "10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 "
					"43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83";
	for (const char *p = provinces; p < provinces + sizeof(provinces) - 1; p += 3)
		if (p[0] == at[0] && p[1] == at[1])
			return true;
	return false;
}

static bool all_digits(const char *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (at[i] < '0' || at[i] > '9')
			return false;
	return true;
}

static int number_at(const char *at, size_t n)
{
	int number = 0;

	for (size_t i = 0; i < n; i++)
		number = number * 10 + (at[i] - '0');
	return number;
}

/* Places 7 to 14 of a citizen's number are the birthday. */
static bool has_birthday(const char *at)
{
	int year = number_at(at + 6, 4);
	return year >= 1800 &&
	       day_of(year, number_at(at + 10, 2), number_at(at + 12, 2)) != DAY_NONE;
}

/* A number that is all digits is good when either standard says so. */
static enum identity_fault judge(const char *at)
{
	bool digits = all_digits(at, BODY);
	char credit = identity_credit_check(at);

	if (credit != 0 && credit == at[BODY] && is_province(at + 2))
		return IDENTITY_GOOD;
	if (!digits)
		return credit == 0 ? IDENTITY_SIGN : IDENTITY_CHECK;
	if (!has_birthday(at))
		return at[0] == '9' ? IDENTITY_CHECK : IDENTITY_BIRTH;
	return is_province(at) && identity_citizen_check(at) == at[BODY] ? IDENTITY_GOOD
	                                                                 : IDENTITY_CHECK;
}

enum identity_fault identity_check(str number, char upper[IDENTITY_LENGTH])
{
	char at[IDENTITY_LENGTH];

	if (number.n != IDENTITY_LENGTH)
		return IDENTITY_SIZE;
	for (size_t i = 0; i < IDENTITY_LENGTH; i++) {
		char c = number.at[i];
		at[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
	}
	enum identity_fault fault = judge(at);
	if (fault == IDENTITY_GOOD)
		memcpy(upper, at, sizeof(at));
	return fault;
}

const char *identity_words(enum identity_fault fault)
{
	switch (fault) {
	case IDENTITY_GOOD: return "有效";
	case IDENTITY_SIZE: return "应当是 18 位";
	case IDENTITY_SIGN: return "有不该出现的字符";
	case IDENTITY_BIRTH: return "第 7 至 14 位不是出生日期";
	case IDENTITY_CHECK: return "末位校验码不符";
	}
	return "无效";
}
