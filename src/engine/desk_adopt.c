/* desk_adopt.c -- rules and calendars put in force; a new store with its first office.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "define/check.h"
#include "define/parse.h"
#include "define/source.h"
#include "engine/deadline.h"
#include "engine/record.h"
#include "store/address.h"
#include "store/making.h"
#include "store/store.h"

static str digest_text(struct arena *arena, str text)
{
	char out[44];

	digest_base64url(digest_str(DIGEST_SHA256, text), out);
	return arena_copy(arena, str_of(out));
}

/* Completes an event that has procedure, fields, person and (a rule's) digest. */
static bool append_adoption(struct desk *desk, struct event event, int64_t *seq, struct err *err)
{
	event.kind = LEAF_ADOPT;
	event.happened = event.recorded = desk_recorded_now(desk);
	event.role = STR("adopter");
	event.calendar = desk->world.calendar;
	event.cause = -1;
	return desk_begin_batch(desk, err) && ledger_append(desk->ledger, &event, seq, err);
}

static bool modules_known(const struct rule *rule, struct err *err)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		if (rule->steps[i].module.n == 0)
			continue;
		err_set(err, ERR_REFUSED, "adopt.module",
		        "步骤“%.*s”要用模块 %.*s，本程序没有这个模块",
		        PSTR(rule->steps[i].name.text), PSTR(rule->steps[i].module));
		err_rule(err, STR("规程语言第七节“用”"));
		return err_fix(err, "去掉这一行，或换用带有该模块的程序");
	}
	return true;
}

bool desk_adopt_rule(struct desk *desk, str file, str text, str person, struct err *err)
{
	struct problems problems;
	const struct rule *rule;
	str kept = arena_copy(desk->life, text);
	struct buf effective;
	int64_t seq;

	problems_init(&problems, desk->life, file);
	rule = parse_rule(desk->life, file, kept, &problems);
	if (rule != NULL)
		check_rule(rule, &problems);
	if (problems.count > 0)
		return problems_err(&problems, err);
	if (library_by_digest(desk->library, rule->digest) != NULL)
		return true;
	if (!modules_known(rule, err))
		return false;
	buf_init(&effective, desk->life, 16);
	day_write(&effective, rule->effective);
	struct pair fields[] = { { STR("effective"), buf_str(&effective) },
		                 { STR("name"), rule->name.text } };
	str id = digest_text(desk->life, kept);

	struct event adoption = { .procedure = rule->name.id,
		                  .rule = id,
		                  .person = person,
		                  .fields = fields,
		                  .field_count = countof(fields) };

	if (!append_adoption(desk, adoption, &seq, err) ||
	    !db_run(&desk->db,
	            "INSERT INTO rule (digest, procedure, effective, text, seq) "
	            "VALUES (?1, ?2, ?3, ?4, ?5)",
	            VALUES(DB_TEXT(id), DB_TEXT(rule->name.id), DB_INT(rule->effective),
	                   DB_TEXT(kept), DB_INT(seq)),
	            err))
		return desk_lose_batch(desk);
	if (!desk_commit(desk, err))
		return false;
	library_add(desk->library, rule);
	desk->registers++;
	return true;
}

/* A text that a newer one of its year has replaced is not adopted a second time: its digest
 * names one adoption. */
static bool calendar_is_new(struct desk *desk, str id, int year, struct err *err)
{
	struct db_rows rows;
	bool known;

	if (!db_ask(&desk->db, &rows, "SELECT seq FROM calendar WHERE digest = ?1",
	            VALUES(DB_TEXT(id)), err))
		return false;
	known = db_next(&rows);
	if (!db_done(&rows))
		return false;
	if (!known)
		return true;
	err_set(err, ERR_CONFLICT, "adopt.calendar", "这份 %d 年日历采用过，已被后来采用的代替",
	        year);
	return err_fix(err, "要恢复它，在文件里加一行注释说明缘由，再采用");
}

