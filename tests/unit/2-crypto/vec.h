/* vec.h -- published vectors: files of "[section]" and "Name = hex" lines, and JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_VEC_H
#define GUIJU_TEST_VEC_H
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "check.h"

struct vec {
	str rest, section, name, value;
};

#define VEC_BOTAN "data/vectors/sm2-sm3-sm4-botan/src/tests/data/"

/* The whole file under the shared data, or false where it is absent. */
static inline bool vec_open(struct arena *arena, const char *path, struct vec *vec)
{
	const char *full = check_shared(arena, path);
	struct err err = { .kind = ERR_NONE };

	*vec = (struct vec){ .rest = STR("") };
	return full != NULL && file_read(arena, full, (size_t)8 << 20, &vec->rest, &err);
}

/* The next "Name = value" line. */
static inline bool vec_next(struct vec *vec)
{
	str line;

	while (vec->rest.n > 0) {
		str_cut(&vec->rest, STR("\n"), &line);
		line = str_trim(line);
		if (str_starts(line, STR("#")) || line.n == 0)
			continue;
		if (str_starts(line, STR("["))) {
			vec->section = line;
			continue;
		}
		str_cut(&line, STR("="), &vec->name);
		vec->name = str_trim(vec->name);
		vec->value = str_trim(line);
		return true;
	}
	return false;
}

static inline str vec_unhex(struct arena *arena, str hex)
{
	str bytes = STR("");

	if (str_starts(hex, STR("0x")))
		hex = str_sub(hex, 2, hex.n);
	CHECK(codec_unhex(arena, hex, &bytes));
	return bytes;
}

#endif
