/* pg_values.c -- values as PostgreSQL sends and receives them: binary, singly or in arrays.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/pg_values.h"
#include "base/arena.h"
#include "base/err.h"
#include "store/pg_link.h"
#include <libpq-fe.h>

#define HEAD_BYTES  20                 /* of an array with one dimension */
#define COLUMN_MAX  ((size_t)64 << 20) /* a column of gathered rows */
#define PG_NUMERIC  1700
#define PG_VARCHAR  1043
#define NUMERIC_NEG 0x4000

static void put_number(char *at, uint64_t value, int bytes)
{
	for (int i = bytes; i-- > 0; value >>= 8)
		at[i] = (char)(value & 0xFF);
}

static uint64_t get_number(const char *at, int bytes)
{
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | (unsigned char)at[i];
	return value;
}

static bool wrong_value(unsigned type, struct err *err)
{
	err_set(err, ERR_STORE, "store.sql", "数据库的一列放不下这个值");
	return err_detail(err, "type %u", type);
}

static int width_of(unsigned type)
{
	return type == PG_INT8 ? 8 : type == PG_INT4 ? 4 : type == PG_INT2 ? 2 : 0;
}

static bool fits(int64_t number, int width)
{
	return width == 8 || (width == 4 && number >= INT32_MIN && number <= INT32_MAX) ||
	       (width == 2 && number >= INT16_MIN && number <= INT16_MAX);
}

/* ---- parameters ---- */

static bool set_one(struct pg_values *made, int i, unsigned type, const struct db_value *value,
                    struct err *err)
{
	int width = width_of(type);

	made->formats[i] = 1;
	made->at[i] = NULL;
	made->bytes[i] = 0;
	if (value->type == DB_NULL)
		return true;
	if ((value->type == DB_INT) != (width > 0) || value->type == DB_REAL ||
	    value->bytes.n > COLUMN_MAX)
		return wrong_value(type, err);
	if (value->type == DB_INT) {
		if (!fits(value->number, width))
			return wrong_value(type, err);
		put_number(made->numbers[i], (uint64_t)value->number, width);
		made->at[i] = made->numbers[i];
		made->bytes[i] = width;
		return true;
	}
	made->at[i] = value->bytes.n > 0 ? value->bytes.at : "";
	made->bytes[i] = (int)value->bytes.n;
	return true;
}

bool pg_values_set(struct pg_values *made, const unsigned *types, const struct db_value *values,
                   size_t count, struct err *err)
{
	assert(count <= PG_VALUES_MAX);
	made->count = (int)count;
	for (size_t i = 0; i < count; i++)
		if (!set_one(made, (int)i, types[i], &values[i], err))
			return false;
	return true;
}

struct pg_params pg_values_params(const struct pg_values *values)
{
	return (struct pg_params){ values->count, values->at, values->bytes, values->formats };
}

/* ---- columns ---- */

/* A whole number in PostgreSQL's digits of ten thousand (sums are such). */
static struct db_value numeric_of(const char *at, int bytes)
{
	static const struct db_value other = { DB_REAL, 0, { 0 } };
	int count, weight;
	uint64_t value = 0;

	if (bytes < 8)
		return other;
	count = (int)get_number(at, 2);
	weight = (int16_t)get_number(at + 2, 2);
	uint64_t sign = get_number(at + 4, 2);

	if ((sign != 0 && sign != NUMERIC_NEG) || bytes < 8 + 2 * count || count > weight + 1)
		return other;
	for (int i = 0; i <= weight; i++) {
		uint64_t digits = i < count ? get_number(at + 8 + 2 * i, 2) : 0;

		if (value > ((uint64_t)INT64_MAX - digits) / 10000)
			return other;
		value = value * 10000 + digits;
	}
	return DB_INT(sign ? -(int64_t)value : (int64_t)value);
}

struct db_value pg_values_column(const struct pg_result *result, int column)
{
	const char *at = PQgetvalue(result, 0, column);
	int bytes = PQgetlength(result, 0, column);

