/* user.c -- what the verbs of `guiju user` share: the store's door, secrets read, lists told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/user.h"

#include "auth/account.h"
#include "auth/key.h"
#include "auth/seclog.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/desk.h"
#include "engine/people.h"
#include "format/json_write.h"
#include <termios.h>
#include <unistd.h>

#define USER_LINE 1024               /* bytes of a secret's line */
#define USER_LIST ((size_t)64 << 20) /* bytes of a list */

bool user_open(struct user *u, bool write, struct err *err)
{
	struct clock clock = clock_real();

	if (!desk_open(u->arena, u->options.words[0], write, clock, &u->desk, err) ||
	    !auth_open(&u->auth, u->arena, desk_db(u->desk), u->options.words[0], write,
	               clock_now(&clock), err))
		return false;
	u->auth.people = desk_world(u->desk)->people;
	u->auth.issuer = arena_printf(u->arena, "规矩 %.*s", PSTR(desk_setting(u->desk, "name")));
	return true;
}

bool user_as(struct user *u, struct err *err)
{
	const char *as = options_value(&u->options, "--as");

	if (as == NULL) {
		err_set(err, ERR_INVALID, "option.missing", "要写明谁办的");
		return err_fix(err, "加上 --as 人员");
	}
	u->who = who_person(&u->auth, str_of(as));
	return true;
}

/* ---- secrets ---- */

/* A line, on a terminal without echo. */
static bool read_line(FILE *from, const char *name, char line[USER_LINE])
{
	bool terminal = isatty(fileno(from)) == 1;
	struct termios kept, quiet;
	bool got;

	if (terminal && tcgetattr(fileno(from), &kept) == 0) {
		fprintf(stderr, "%s：", name);
		quiet = kept;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(fileno(from), TCSAFLUSH, &quiet);
		got = fgets(line, USER_LINE, from) != NULL;
		(void)tcsetattr(fileno(from), TCSAFLUSH, &kept);
		fputc('\n', stderr);
	} else {
		got = fgets(line, USER_LINE, from) != NULL;
	}
	return got && (strchr(line, '\n') != NULL || feof(from) != 0);
}

static bool read_lines(struct user *u, FILE *from, const char *const *names, str *lines,
                       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char line[USER_LINE];

		if (!read_line(from, names[i], line))
			return false;
		line[strcspn(line, "\r\n")] = '\0';
		lines[i] = arena_copy(u->arena, str_of(line));
	}
	return true;
}

bool user_secrets(struct user *u, const char *const *names, str *lines, size_t count,
                  struct err *err)
{
	const char *path = options_value(&u->options, "--secret");
	FILE *from = path ? fopen(path, "re") : stdin;
	bool got = from != NULL && read_lines(u, from, names, lines, count);

	if (from != NULL && from != stdin)
		fclose(from);
	if (got)
		return true;
	err_set(err, ERR_INVALID, "user.secret", "没有读到 %zu 行：%s%s%s", count, names[0],
	        count > 1 ? "、" : "", count > 1 ? names[1] : "");
	return err_fix(err, "从标准输入逐行给，或写 --secret 文件；不要写在命令行上");
}

/* ---- lists ---- */

struct telling {
	struct buf buf;
	struct jw json;
	bool as_json;
};

static void begin(struct telling *t, struct user *u)
{
	buf_init(&t->buf, u->arena, USER_LIST);
	t->as_json = options_has(&u->options, "--json");
}

static void open_row(struct telling *t)
{
	jw_init(&t->json, &t->buf, true);
	jw_open(&t->json, '{');
}

static void close_row(struct telling *t)
{
	jw_close(&t->json);
	buf_byte(&t->buf, '\n');
}

static str moment(struct user *u, instant at, const char *never)
{
	struct buf buf;

	buf_init(&buf, u->arena, 32);
	if (at == INSTANT_NONE)
		buf_text(&buf, never);
	else
		day_write_minute(&buf, at);
	return buf_str(&buf);
}

static str posts_of(struct user *u, str person, str *name)
{
	const struct people_post *post = NULL;
	struct buf buf;

	buf_init(&buf, u->arena, 4096);
	while ((post = people_next(u->auth.people, person, auth_today(&u->auth), post)) != NULL) {
		*name = post->person_name;
		buf_printf(&buf, "%s%.*s%.*s", buf.n > 0 ? "、" : "",
		           PSTR(people_organ_name(u->auth.people, post->organ)), PSTR(post->post));
	}
	return buf_str(&buf);
}

bool user_list(struct user *u, struct err *err)
{
	static const char *const states[] = { "待登记", "在用", "停用" };
	static const char *const state_ids[] = { "invited", "active", "closed" };
	struct telling t;
	struct account *list;
	size_t count;

	if (!account_list(&u->auth, &list, &count, err))
		return false;
	begin(&t, u);
	for (size_t i = 0; i < count; i++) {
		const struct account *a = &list[i];
		size_t state = (size_t)a->state < countof(states) ? (size_t)a->state : 2;
		str name = { 0 }, posts = posts_of(u, a->person, &name);

		if (!t.as_json) {
			buf_printf(
				&t.buf, "%-12.*s  %s  口令 %.*s  %s  %.*s  %.*s\n", PSTR(a->person),
				states[state], PSTR(moment(u, a->password_at, "未设")),
				a->factor ? "有第二因素" : "无第二因素", PSTR(name), PSTR(posts));
			continue;
		}
		open_row(&t);
		jw_name(&t.json, STR("factor"));
		jw_bool(&t.json, a->factor);
		jw_name_str(&t.json, STR("name"), name);
		jw_name_str(&t.json, STR("person"), a->person);
		jw_name_str(&t.json, STR("posts"), posts);
		jw_name_str(&t.json, STR("state"), str_of(state_ids[state]));
		close_row(&t);
	}
	return options_print(buf_str(&t.buf), err);
}