/* The event and the row of a calendar that the desk already counts with. */
static bool record_calendar(struct desk *desk, str id, int number, str text, str person,
                            struct err *err)
{
	struct buf year;
	int64_t seq;

	buf_init(&year, desk->life, 16);
	buf_int(&year, number);
	struct pair fields[] = { { STR("digest"), id }, { STR("year"), buf_str(&year) } };
	struct event adoption = { .procedure = STR("calendar"),
		                  .person = person,
		                  .fields = fields,
		                  .field_count = countof(fields) };

	return append_adoption(desk, adoption, &seq, err) &&
	       db_run(&desk->db,
	              "INSERT INTO calendar (digest, year, text, seq) "
	              "VALUES (?1, ?2, ?3, ?4)",
	              VALUES(DB_TEXT(id), DB_INT(number), DB_TEXT(text), DB_INT(seq)), err) &&
	       desk_recount_terms(desk, err);
}

bool desk_adopt_calendar(struct desk *desk, str file, str text, str person, struct err *err)
{
	str kept = arena_copy(desk->life, text);
	str id = digest_text(desk->life, kept);
	const struct workday_year *years;
	struct workdays *alone = workdays_new(desk->life);

	if (!workdays_add(alone, file, kept, err))
		return false;
	workdays_years(alone, &years);
	int number = years[0].year;
	size_t count = workdays_years(desk->workdays, &years);

	for (size_t i = 0; i < count; i++)
		if (str_eq(years[i].text, kept))
			return true;
	if (!calendar_is_new(desk, id, number, err) ||
	    !desk_commit(desk, err)) /* under the calendar that held until now */
		return false;
	desk->registers++;
	if (!workdays_add(desk->workdays, file, kept, err) || !desk_digest_calendars(desk, err) ||
	    !record_calendar(desk, id, number, kept, person, err)) {
		struct err ignored = { 0 };

		(void)desk_lose_batch(desk);
		(void)!desk_load_calendars(desk, &ignored);
		return false;
	}
	return desk_commit(desk, err);
}

/* ---- a new store ---- */

