/* test_file.c -- whole files in and out, folders, and what is told when it fails.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include <sys/stat.h>
#include <unistd.h>

/* A new folder of this test; the caller removes what it put there. */
static const char *folder(struct arena *arena)
{
	const char *root = getenv("TMPDIR");
	str s = arena_printf(arena, "%s/guiju-test-XXXXXX", root != NULL ? root : "/tmp");
	char *name = arena_cstr(arena, s);
	CHECK(mkdtemp(name) != NULL);
	return name;
}

static const char *in(struct arena *arena, const char *dir, const char *name)
{
	return arena_printf(arena, "%s/%s", dir, name).at;
}

TEST(write_then_read)
{
	struct arena *arena = arena_new(8 << 20);
	struct err err = { 0 };
	const char *dir = folder(arena);
	const char *path = in(arena, dir, "文件");
	const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 300000 };
	for (size_t i = 0; i < countof(sizes); i++) {
		char *bytes = arena_take(arena, sizes[i]);
		memset(bytes, 'x', sizes[i]);
		str back = STR("untouched");
		CHECK_OK(file_write(path, (str){ bytes, sizes[i] }, 0640, &err), &err);
		CHECK_OK(file_read(arena, path, sizes[i], &back, &err), &err);
		CHECK(str_eq(back, (str){ bytes, sizes[i] }));
		CHECK(back.at[back.n] == '\0');
	}
	struct stat info;
	CHECK(stat(path, &info) == 0 && (info.st_mode & 07777) == 0640);
	str *names;
	size_t count = 0;
	CHECK_OK(file_list(arena, dir, "", &names, &count, &err), &err);
	CHECK_INT(count, 1);
	unlink(path);
	rmdir(dir);
	arena_end(arena);
}

TEST(read_failures)
{
	struct arena *arena = arena_new(1 << 20);
	struct err err = { 0 };
	const char *dir = folder(arena);
	const char *path = in(arena, dir, "a");
	str out = STR("untouched");
	CHECK(!file_read(arena, path, 10, &out, &err));
	CHECK_ERR(&err, ERR_UNKNOWN, "file.missing");
	err_clear(&err);
	CHECK_OK(file_write(path, STR("12345678901"), 0600, &err), &err);
	CHECK(!file_read(arena, path, 10, &out, &err));
	CHECK_ERR(&err, ERR_LIMIT, "file.long");
	CHECK_STR(str_of(err.where), path);
	err_clear(&err);
	CHECK(!file_read(arena, dir, 10, &out, &err));
	CHECK_ERR(&err, ERR_INVALID, "file.is_folder");
	err_clear(&err);
	CHECK(!file_read(arena, "/dev/zero", 100000, &out, &err));
	CHECK_ERR(&err, ERR_LIMIT, "file.long");
	CHECK_STR(out, "untouched");
	unlink(path);
	rmdir(dir);
	arena_end(arena);
}

TEST(write_failure_leaves_nothing)
{
	struct arena *arena = arena_new(1 << 20);
	struct err err = { 0 };
	const char *dir = folder(arena);
	CHECK(!file_write(in(arena, dir, "none/a"), STR("x"), 0600, &err));
	CHECK_ERR(&err, ERR_STORE, "file.write");
	err_clear(&err);
	const char *inner = in(arena, dir, "inner");
	CHECK_OK(file_make_dir(inner, 0700, &err), &err);
	CHECK(!file_write(inner, STR("x"), 0600, &err));
	str *names;
	size_t count = 0;
	err_clear(&err);
	CHECK_OK(file_list(arena, dir, "", &names, &count, &err), &err);
	CHECK_INT(count, 1);
	rmdir(inner);
	rmdir(dir);
	arena_end(arena);
}

TEST(folders_and_lists)
{
	struct arena *arena = arena_new(1 << 20);
	struct err err = { 0 };
	const char *dir = folder(arena);
	const char *deep = in(arena, dir, "x//y/z/");
	CHECK_OK(file_make_dir(deep, 0700, &err), &err);
	CHECK_OK(file_make_dir(deep, 0700, &err), &err);
	CHECK(file_is_dir(deep) && file_exists(deep));
	const char *const made[] = { "b.rule", "a.rule", "c.txt", "B.rule" };
	for (size_t i = 0; i < countof(made); i++)
		CHECK_OK(file_write(in(arena, deep, made[i]), STR("x"), 0600, &err), &err);
	CHECK(!file_make_dir(in(arena, deep, "c.txt/q"), 0700, &err));
	CHECK_ERR(&err, ERR_STORE, "file.folder");
	err_clear(&err);
	str *names;
	size_t count = 0;
	CHECK_OK(file_list(arena, deep, ".rule", &names, &count, &err), &err);
	CHECK_INT(count, 3);
	CHECK_STR(names[0], "B.rule");
	CHECK_STR(names[1], "a.rule");
	CHECK_STR(names[2], "b.rule");
	CHECK(!file_list(arena, in(arena, dir, "none"), "", &names, &count, &err));
	CHECK_ERR(&err, ERR_UNKNOWN, "file.missing");
	for (size_t i = 0; i < countof(made); i++)
		unlink(in(arena, deep, made[i]));
	rmdir(deep);
	rmdir(in(arena, dir, "x/y"));
	rmdir(in(arena, dir, "x"));
	rmdir(dir);
	arena_end(arena);
}

TEST(home)
{
	struct arena *arena = arena_new(1 << 20);
	setenv("GUIJU_HOME", "/somewhere", 1);
	CHECK_STR(file_home(arena), "/somewhere");
	setenv("GUIJU_HOME", "", 1);
	str home = file_home(arena);
	CHECK(home.n > 0 && home.at[0] == '/');
	arena_end(arena);
}