static str comma(struct user *u, str scopes)
{
	struct buf buf;
	str one;

	buf_init(&buf, u->arena, scopes.n * 3 + 1);
	while (scopes.n > 0) {
		str_cut(&scopes, STR("\n"), &one);
		buf_text(&buf, buf.n > 0 ? "、" : "");
		buf_add(&buf, one);
	}
	return buf_str(&buf);
}

bool user_keys(struct user *u, struct err *err)
{
	struct telling t;
	struct key *list;
	size_t count;

	if (!key_list(&u->auth, u->person, &list, &count, err))
		return false;
	begin(&t, u);
	for (size_t i = 0; i < count; i++) {
		const struct key *k = &list[i];
		const char *state = k->revoked                  ? "作废"
		                    : u->auth.now >= k->expires ? "过期"
		                                                : "有效";

		if (!t.as_json) {
			buf_printf(&t.buf, "%.*s  %s  %.*s  到 %.*s  用于 %.*s  %.*s  %.*s\n",
			           PSTR(k->id), state, PSTR(k->person),
			           PSTR(moment(u, k->expires, "")),
			           PSTR(moment(u, k->used, "未用")), PSTR(k->name),
			           PSTR(comma(u, k->scopes)));
			continue;
		}
		open_row(&t);
		jw_name_str(&t.json, STR("expires"), moment(u, k->expires, ""));
		jw_name_str(&t.json, STR("id"), k->id);
		jw_name_str(&t.json, STR("name"), k->name);
		jw_name_str(&t.json, STR("person"), k->person);
		jw_name(&t.json, STR("revoked"));
		jw_bool(&t.json, k->revoked);
		jw_name_str(&t.json, STR("scopes"), k->scopes);
		close_row(&t);
	}
	return options_print(buf_str(&t.buf), err);
}

bool user_sessions(struct user *u, struct err *err)
{
	struct telling t;
	struct session *list;
	size_t count;

	if (!session_list(&u->auth, u->person, &list, &count, err))
		return false;
	begin(&t, u);
	for (size_t i = 0; i < count; i++) {
		const struct session *s = &list[i];

		if (!t.as_json) {
			buf_printf(&t.buf, "%.*s  %.*s 起  %.*s 用  %s  %.*s  %.*s\n", PSTR(s->id),
			           PSTR(moment(u, s->made, "")), PSTR(moment(u, s->seen, "")),
			           s->factor ? "两个因素" : "一个因素", PSTR(s->address),
			           PSTR(s->agent));
			continue;
		}
		open_row(&t);
		jw_name_str(&t.json, STR("address"), s->address);
		jw_name(&t.json, STR("factor"));
		jw_bool(&t.json, s->factor);
		jw_name_str(&t.json, STR("id"), s->id);
		jw_name_str(&t.json, STR("made"), moment(u, s->made, ""));
		jw_name_str(&t.json, STR("seen"), moment(u, s->seen, ""));
		close_row(&t);
	}
	return options_print(buf_str(&t.buf), err);
}

static bool read_number(struct user *u, const char *option, int64_t otherwise, int64_t *number,
                        struct err *err)
{
	const char *text = options_value(&u->options, option);

	*number = otherwise;
	if (text == NULL ||
	    (num_read_int(str_of(text), number) && *number >= 1 && *number <= 1000000))
		return true;
	err_set(err, ERR_INVALID, "option.number", "看不懂 %s “%.40s”", option, text);
	return err_fix(err, "写一个正整数");
}

static void tell_log(struct user *u, struct telling *t, const struct seclog_row *row)
{
	if (!t->as_json) {
		buf_printf(&t->buf, "%6lld  %.*s  %-14s %s  %.*s（%.*s）  %.*s  %.*s\n",
		           (long long)row->seq, PSTR(moment(u, row->at, "")), row->kind,
		           row->good ? "成" : "拒", PSTR(row->person), PSTR(row->actor),
		           PSTR(row->address), PSTR(row->detail));
		return;
	}
	open_row(t);
	jw_name_str(&t->json, STR("actor"), row->actor);
	jw_name_str(&t->json, STR("address"), row->address);
	jw_name_int(&t->json, STR("at"), row->at);
	jw_name_str(&t->json, STR("detail"), row->detail);
	jw_name(&t->json, STR("good"));
	jw_bool(&t->json, row->good);
	jw_name_str(&t->json, STR("kind"), str_of(row->kind));
	jw_name_str(&t->json, STR("person"), row->person);
	jw_name_int(&t->json, STR("seq"), row->seq);
	close_row(t);
}

bool user_log(struct user *u, struct err *err)
{
	struct telling t;
	struct seclog_row *rows;
	size_t count;
	int64_t from, limit, checked;

	if (!read_number(u, "--from", 1, &from, err) ||
	    !read_number(u, "--limit", 1000, &limit, err) || !user_as(u, err) ||
	    !seclog_read(&u->auth, &u->who, from, (size_t)limit, &rows, &count, err))
		return false;
	begin(&t, u);
	for (size_t i = 0; i < count; i++)
		tell_log(u, &t, &rows[i]);
	if (!options_print(buf_str(&t.buf), err) || !seclog_verify(&u->auth, &checked, err))
		return false;
	return t.as_json ||
	       options_print(arena_printf(u->arena, "共 %lld 行，前后相连\n", (long long)checked),
	                     err);
}
