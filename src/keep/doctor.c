/* doctor.c -- a machine and a store looked over: what is wrong or soon will be, and what to do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "keep/doctor.h"

#include "base/str.h"

static const struct {
	const char *code, *name;
} levels[] = {
	[DOCTOR_GOOD] = { "good", "好" },
	[DOCTOR_NOTE] = { "note", "提示" },
	[DOCTOR_WARN] = { "warning", "警告" },
	[DOCTOR_BAD] = { "error", "错误" },
};

const char *doctor_level_code(enum doctor_level level)
{
	return levels[level].code;
}

const char *doctor_level_name(enum doctor_level level)
{
	return levels[level].name;
}

void doctor_say(struct doctor *doctor, enum doctor_level level, const char *code, str what,
                const char *why, const char *fix)
{
	doctor->of_level[level]++;
	if (doctor->count == DOCTOR_FINDINGS)
		return;
	doctor->findings[doctor->count++] = (struct doctor_finding){
		.level = level,
		.code = code,
		.what = what,
		.why = str_of(level == DOCTOR_GOOD ? NULL : why),
		.fix = str_of(level == DOCTOR_GOOD ? NULL : fix),
	};
}

void doctor_look(struct doctor *doctor, struct arena *arena, const struct doctor_ask *ask)
{
	*doctor = (struct doctor){ .arena = arena, .ask = ask };
	doctor->now = clock_now(&ask->clock);
	doctor_machine(doctor);
	if (ask->store != NULL)
		doctor_store(doctor);
}
