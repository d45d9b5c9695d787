/* test_ask.c -- kinds of jobs: what stays of a refused one, and what becomes of its neighbours.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "house.h"

#include "serve/ask.h"
#include <pthread.h>

/* ---- operations of the test: each writes its own name into auth_setting ---- */

static const char *name_of(const struct ask *ask)
{
	return arena_cstr(ask->arena, route_param(ask->match, STR("name")));
}

static bool write_name(struct ask *ask, struct desk *desk, struct err *err)
{
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);

	return auth_put(&auth, name_of(ask), STR("1"), err);
}

static bool keep(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	(void)w;
	(void)status;
	return write_name(ask, desk, err) && err_set(err, ERR_DENIED, "test.denied", "不行");
}

static bool undo(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	(void)w;
	(void)status;
	return write_name(ask, desk, err) && err_set(err, ERR_INVALID, "test.invalid", "不对");
}

static bool good(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	jw_str(w, STR("好"));
	*status = 200;
	return write_name(ask, desk, err);
}

static bool spend(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	(void)w;
	(void)status;
	if (!write_name(ask, desk, err))
		return false;
	for (;;)
		(void)arena_take(ask->arena, (size_t)1 << 20);
}

static bool lose(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	(void)w;
	(void)status;
	if (!write_name(ask, desk, err))
		return false;
	db_rollback(desk_db(desk)); /* as a database does that fails */
	return err_set(err, ERR_STORE, "store.sql", "数据库出错");
}

static bool slow_wait(struct ask *ask, struct desk *desk, struct jw *w, int *status,
                      struct err *err)
{
	(void)ask;
	(void)desk;
	(void)err;
	usleep(400000);
	jw_str(w, STR("慢"));
	*status = 200;
	return true;
}

static bool first_half(struct ask *ask, struct desk *desk, struct jw *w, int *status,
                       struct err *err)
{
	pthread_t *writer = arena_make(ask->arena, pthread_t, 2);

	(void)w;
	(void)status;
	writer[0] = pthread_self();
	ask->with = writer;
	return write_name(ask, desk, err);
}

static void between(struct ask *ask)
{
	pthread_t *threads = ask->with;

	threads[1] = pthread_self();
}

/* What the first half wrote is durable: undone is only the second. */
static bool second_half(struct ask *ask, struct desk *desk, struct jw *w, int *status,
                        struct err *err)
{
	const pthread_t *threads = ask->with;
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);

	if (!auth_put(&auth, "second", STR("1"), err))
		return false;
	if (!pthread_equal(threads[0], pthread_self()) ||
	    pthread_equal(threads[0], threads[1]))
		return err_set(err, ERR_STORE, "test.thread", "在错的线程上");
	if (str_eq(route_param(ask->match, STR("name")), STR("half")))
		return err_set(err, ERR_CONFLICT, "test.conflict", "变了");
	jw_str(w, STR("两半"));
	*status = 200;
	return true;
}

static void begin(struct call *call, ask_work *work, bool beside)
{
	struct ask_how how = { .beside = beside, .fleeting = true };

	if (work == first_half) {
		how.between = between;
		how.after = second_half;
	}
	ask_write_as(call, work, NULL, &how);
}

#define OPERATION(name_, work_, beside_)                                   \
	static void run_##name_(struct call *call)                         \
	{                                                                  \
		begin(call, work_, beside_);                               \
	}                                                                  \
	static const struct api_op name_##_op = { .id = #name_, .run = run_##name_ }

OPERATION(keep, keep, true);
OPERATION(undo, undo, true);
OPERATION(good, good, true);
OPERATION(spend, spend, true);
OPERATION(lose, lose, true);
OPERATION(wait, slow_wait, false);
OPERATION(two, first_half, true);

static const struct route table[] = {
	{ HTTP_POST, "/keep/{name}", api_handle, 0, 100, &keep_op },
	{ HTTP_POST, "/undo/{name}", api_handle, 0, 100, &undo_op },
	{ HTTP_POST, "/good/{name}", api_handle, 0, 100, &good_op },
	{ HTTP_POST, "/spend/{name}", api_handle, 0, 100, &spend_op },
	{ HTTP_POST, "/lose/{name}", api_handle, 0, 100, &lose_op },
	{ HTTP_POST, "/wait/{name}", api_handle, 0, 100, &wait_op },
	{ HTTP_POST, "/two/{name}", api_handle, 0, 100, &two_op },
};

/* ---- asked at once, so that all are in one batch ---- */

struct asking {
	const struct house *house;
	const char *what;
	pthread_t thread;
	int status;
	char room[8192];
};