	assert(column >= 0 && column < PQnfields(result));
	if (PQgetisnull(result, 0, column))
		return DB_NULLVALUE;
	switch (PQftype(result, column)) {
	case PG_INT8: return DB_INT((int64_t)get_number(at, 8));
	case PG_INT4: return DB_INT((int32_t)get_number(at, 4));
	case PG_INT2: return DB_INT((int16_t)get_number(at, 2));
	case PG_NUMERIC: return numeric_of(at, bytes);
	case PG_TEXT:
	case PG_VARCHAR: return DB_TEXT(((str){ at, (size_t)bytes }));
	case PG_BYTEA: return DB_BLOB(((str){ at, (size_t)bytes }));
	default: return (struct db_value){ DB_REAL, 0, { 0 } };
	}
}

/* ---- many rows ---- */

static void put_head(struct pg_rows *rows, size_t i)
{
	char *at = rows->at[i].at;

	put_number(at, 1, 4);                      /* dimensions */
	put_number(at + 4, rows->has_null[i], 4);
	put_number(at + 8, rows->types[i], 4);
	put_number(at + 12, rows->count, 4);
	put_number(at + 16, 1, 4);                 /* counted from one */
}

void pg_rows_clear(struct pg_rows *rows)
{
	rows->count = rows->bytes = 0;
	for (size_t i = 0; i < rows->columns; i++) {
		rows->at[i].n = HEAD_BYTES;
		rows->has_null[i] = false;
	}
}

/* All whole numbers travel as the widest; the column takes what fits. */
void pg_rows_init(struct pg_rows *rows, struct arena *arena, const unsigned *types, size_t columns)
{
	static const char head[HEAD_BYTES];

	assert(columns <= PG_VALUES_MAX);
	rows->columns = columns;
	for (size_t i = 0; i < columns; i++) {
		rows->types[i] = width_of(types[i]) > 0 ? PG_INT8 : types[i];
		buf_init(&rows->at[i], arena, COLUMN_MAX * 2);
		buf_add(&rows->at[i], (str){ head, HEAD_BYTES });
	}
	pg_rows_clear(rows);
}

const char *pg_rows_type(const struct pg_rows *rows, size_t column)
{
	switch (rows->types[column]) {
	case PG_INT8: return "int8";
	case PG_BYTEA: return "bytea";
	default: return "text";
	}
}

bool pg_rows_add(struct pg_rows *rows, const struct db_value *values, struct err *err)
{
	struct pg_values row;

	if (!pg_values_set(&row, rows->types, values, rows->columns, err))
		return false;
	for (size_t i = 0; i < rows->columns; i++) {
		char length[4];

		put_number(length, row.at[i] ? (uint64_t)row.bytes[i] : UINT32_MAX, 4);
		rows->has_null[i] = rows->has_null[i] || row.at[i] == NULL;
		buf_add(&rows->at[i], (str){ length, 4 });
		buf_add(&rows->at[i], (str){ row.at[i] ? row.at[i] : "", (size_t)row.bytes[i] });
		assert(!rows->at[i].full);
		rows->bytes += (size_t)row.bytes[i];
	}
	rows->count++;
	return true;
}

void pg_rows_arrays(struct pg_rows *rows, struct pg_values *values)
{
	values->count = (int)rows->columns;
	for (size_t i = 0; i < rows->columns; i++) {
		put_head(rows, i);
		values->at[i] = rows->at[i].at;
		values->bytes[i] = (int)rows->at[i].n;
		values->formats[i] = 1;
	}
}

bool pg_rows_single(struct pg_rows *rows, const unsigned *types, struct pg_values *values,
                    struct err *err)
{
	struct db_value row[PG_VALUES_MAX];

	assert(rows->count == 1);
	for (size_t i = 0; i < rows->columns; i++) {
		const char *at = rows->at[i].at + HEAD_BYTES + 4;
		size_t bytes = rows->at[i].n - HEAD_BYTES - 4;

		if (rows->has_null[i])
			row[i] = DB_NULLVALUE;
		else if (rows->types[i] == PG_INT8)
			row[i] = DB_INT((int64_t)get_number(at, 8));
		else
			row[i] = DB_TEXT(((str){ at, bytes }));
	}
	return pg_values_set(values, types, row, rows->columns, err);
}
