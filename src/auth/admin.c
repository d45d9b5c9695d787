/* admin.c -- the three administrators, separated: accounts, rights, logs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/admin.h"

#include "auth/who.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/people.h"

static const struct {
	enum admin_power power;
	const char *name, *scope;
} powers[] = {
	{ ADMIN_SYSTEM, "系统管理员", "admin:accounts" },
	{ ADMIN_SECURITY, "安全管理员", "admin:rights" },
	{ ADMIN_AUDIT, "审计管理员", "admin:audit" },
};

const char *admin_name(enum admin_power power)
{
	for (size_t i = 0; i < countof(powers); i++)
		if (powers[i].power == power)
			return powers[i].name;
	return "";
}

enum admin_power admin_of(const struct people *people, str person, day on)
{
	for (const struct people_post *post = NULL;
	     (post = people_next(people, person, on, post)) != NULL;)
		for (size_t i = 0; i < countof(powers); i++)
			if (str_eq(post->post, str_of(powers[i].name)))
				return powers[i].power;
	return ADMIN_NONE;
}

bool admin_require(const struct auth_who *who, enum admin_power power, str target, struct err *err)
{
	assert(power != ADMIN_NONE);
	if (!who_check(who, err))
		return false;
	if (who->power != power || !who_may(who, str_of(powers[power - 1].scope))) {
		err_set(err, ERR_DENIED, "admin.power", "这件事由%s办理", admin_name(power));
		err_rule(err, STR("GB/T 22239-2019 8.1.4.2"));
		return err_fix(err, "请有这一职务的人办理，或先在任职名录中登记其职务");
	}
	if (target.n == 0 || !str_eq(target, who->person))
		return true;
	err_set(err, ERR_DENIED, "admin.self", "不能以%s的身份办自己的账户", admin_name(power));
	err_rule(err, STR("GB/T 22239-2019 8.1.4.2"));
	return err_fix(err, "请另一位%s办理", admin_name(power));
}
