/* test_cells.c -- days kept in memory give the same sums as the database.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "lending.h"

static void compare(struct lending *l, const struct figure_source *quick, const char *indicator,
                    struct figure_scope scope)
{
	struct figure_source slow = desk_figures(l->desk);
	str id = str_of(indicator);
	int64_t n = -1, v = -1, slow_n = -2, slow_v = -2, keys = -1, slow_keys = -2;

	CHECK(quick->sum(quick->with, STR("loan"), id, &scope, &n, &v, &l->err));
	CHECK(slow.sum(slow.with, STR("loan"), id, &scope, &slow_n, &slow_v, &l->err));
	CHECK_INT(n, slow_n);
	CHECK_INT(v, slow_v);
	CHECK(quick->distinct(quick->with, STR("loan"), id, &scope, &keys, &l->err));
	CHECK(slow.distinct(slow.with, STR("loan"), id, &scope, &slow_keys, &l->err));
	CHECK_INT(keys, slow_keys);
	CHECK(quick->most(quick->with, STR("loan"), id, &scope, &keys, &l->err));
	CHECK(slow.most(slow.with, STR("loan"), id, &scope, &slow_keys, &l->err));
	CHECK_INT(keys, slow_keys);
}

TEST(same_as_the_database)
{
	static const char *const indicators[] = { "lent", "out", "deposits", "kinds", "unknown" };
	struct lending l;

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK))) {
		struct figure_source quick = cells_source(l.arena, l.desk);

		for (size_t i = 0; i < countof(indicators); i++) {
			struct figure_scope all = { .from = INT32_MIN + 1,
				                    .to = day_of(2024, 3, 1) };
			struct figure_scope organ = figure_year(2024);

			organ.organ = STR("620200");
			compare(&l, &quick, indicators[i], all);
			compare(&l, &quick, indicators[i], organ);
			compare(&l, &quick, indicators[i], figure_year(2022));
			compare(&l, &quick, indicators[i], figure_year(2024));
			for (int month = 1; month <= 12; month++)
				compare(&l, &quick, indicators[i], figure_month(2023, month));
		}
	}
	lending_end(&l);
}
