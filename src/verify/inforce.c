/* inforce.c -- which calendars were in force, followed event by event.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "verify/inforce.h"
#include "base/num.h"
#include "base/str.h"
#include "format/json.h"
#include "proof/body.h"

static void inforce_sum(struct inforce *inforce)
{
	str parts[INFORCE_YEARS];

	for (size_t i = 0; i < inforce->count; i++)
		parts[i] = digest_bytes(&inforce->digests[i]);
	digest_base64url(digest_of(DIGEST_SHA256, parts, inforce->count), inforce->text);
}

void inforce_init(struct inforce *inforce)
{
	inforce->count = 0;
	inforce->lost = false;
	inforce_sum(inforce);
}

/* Where `year` stands or belongs. */
static size_t inforce_place(const struct inforce *inforce, int64_t year)
{
	size_t i = 0;

	while (i < inforce->count && inforce->years[i] < year)
		i++;
	return i;
}

/* False when there is no room for one year more. */
static bool inforce_put(struct inforce *inforce, int64_t year, digest file)
{
	size_t at = inforce_place(inforce, year);

	if (at == inforce->count || inforce->years[at] != year) {
		if (inforce->count == INFORCE_YEARS)
			return false;
		for (size_t i = inforce->count++; i > at; i--) {
			inforce->years[i] = inforce->years[i - 1];
			inforce->digests[i] = inforce->digests[i - 1];
		}
	}
	inforce->years[at] = year;
	inforce->digests[at] = file;
	inforce_sum(inforce);
	return true;
}

bool inforce_adopt(struct inforce *inforce, const struct body *body, str *name)
{
	const struct json *fields = json_get(body->all, STR("fields"));
	str found = json_text(fields, STR("digest"));
	int64_t year;
	digest file;

	inforce->lost = inforce->lost || !num_read_int(json_text(fields, STR("year")), &year) ||
	                !digest_read_base64url(found, &file) || !inforce_put(inforce, year, file);
	*name = found;
	return !inforce->lost;
}

bool inforce_allows(const struct inforce *inforce, str calendar)
{
	return calendar.n == 0 || inforce->lost || str_eq(calendar, str_of(inforce->text));
}
