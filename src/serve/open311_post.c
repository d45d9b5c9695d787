/* open311_post.c -- a service request sent by a client that has an API key.
 *
 * The citizen begins the order, in the role and by the step that the rule gives to the public;
 * who answers for the key is noted with the receipt. The receipt code goes to the citizen in
 * service_notice, and can be exchanged as a token.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/open311.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "engine/desk.h"
#include "http/form.h"
#include "serve/party.h"
#include "serve/public.h"
#include "serve/send.h"

#define SCOPE   STR("step:hotline")
#define SUBJECT 30 /* characters of the description that make a subject */
#define FIELDS  24
#define MEDIA   STR("claim_paper")

static const struct bucket_rate sends = { LIMIT_OPEN311_SENDS, LIMIT_OPEN311_SENDS_MINUTE };

struct post {
	struct call *call;
	struct form_data form;
	struct send *send;
	const struct open311_class *class;
	struct pair fields[FIELDS];
	size_t count;
};

/* An argument of the form, or of the address; empty is as good as none. */
static str argument(const struct post *post, const char *name)
{
	str value = str_trim(form_text(&post->form, str_of(name)));

	return value.n > 0 ? value : str_trim(http_query(post->call->r, str_of(name)));
}

static void put(struct post *post, const char *id, str value)
{
	if (value.n == 0)
		return;
	assert(post->count < FIELDS);
	post->fields[post->count++] = (struct pair){ str_of(id), value };
}

/* ---- who sends ---- */

static bool check_key(struct post *post, struct err *err)
{
	struct call *call = post->call;
	struct err why = { 0 };
	struct auth auth;
	int64_t wait;

	if (!auth_open(&auth, call->arena, desk_db(call->desk), call->api->folder, false, call->now,
	               err))
		return false;
	auth.people = desk_world(call->desk)->people;
	if (!who_by_key(&auth, argument(post, "api_key"), &call->who, NULL, &why) ||
	    !who_may(&call->who, SCOPE)) {
		public_fine(call);
		call->who = who_anonymous();
		err_set(err, ERR_DENIED, "open311.api_key", "没有 api_key，或者它不能用来登记工单");
		return err_fix(err, "向热线主管单位申请有 step:hotline 权限的密钥");
	}
	post->send->source = arena_copy(call->arena, call->who.key);
	wait = bucket_take(call->api->bucket, 'k', call->who.key, sends, 1, call->now);
	return wait == 0 || public_wait(call, wait, err);
}

/* ---- what is sent ---- */

static bool bad(struct err *err, const char *code, const char *what, const char *fix)
{
	err_set(err, ERR_INVALID, code, "%s", what);
	return err_fix(err, "%s", fix);
}

static bool choose_class(struct post *post, struct err *err)
{
	struct open311_classes classes;
	str code = argument(post, "service_code");

	if (code.n == 0)
		return bad(err, "open311.no_service", "没有写 service_code",
		           "从 services 里选一个");
	if (!open311_load(post->call, &classes, err))
		return false;
	post->class = open311_class(&classes, code);
	if (post->class != NULL && post->class->active && str_eq(post->class->code, code))
		return true;
	return err_set(err, ERR_UNKNOWN, "open311.service", "没有“%.*s”这个 service_code",
	               PSTR(code));
}

/* A decimal number of degrees, at most `most` on either side of zero. */
static bool is_degree(str s, int64_t most)
{
	int64_t whole = 0;
	size_t i = s.n > 0 && s.at[0] == '-' ? 1 : 0, digits = 0, dots = 0;
	bool more = false;

	for (; i < s.n; i++) {
		if (s.at[i] == '.' && dots++ == 0 && digits > 0)
			continue;
		if (s.at[i] < '0' || s.at[i] > '9' || ++digits > 16)
			return false;
		if (dots == 0)
			whole = whole * 10 + (s.at[i] - '0');
		else
			more = more || s.at[i] != '0';
	}
	return digits > 0 && s.at[s.n - 1] != '.' && s.n <= 20 &&
	       (whole < most || (whole == most && !more));
}

static bool put_place(struct post *post, struct err *err)
{
	str latitude = argument(post, "lat"), longitude = argument(post, "long");
	str address = argument(post, "address_string"), id = argument(post, "address_id");

	if ((latitude.n > 0) != (longitude.n > 0))
		return bad(err, "open311.place", "lat 和 long 要一起写", "都写，或者都不写");
	if (latitude.n == 0 && address.n == 0 && id.n == 0)
		return bad(err, "open311.no_place", "没有写在哪里",
		           "写 lat 和 long，或 address_string，或 address_id");
	if (latitude.n > 0 && (!is_degree(latitude, 90) || !is_degree(longitude, 180)))
		return bad(err, "open311.place", "lat、long 不是度数",
		           "写 WGS84 的十进制度，例如 39.7732、98.2891");
	if (address.n == 0 && id.n > 0)
		address = arena_printf(post->call->arena, "地址编码 %.*s", PSTR(id));
	put(post, "place", address);
	put(post, "latitude", latitude);
	put(post, "longitude", longitude);
	return true;
}

/* attribute[ID]: those that the definition of the service names. */
static bool put_attributes(struct post *post, str *subject, str *nature, struct err *err)
{
	for (size_t i = 0; i < post->form.count; i++) {
		const struct form_part *part = &post->form.at[i];
		str value = str_trim(part->value);
		size_t k = 0;

		if (part->is_file || !str_starts(part->name, STR("attribute[")))
			continue;
		while (k < OPEN311_ATTRIBUTES &&
		       !str_eq(part->name, arena_printf(post->call->arena, "attribute[%s]",
		                                        open311_attributes[k].id)))
			k++;
		if (k == OPEN311_ATTRIBUTES)
			return err_set(err, ERR_INVALID, "open311.attribute", "没有 %.*s 这一项",
			               PSTR(str_sub(part->name, 0, 60)));
		if (k == 0)
			*nature = value;
		else if (k == 1)
			*subject = value;
		else if (post->count < FIELDS - 12)
			put(post, open311_attributes[k].id,
			    str_eq(value, STR("true"))    ? STR("是")
			    : str_eq(value, STR("false")) ? STR("否")
			                                  : value);
	}
	return true;
}

