/* pg_values.h -- values as PostgreSQL sends and receives them: binary, singly or in arrays.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_PG_VALUES_H
#define GUIJU_STORE_PG_VALUES_H
#include "base/base.h"
#include "base/str.h"
#include "store/db.h"

struct arena;
struct err;
struct pg_params;
struct pg_result;

#define PG_VALUES_MAX 40 /* parameters of a statement */

/* What our tables and questions have, by PostgreSQL's number. */
enum pg_type { PG_BYTEA = 17, PG_INT8 = 20, PG_INT2 = 21, PG_INT4 = 23, PG_TEXT = 25 };

/* Parameters of one statement; borrows texts. */
struct pg_values {
	int count;
	const char *at[PG_VALUES_MAX];
	int bytes[PG_VALUES_MAX];
	int formats[PG_VALUES_MAX];
	char numbers[PG_VALUES_MAX][8];
};

/* Values for parameters of these types. ERR_STORE "store.sql" for a value that its
 * parameter cannot hold. */
must_use bool pg_values_set(struct pg_values *made, const unsigned *types,
                            const struct db_value *values, size_t count, struct err *err);
struct pg_params pg_values_params(const struct pg_values *values);
/* A column of the first row; borrows from the result. DB_REAL for what is none of ours. */
struct db_value pg_values_column(const struct pg_result *result, int column);

/* Rows gathered for one statement, a column beside the other. */
struct pg_rows {
	size_t count;
	size_t columns;
	size_t bytes;
	struct buf at[PG_VALUES_MAX];
	bool has_null[PG_VALUES_MAX];
	unsigned types[PG_VALUES_MAX]; /* of the elements */
	char numbers[PG_VALUES_MAX][8];
};

/* Empty; takes room from the arena as it grows, and keeps it. */
void pg_rows_init(struct pg_rows *rows, struct arena *arena, const unsigned *types, size_t columns);
void pg_rows_clear(struct pg_rows *rows);
must_use bool pg_rows_add(struct pg_rows *rows, const struct db_value *values, struct err *err);
/* What one array element's type is called in SQL. */
const char *pg_rows_type(const struct pg_rows *rows, size_t column);
/* The columns as arrays; borrows. */
void pg_rows_arrays(struct pg_rows *rows, struct pg_values *values);
/* The only row, as parameters of these types; borrows. */
must_use bool pg_rows_single(struct pg_rows *rows, const unsigned *types, struct pg_values *values,
                             struct err *err);

#endif