static void *ask_one(void *with)
{
	struct asking *asking = with;

	asking->status = house_ask(asking->house, asking->what, "", "", asking->room,
	                           sizeof(asking->room));
	return NULL;
}

/* The first one holds the writer up while the others come, one after the other. */
static void ask_together(struct asking *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		pthread_create(&all[i].thread, NULL, ask_one, &all[i]);
		usleep(40000);
	}
	for (size_t i = 0; i < count; i++)
		pthread_join(all[i].thread, NULL);
}

#define ROWS(name) "SELECT count(*) FROM auth_setting WHERE name = '" name "'"

TEST(a_refusal_keeps_what_it_noted_and_undoes_what_it_did)
{
	struct house *house = house_open(table, countof(table));
	struct asking all[] = { { .house = house, .what = "POST /wait/x" },
		                { .house = house, .what = "POST /good/good" },
		                { .house = house, .what = "POST /keep/kept" },
		                { .house = house, .what = "POST /undo/undone" },
		                { .house = house, .what = "POST /spend/spent" },
		                { .house = house, .what = "POST /good/after" } };
	static const int wanted[] = { 200, 200, 403, 400, 429, 200 };
	int64_t batches = writer_load(house->api.writer).batches;

	ask_together(all, countof(all));
	for (size_t i = 0; i < countof(all); i++)
		CHECK_INT(all[i].status, wanted[i]);
	CHECK_INT(writer_load(house->api.writer).batches - batches, 1); /* neighbours indeed */
	CHECK(strstr(all[2].room, "/problems/test.denied") != NULL);
	CHECK_INT(house_count(house, ROWS("good")), 1);
	CHECK_INT(house_count(house, ROWS("kept")), 1);
	CHECK_INT(house_count(house, ROWS("undone")), 0);
	CHECK_INT(house_count(house, ROWS("spent")), 0);
	CHECK_INT(house_count(house, ROWS("after")), 1);
	house_end(house);
}

TEST(a_lost_batch_is_told_to_all_in_it_and_to_nobody_after_it)
{
	struct house *house = house_open(table, countof(table));
	struct asking all[] = { { .house = house, .what = "POST /wait/x" },
		                { .house = house, .what = "POST /good/before" },
		                { .house = house, .what = "POST /keep/noted" },
		                { .house = house, .what = "POST /lose/lost" },
		                { .house = house, .what = "POST /good/after" },
		                { .house = house, .what = "POST /undo/undone" } };
	static const int wanted[] = { 503, 503, 503, 503, 200, 400 };

	ask_together(all, countof(all));
	for (size_t i = 0; i < countof(all); i++)
		CHECK_INT(all[i].status, wanted[i]);
	CHECK_INT(house_count(house, ROWS("before")), 0);
	CHECK_INT(house_count(house, ROWS("noted")), 0);
	CHECK_INT(house_count(house, ROWS("lost")), 0);
	CHECK_INT(house_count(house, ROWS("after")), 1);
	CHECK_INT(house_count(house, ROWS("undone")), 0);
	house_end(house);
}

TEST(slow_work_lies_between_two_commits_on_another_thread)
{
	struct house *house = house_open(table, countof(table));
	struct asking whole = { .house = house, .what = "POST /two/whole" };
	struct asking half = { .house = house, .what = "POST /two/half" };

	ask_one(&half);
	CHECK_INT(half.status, 409);
	CHECK_INT(house_count(house, ROWS("half")), 1);
	CHECK_INT(house_count(house, ROWS("second")), 0);
	ask_one(&whole);
	CHECK_INT(whole.status, 200);
	CHECK(strstr(whole.room, "两半") != NULL);
	CHECK_INT(house_count(house, ROWS("second")), 1);
	house_end(house);
}

TEST(places_for_slow_work_are_counted_and_given_back)
{
	struct house *house = house_open(table, countof(table));
	struct asking one = { .house = house, .what = "POST /two/one" };

	for (int i = 0; i < LIMIT_HASHING_PLACES; i++)
		CHECK(hashing_enter(house->api.hashing));
	CHECK(!hashing_enter(house->api.hashing));
	ask_one(&one);
	CHECK_INT(one.status, 503);
	CHECK(strstr(one.room, "Retry-After: 1") != NULL);
	CHECK_INT(house_count(house, ROWS("one")), 0); /* nothing was begun */
	for (int i = 0; i < LIMIT_HASHING_PLACES; i++)
		hashing_leave(house->api.hashing);
	for (int i = 0; i < LIMIT_HASHING_PLACES + 3; i++)
		ask_one(&one);
	CHECK_INT(one.status, 200);
	house_end(house);
}
