/* take_find.c -- records by name, and as the outcome in hand has them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/take.h"

#include "base/err.h"
#include "base/num.h"
#include "base/str.h"

bool take_load(struct world *world, const struct outcome *outcome, str procedure, int64_t serial,
               const struct record **record, struct err *err)
{
	struct record *loaded = NULL;

	for (size_t i = outcome->count; i-- > 0;) {
		struct record *after = outcome->changes[i].after;

		if (after->serial == serial && str_eq(after->rule->name.id, procedure)) {
			*record = after;
			return true;
		}
	}
	if (!world->load(world, procedure, serial, &loaded, err))
		return false;
	*record = loaded;
	return true;
}

bool take_unknown_rule(str name, struct err *err)
{
	err_set(err, ERR_UNKNOWN, "procedure.unknown", "没有采用“%.*s”这个规程", PSTR(name));
	return err_fix(err, "用 guiju adopt 采用它的 .rule 文件");
}

bool take_find(struct world *world, str procedure, str name, const struct rule **rule,
               int64_t *serial, struct err *err)
{
	str rest = name, head;
	const struct rule *known = procedure.n ? library_newest(world->library, procedure) : NULL;
	int64_t found = 0;

	if (str_cut(&rest, STR("/"), &head) && num_read_int(rest, &found) && found > 0 &&
	    library_newest(world->library, head) != NULL) {
		*rule = library_newest(world->library, head);
		*serial = found;
		return true;
	}
	found = 0;
	if (procedure.n > 0 && known == NULL)
		return take_unknown_rule(procedure, err);
	if (known != NULL && !world->find(world, known->name.id, STR("number"), name, &found, err))
		return false;
	for (size_t i = 0; known != NULL && found == 0 && i < known->field_count; i++)
		if (known->fields[i].unique &&
		    !world->find(world, known->name.id, known->fields[i].name.id, name, &found,
		                 err))
			return false;
	if (known == NULL || found == 0) {
		err_set(err, ERR_UNKNOWN, "record.unknown", "没有“%.*s”这条记录", PSTR(name));
		return err_fix(err, "写案号，或“规程号/流水号”，如 reconsideration/12");
	}
	*rule = known;
	*serial = found;
	return true;
}
