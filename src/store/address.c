/* address.c -- where a store's tables lie, if not in its folder.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/address.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"

static bool good_url(str url)
{
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.at[i] < ' ')
			return false;
	return url.n < LIMIT_LINE_BYTES &&
	       (str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://")));
}

/* The place stands in statements as it is: digits, nothing else. */
static bool good_place(str place)
{
	for (size_t i = 0; i < place.n; i++)
		if (place.at[i] < '0' || place.at[i] > '9')
			return false;
	return place.n >= 2 && place.n <= 12;
}

static str path_of(struct arena *arena, const char *folder)
{
	return arena_printf(arena, "%s/database", folder);
}

static bool refuse(const char *path, struct err *err)
{
	err_set(err, ERR_STORE, "store.address", "库的 database 文件看不懂");
	err_where(err, "%s", path);
	return err_fix(err, "它有两行：url postgresql://… 和 place 行政区划代码");
}

bool address_read(struct arena *arena, const char *folder, struct address *address,
                  struct err *err)
{
	str path = path_of(arena, folder);
	str text, line, url = { 0 }, place = { 0 };

	*address = (struct address){ 0 };
	if (!file_exists(path.at))
		return true;
	if (!file_read(arena, path.at, LIMIT_LINE_BYTES * 2, &text, err))
		return false;
	while (text.n > 0) {
		str_cut(&text, STR("\n"), &line);
		line = str_trim(line);
		if (str_starts(line, STR("url ")))
			url = str_trim(str_sub(line, 4, line.n));
		else if (str_starts(line, STR("place ")))
			place = str_trim(str_sub(line, 6, line.n));
		else if (line.n > 0 && line.at[0] != '#')
			return refuse(path.at, err);
	}
	if (!good_url(url) || !good_place(place))
		return refuse(path.at, err);
	*address = (struct address){ arena_cstr(arena, url), arena_cstr(arena, place) };
	return true;
}

bool address_write(struct arena *arena, const char *folder, const struct address *address,
                   struct err *err)
{
	str text = arena_printf(arena, "url %s\nplace %s\n", address->url, address->place);

	if (good_url(str_of(address->url)) && good_place(str_of(address->place)))
		return file_make_dir(folder, 0700, err) &&
		       file_write(path_of(arena, folder).at, text, 0600, err);
	err_set(err, ERR_INVALID, "store.address", "数据库的地址或行政区划代码写得不对");
	return err_fix(err, "例如：--database 'postgresql:///guiju?host=/run/postgresql'");
}
