/* pace.c -- how soon the next attempt is heard: delays that double, and never a lock.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/pace.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

/* After `spare` failures `first` seconds, then twice as long each time, up to `most`. */
struct rule {
	char kind;
	int64_t spare, first, most;
};

/* An address is an office of a hundred people; a person is tried from many addresses by
 * nobody but an attacker, whom twenty a day and two a minute do not help, while the owner
 * with a new device waits half a minute at most. */
static const struct rule plain[] = {
	{ 'd', 5, 1, 900 }, { 'b', 3, 1, 900 }, { 'p', 20, 1, 30 }, { 'a', 50, 1, 900 }
};

/* Level 3 asks for a lock after five failures, half an hour by custom. */
static const struct rule djbh3[] = {
	{ 'd', 5, 1800, 1800 }, { 'b', 5, 1800, 1800 }, { 'p', 20, 1, 30 }, { 'a', 50, 1, 1800 }
};

static const struct rule *rule_of(enum auth_profile profile, char kind)
{
	const struct rule *rules = profile == AUTH_DJBH3 ? djbh3 : plain;
	size_t i = 0;

	while (i + 1 < countof(plain) && rules[i].kind != kind)
		i++;
	assert(rules[i].kind == kind);
	return &rules[i];
}

int64_t pace_delay(enum auth_profile profile, char kind, int64_t fails)
{
	const struct rule *rule = rule_of(profile, kind);
	int64_t seconds = rule->first;

	if (fails < rule->spare)
		return 0;
	for (int64_t i = rule->spare; i < fails && seconds < rule->most; i++)
		seconds *= 2;
	return seconds < rule->most ? seconds : rule->most;
}

static void put(struct auth *auth, struct pace *pace, char kind, str person, str address)
{
	const str parts[] = { { &kind, 1 }, person, address };
	digest mac = auth_mac(auth, "pace", parts, countof(parts));
	char text[44];

	digest_base64url(mac, text);
	pace->counters[pace->count++] = (struct pace_counter){ kind, arena_copy(auth->arena,
		                                                                str_of(text)) };
}

static void list_counters(struct auth *auth, struct pace *pace, str person, str address, str device)
{
	const str none = { 0 };

	pace->count = 0;
	pace->wait = pace->left = 0;
	if (device.n > 0) {
		put(auth, pace, 'd', device, none);
		return;
	}
	put(auth, pace, 'b', person, address);
	if (person.n > 0) /* nobody named: a count of all the world would be everybody's lock */
		put(auth, pace, 'p', person, none);
	if (address.n > 0)
		put(auth, pace, 'a', none, address);
}

static bool load(struct auth *auth, str subject, int64_t *fails, instant *next, struct err *err)
{
	struct db_rows rows;

	*fails = 0;
	*next = INSTANT_NONE;
	if (!db_ask(auth->db, &rows,
	            "SELECT fails, next FROM pace WHERE subject = ?1 AND last > ?2",
	            VALUES(DB_TEXT(subject), DB_INT(auth->now - INSTANT_DAY)), err))
		return false;
	if (db_next(&rows)) {
		*fails = db_int(&rows, 0);
		*next = db_int(&rows, 1);
	}
	return db_done(&rows);
}

static bool store(struct auth *auth, str subject, int64_t fails, instant next, struct err *err)
{
	return db_run(auth->db,
	              "INSERT INTO pace (subject, fails, last, next) VALUES (?1, ?2, ?3, ?4) "
	              "ON CONFLICT (subject) DO UPDATE SET fails = excluded.fails, "
	              "last = excluded.last, next = excluded.next",
	              VALUES(DB_TEXT(subject), DB_INT(fails), DB_INT(auth->now), DB_INT(next)),
	              err);
}

static bool too_soon(const struct auth *auth, struct pace *pace, instant next, struct err *err)
{
	long long seconds = (next - auth->now + INSTANT_SECOND - 1) / INSTANT_SECOND;

	pace->left = seconds;

	err_set(err, ERR_LIMIT, "auth.wait", "登录试得太密，请等 %lld 秒再试", seconds);
	return err_fix(err, "等待后再试；口令忘了的，请系统管理员发新的登记码");
}

bool pace_take(struct auth *auth, struct pace *pace, str person, str address, str device,
               struct err *err)
{
	int64_t fails[PACE_COUNTERS];
	instant next, latest = INSTANT_NONE;

	list_counters(auth, pace, person, address, device);
	for (size_t i = 0; i < pace->count; i++) {
		if (!load(auth, pace->counters[i].subject, &fails[i], &next, err))
			return false;
		latest = next > latest ? next : latest;
	}
	if (latest > auth->now)
		return too_soon(auth, pace, latest, err);
	if (!db_run(auth->db, "DELETE FROM pace WHERE last <= ?1",
	            VALUES(DB_INT(auth->now - INSTANT_DAY)), err))
		return false;
	for (size_t i = 0; i < pace->count; i++) {
		int64_t wait = pace_delay(auth->profile, pace->counters[i].kind, fails[i] + 1);

		pace->wait = wait > pace->wait ? wait : pace->wait;
		if (!store(auth, pace->counters[i].subject, fails[i] + 1,
		           auth->now + wait * INSTANT_SECOND, err))
			return false;
	}
	return true;
}

bool pace_forget(struct auth *auth, const struct pace *pace, struct err *err)
{
	for (size_t i = 0; i < pace->count; i++) {
		const struct pace_counter *counter = &pace->counters[i];
		bool done = counter->kind == 'a'
		                    ? db_run(auth->db,
		                             "UPDATE pace SET fails = fails - 1, next = 0 "
		                             "WHERE subject = ?1 AND fails > 0",
		                             VALUES(DB_TEXT(counter->subject)), err)
		                    : db_run(auth->db, "DELETE FROM pace WHERE subject = ?1",
		                             VALUES(DB_TEXT(counter->subject)), err);
		if (!done)
			return false;
	}
	return true;
}
