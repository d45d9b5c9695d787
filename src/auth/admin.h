/* admin.h -- the three administrators, separated: accounts, rights, logs.
 *
 *     系统管理员  accounts (invite, close, end sessions) and offices
 *     安全管理员  rights: keys, profile, a lost second factor
 *     审计管理员  reads the logs, changes nothing
 *
 * They are posts in the register like any other. Nobody holds two of them: the engine refuses
 * such an appointment, and where one got in (an import), the one that was entered first counts
 * and the other is void (engine/people.h). Nobody does anything to their own account by
 * these powers. So no single person can take over an account that has a second factor.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_ADMIN_H
#define GUIJU_AUTH_ADMIN_H
#include "base/base.h"
#include "calendar/day.h"

struct auth_who;
struct err;
struct people;

enum admin_power { ADMIN_NONE, ADMIN_SYSTEM, ADMIN_SECURITY, ADMIN_AUDIT };

/* The power that a person's posts give on that day. */
enum admin_power admin_of(const struct people *people, str person, day on);
/* "系统管理员" ...; ADMIN_NONE gives "". */
const char *admin_name(enum admin_power power);
/* Does `who` have it, unrestricted, and is `target` (may be empty) another person?
 * ERR_DENIED "admin.power", "admin.self", or what restricts `who`. */
must_use bool admin_require(const struct auth_who *who, enum admin_power power, str target,
                            struct err *err);

#endif
