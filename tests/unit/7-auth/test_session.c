/* test_session.c -- sessions against a dumb model: expiry, rotation, ending, listing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "door.h"

#include "auth/session.h"

#define MODEL_SESSIONS 64
#define MODEL_STEPS    1500

/* What the tests believe of a session. */
struct model {
	str token;
	instant seen, ends;
	bool open;
};

static str open_one(struct door *door)
{
	const struct session given = { .person = STR("zhang"), .device = STR("d"),
		                       .address = STR("10.0.0.1"), .agent = STR("t") };
	str token = { 0 };

	CHECK_OK(session_open(&door->auth, &given, &token, door_err(door)), &door->err);
	return token;
}

static bool found(struct door *door, str token)
{
	struct session session;

	return session_find(&door->auth, token, &session, door_err(door));
}

static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33) % below;
}

static bool lives(const struct model *m, instant now)
{
	return m->open && now < m->ends && now < m->seen + 30 * INSTANT_MINUTE;
}

/* One random act on a random session; whatever happens, a dead one stays dead. */
static void act(struct door *door, struct model *m, uint64_t *state)
{
	str fresh;
	bool ok;

	switch (draw(state, 5)) {
	case 0:
		CHECK(session_touch(&door->auth, m->token, door_err(door)));
		if (lives(m, door->now))
			m->seen = door->now;
		break;
	case 1:
		ok = session_rotate(&door->auth, m->token, true, &fresh, door_err(door));
		CHECK(ok == lives(m, door->now));
		if (ok) {
			CHECK(!found(door, m->token));
			m->token = fresh;
			m->seen = door->now;
		}
		break;
	case 2:
		if (draw(state, 4) == 0) {
			CHECK(session_close(&door->auth, m->token, door_err(door)));
			m->open = m->open && !lives(m, door->now) && false;
		}
		break;
	default: break;
	}
}

TEST(expiry_and_rotation_hold_against_a_model)
{
	struct door *door = door_new();
	struct model models[MODEL_SESSIONS] = { 0 };
	uint64_t state = 20241123;
	size_t count = 0;

	for (int i = 0; i < MODEL_STEPS; i++) {
		if (count < 12 || (count < MODEL_SESSIONS && draw(&state, 40) == 0)) {
			size_t living = 0;

			for (size_t k = 0; k < count; k++)
				living += lives(&models[k], door->now);
			if (living < LIMIT_SESSIONS)
				models[count++] = (struct model){ open_one(door), door->now,
					                          door->now + 12 * INSTANT_HOUR,
					                          true };
		}
		struct model *m = &models[draw(&state, (uint32_t)count)];

		door_wait(door, draw(&state, 120) * INSTANT_SECOND);
		CHECK(found(door, m->token) == lives(m, door->now));
		act(door, m, &state);
	}
	for (size_t k = 0; k < count; k++)
		CHECK(found(door, models[k].token) == lives(&models[k], door->now));
	door_end(door);
}

TEST(no_use_keeps_a_session_beyond_its_life)
{
	struct door *door = door_new();
	str token = open_one(door);
	int minutes = 0;

	for (; found(door, token) && minutes < 2000; minutes += 10) {
		CHECK(session_touch(&door->auth, token, door_err(door)));
		door_wait(door, 10 * INSTANT_MINUTE);
	}
	CHECK_INT(minutes, 12 * 60);
	CHECK_ERR(&door->err, ERR_DENIED, "session.expired");
	door_end(door);
}

TEST(idle_to_the_second)
{
	struct door *door = door_new();
	str token = open_one(door);

	door_wait(door, 30 * INSTANT_MINUTE - 1);
	CHECK(found(door, token));
	door_wait(door, 1);
	CHECK(!found(door, token));
	CHECK(session_touch(&door->auth, token, door_err(door)));
	CHECK(!found(door, token)); /* a late touch wakes nothing */
	door_wait(door, -INSTANT_HOUR); /* nor does a clock set back far */
	CHECK(!found(door, token));
	door_end(door);
}

TEST(only_digests_are_kept)
{
	struct door *door = door_new();
	str token = open_one(door);
	struct db_rows rows;
	int64_t hits = 0;

	CHECK(db_ask(door->auth.db, &rows,
	             "SELECT count(*) FROM session WHERE digest = ?1 OR id = ?1 OR device = ?1",
	             VALUES(DB_TEXT(token)), door_err(door)));
	if (db_next(&rows))
		hits = db_int(&rows, 0);
	CHECK(db_done(&rows));
	CHECK_INT(hits, 0);
	CHECK_INT(door_count(door, "SELECT count(*) FROM session WHERE length(digest) = 32"), 1);
	CHECK(!found(door, STR("")));
	CHECK(!found(door, str_sub(token, 0, token.n - 1)));
	CHECK_ERR(&door->err, ERR_DENIED, "session.unknown");
	door_end(door);
}

TEST(csrf_is_of_one_session)
{
	struct door *door = door_new();
	str one = open_one(door), two = open_one(door);
	str csrf = session_csrf(&door->auth, one);

	CHECK_INT(csrf.n, 43);
	CHECK(session_csrf_fits(&door->auth, one, csrf));
	CHECK(!session_csrf_fits(&door->auth, two, csrf));
	CHECK(!session_csrf_fits(&door->auth, one, (str){ 0 }));
	CHECK(!session_csrf_fits(&door->auth, one, str_sub(csrf, 0, 42)));
	door_end(door);
}

TEST(listed_ended_and_limited)
{
	struct door *door = door_new();
	struct auth_who zhang = door_who(door, "zhang"), li = door_who(door, "li");
	struct session *list;
	size_t count;
	int64_t ended;
	str first = open_one(door), last = first;

	for (int i = 0; i < LIMIT_SESSIONS + 5; i++) {
		door_wait(door, INSTANT_SECOND);
		last = open_one(door);
	}
	CHECK(!found(door, first)); /* the one unused longest made room */
	CHECK(session_list(&door->auth, STR("zhang"), &list, &count, door_err(door)));
	CHECK_INT(count, LIMIT_SESSIONS);
	CHECK(!session_end(&door->auth, &li, list[3].id, door_err(door)));
	CHECK_ERR(&door->err, ERR_UNKNOWN, "session.unknown");
	CHECK_OK(session_end(&door->auth, &zhang, list[3].id, door_err(door)), &door->err);
	CHECK(session_end_all(&door->auth, STR("zhang"), list[0].id, &ended, door_err(door)));
	CHECK_INT(ended, LIMIT_SESSIONS - 2);
	CHECK(found(door, last));
	CHECK(session_list(&door->auth, STR("zhang"), &list, &count, door_err(door)));
	CHECK_INT(count, 1);
	door_end(door);
}