static str first_characters(str text, size_t most)
{
	str rest = text, line;

	str_cut(&rest, STR("\n"), &line);
	rest = line = str_trim(line);
	for (size_t i = 0; i < most && rest.n > 0; i++)
		(void)utf8_next(&rest);
	return str_sub(line, 0, line.n - rest.n);
}

static bool put_text(struct post *post, struct err *err)
{
	str description = argument(post, "description"), subject = { 0 }, nature = { 0 };

	if (utf8_count(description) > LIMIT_OPEN311_TEXT)
		return bad(err, "open311.long", "description 太长", "最多 4000 个字");
	if (!put_attributes(post, &subject, &nature, err))
		return false;
	if (subject.n == 0)
		subject = first_characters(description, SUBJECT);
	put(post, "subject", subject.n > 0 ? subject : post->class->name);
	put(post, "content", description.n > 0 ? description : post->class->name);
	put(post, "nature", nature.n > 0 ? nature : post->class->nature);
	return true;
}

static void put_person(struct post *post)
{
	str first = argument(post, "first_name"), last = argument(post, "last_name");

	put(post, "caller_name",
	    arena_printf(post->call->arena, "%.*s%.*s", PSTR(last), PSTR(first)));
	put(post, "phone", argument(post, "phone"));
	put(post, "email", argument(post, "email"));
	put(post, "media_url", argument(post, "media_url"));
}

static bool put_media(struct post *post, struct err *err)
{
	for (size_t i = 0; i < post->form.count; i++) {
		const struct form_part *part = &post->form.at[i];

		if (part->is_file && part->value.n > 0 &&
		    !upload_add(post->call->arena, &post->send->uploads, MEDIA, part->filename,
		                part->value, err))
			return false;
	}
	return true;
}

static bool make_command(struct post *post, struct err *err)
{
	struct call *call = post->call;
	struct command *command = &post->send->command;
	const struct rule *rule = library_in_force(desk_world(call->desk)->library,
	                                           OPEN311_PROCEDURE, day_at(call->now));
	const struct step *step = rule ? model_step(rule, OPEN311_STEP) : NULL;

	if (step == NULL || party_role(step) == NULL)
		return err_set(err, ERR_UNKNOWN, "open311.closed", "这里不收网上登记的工单");
	command->procedure = arena_copy(call->arena, rule->name.id);
	command->step = arena_copy(call->arena, step->name.id);
	command->role = arena_copy(call->arena, party_role(step)->name.id);
	command->happened = call->now;
	command->cause = -1;
	command->fields = post->fields;
	command->field_count = post->count;
	return upload_bind(call->arena, &post->send->uploads, step, command, err);
}

static bool read_post(struct post *post, struct err *err)
{
	if (!public_try(post->call, 'l', err) || !form_read(post->call->r, &post->form, err) ||
	    !check_key(post, err) ||
	    !open311_jurisdiction(post->call, argument(post, "jurisdiction_id"), err) ||
	    !choose_class(post, err) || !put_place(post, err) || !put_text(post, err))
		return false;
	put(post, "channel", STR("open311"));
	put(post, "category", post->class->name);
	put(post, "category_code", post->class->code);
	put_person(post);
	return put_media(post, err) && make_command(post, err);
}

/* ---- on the writer's thread ---- */

static bool work(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct send *send = ask->with;
	struct outcome outcome;
	struct shape s;

	if (!send_take(ask, desk, send, &outcome, err))
		return false;
	shape_begin(&s, w->buf, open311_json(ask->r));
	shape_list(&s, "service_requests");
	shape_map(&s, "request");
	shape_text(&s, "service_request_id", outcome.changes[0].after->number);
	shape_text(&s, "service_notice",
	           arena_printf(ask->arena,
	                        "请记下查询码 %.*s，凭码可以查看办理情况，也可以补充、评价、撤回",
	                        PSTR(send->code)));
	shape_text(&s, "account_id", (str){ 0 });
	shape_end(&s);
	shape_end(&s);
	*status = 200;
	return true;
}

static void post_request(struct call *call)
{
	const struct ask_how how = { .keyless = true,
		                     .veiled = true,
		                     .type = open311_type(call->r),
		                     .refuse = open311_refuse };
	struct post *post = arena_make(call->arena, struct post, 1);
	struct err err = { 0 };

	post->call = call;
	post->send = arena_make(call->arena, struct send, 1);
	if (!read_post(post, &err)) {
		open311_refuse(call->r, &err);
		return;
	}
	post->call = NULL; /* the answer comes from another thread */
	ask_write_as(call, work, post->send, &how);
}

const struct api_op open311_post_xml_op = {
	.id = "open311PostXml",
	.tag = "open311",
	.summary = "Open311：反映一件事（答复为 XML）",
	.summary_en = "Open311: sends a service request (answer in XML)",
	.door = API_ANYONE,
	.run = post_request,
	.media = "text/xml",
	.status = 200,
	.pure = true,
};

const struct api_op open311_post_json_op = {
	.id = "open311PostJson",
	.tag = "open311",
	.summary = "Open311：反映一件事（答复为 JSON）",
	.summary_en = "Open311: sends a service request (answer in JSON)",
	.door = API_ANYONE,
	.run = post_request,
	.media = "application/json",
	.status = 200,
	.pure = true,
};