static bool adopt_folder(struct desk *desk, const char *folder, const char *suffix,
                         bool (*adopt)(struct desk *, str, str, str, struct err *), struct err *err)
{
	str *names;
	size_t count;

	if (!file_list(desk->life, folder, suffix, &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		str path = arena_printf(desk->life, "%s/%.*s", folder, PSTR(names[i]));
		str text;

		if (!file_read(desk->life, path.at, LIMIT_RULE_BYTES, &text, err) ||
		    !adopt(desk, names[i], text, STR("init"), err))
			return false;
	}
	return true;
}

static bool take_first(struct desk *desk, const char *procedure, const struct pair *fields,
                       size_t count, struct err *err)
{
	struct outcome outcome;
	struct command command = {
		.procedure = str_of(procedure),
		.person = STR("init"),
		.trusted = true,
		.happened = clock_now(&desk->clock),
		.fields = fields,
		.field_count = count,
		.cause = -1,
	};

	return desk_take(desk, &command, &outcome, err);
}

static bool enter_first_office(struct desk *desk, const struct desk_begin *begin, struct err *err)
{
	str name = arena_printf(desk->batch, "%.*s人民政府", PSTR(begin->name));
	const struct pair organ[] = {
		{ STR("code"), begin->place },        { STR("name"), name },
		{ STR("short_name"), STR("市政府") }, { STR("duties"), STR("市政府") },
		{ STR("level"), STR("市级政府") },
	};
	const struct pair post[] = {
		{ STR("person"), STR("admin") },         { STR("person_name"), STR("系统管理员") },
		{ STR("organ"), begin->place },          { STR("post"), STR("系统管理员") },
		{ STR("from_date"), STR("2000-01-01") },
	};

	return take_first(desk, "organ", organ, countof(organ), err) &&
	       take_first(desk, "post", post, countof(post), err) && desk_commit(desk, err);
}

static bool put_setting(struct desk *desk, const char *name, str value, struct err *err)
{
	if (value.n == 0)
		return true;
	return db_run(&desk->db, "INSERT INTO setting (name, value) VALUES (?1, ?2)",
	              VALUES(DB_TEXT(str_of(name)), DB_TEXT(value)), err);
}

/* The first event tells whose log this is. */
static bool append_founding(struct desk *desk, const struct desk_begin *begin, struct err *err)
{
	instant now = clock_now(&desk->clock);
	struct pair fields[] = { { STR("name"), begin->name }, { STR("place"), begin->place } };
	struct event event = {
		.kind = LEAF_STORE,
		.procedure = STR("store"),
		.happened = now,
		.recorded = now,
		.person = STR("init"),
		.role = STR("founder"),
		.cause = -1,
		.fields = fields,
		.field_count = countof(fields),
	};
	int64_t seq;

	return desk_begin_batch(desk, err) && ledger_append(desk->ledger, &event, &seq, err) &&
	       desk_commit(desk, err);
}

static bool begin_log(struct desk *desk, const struct desk_begin *begin, struct err *err)
{
	str origin = arena_printf(desk->life, "guiju/%.*s", PSTR(begin->place));

	return db_begin(&desk->db, err) && put_setting(desk, "place", begin->place, err) &&
	       put_setting(desk, "name", begin->name, err) &&
	       put_setting(desk, "seed", begin->seed, err) &&
	       ledger_create(desk->life, &desk->db, begin->folder, origin, begin->national,
	                     &desk->chance, err) &&
	       db_commit(&desk->db, err) &&
	       ledger_open(desk->life, &desk->db, begin->folder, &desk->chance, &desk->ledger,
	                   err) &&
	       append_founding(desk, begin, err);
}

static bool put_address(struct arena *arena, const struct desk_begin *begin, struct err *err)
{
	struct address address = { begin->database, arena_cstr(arena, begin->place) };

	return begin->database == NULL || address_write(arena, begin->folder, &address, err);
}

/* The whole store in `begin->folder`, closed again. */
static bool make_store(struct arena *arena, const struct desk_begin *begin, struct err *err)
{
	const char *registers[] = { "organ.rule", "post.rule" };
	str home = file_home(arena);
	struct desk *desk;
	struct db db;

	if (!put_address(arena, begin, err) ||
	    !store_open(arena, begin->folder, STORE_CREATE, &db, err))
		return false;
	desk = desk_new(arena, db, begin->clock);
	desk->folder = begin->folder;
	if (begin->seed.n > 0)
		chance_seeded(&desk->chance, digest_str(DIGEST_SHA256, begin->seed), 0);
	else
		chance_real(&desk->chance);
	if (!begin_log(desk, begin, err) ||
	    !adopt_folder(desk, arena_printf(arena, "%.*s/calendars", PSTR(home)).at, ".calendar",
	                  desk_adopt_calendar, err))
		return false;
	for (size_t i = 0; i < countof(registers); i++) {
		str path = arena_printf(arena, "%.*s/procedures/%s", PSTR(home), registers[i]);
		str text;

		if (!source_read(arena, path, &text, err) ||
		    !desk_adopt_rule(desk, str_of(registers[i]), text, STR("init"), err))
			return false;
	}
	return enter_first_office(desk, begin, err) && desk_seal(desk, err);
}

bool desk_create(struct arena *arena, const struct desk_begin *begin, struct desk **created,
                 struct err *err)
{
	struct arena *life = arena_new(LIMIT_ARENA_LIFE);
	struct desk_begin beside = *begin;
	bool clear = making_begin(arena, begin->folder, &beside.folder, err);
	bool made = clear && make_store(life, &beside, err);

	arena_end(life); /* closes it */
	if (clear && !made)
		making_abandon(arena, beside.folder);
	return made && making_finish(arena, beside.folder, begin->folder, err) &&
	       desk_open(arena, begin->folder, true, begin->clock, created, err);
}
