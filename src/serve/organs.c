/* organs.c -- offices, and who holds which post in the asker's own offices.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/organs.h"

#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/cached.h"

static const struct people *people_of(struct call *call)
{
	return desk_world(call->desk)->people;
}

static void refuse_organ(struct call *call, str written)
{
	struct err err = { 0 };

	err_set(&err, ERR_UNKNOWN, "organ.unknown", "机构名录里没有“%.*s”",
	        PSTR(str_sub(written, 0, 120)));
	err_fix(&err, "写机构的代码、名称或简称");
	call_problem(call, &err);
}

bool organs_query(struct call *call, str name, str *code)
{
	str written = http_query(call->r, name);
	bool found = true;

	*code = written;
	if (written.n > 0)
		*code = people_organ_code(people_of(call), written, &found);
	if (!found)
		refuse_organ(call, written);
	return found;
}

static void write_head(struct jw *w, const struct people_organ *organ)
{
	str duties = organ->duties, duty;

	jw_name_str(w, STR("code"), organ->code);
	jw_name_str(w, STR("name"), organ->name);
	jw_name_str(w, STR("short_name"), organ->short_name);
	jw_name(w, STR("duties"));
	jw_open(w, '[');
	while (duties.n > 0) {
		str_cut(&duties, STR("\n"), &duty);
		jw_str(w, duty);
	}
	jw_close(w);
	jw_name(w, STR("active"));
	jw_bool(w, organ->active);
}

static void list(struct call *call)
{
	const struct people *people = people_of(call);
	struct jw w;

	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < people->organ_count; i++) {
		if (!people->organs[i].active)
			continue;
		jw_open(&w, '{');
		write_head(&w, &people->organs[i]);
		jw_close(&w);
	}
	jw_close(&w);
	jw_close(&w);
	cached_json(call, &w, 0);
}

static const struct people_organ *organ_of(const struct people *people, str code)
{
	for (size_t i = 0; i < people->organ_count; i++)
		if (str_eq(people->organs[i].code, code))
			return &people->organs[i];
	return NULL;
}

static bool is_held(const struct people_post *post, day on)
{
	return post->active && post->from <= on && (post->to == DAY_NONE || on <= post->to);
}

static bool is_own(const struct call *call, str organ)
{
	for (size_t i = 0; i < call->who.post_count; i++)
		if (str_eq(call->who.posts[i]->organ, organ))
			return true;
	return false;
}

static void write_day(struct jw *w, str name, day on)
{
	struct buf buf;

	buf_init(&buf, w->buf->arena, 16);
	day_write(&buf, on);
	jw_name_str(w, name, buf_str(&buf));
}

static void write_post(struct jw *w, const struct people *people, const struct people_post *post)
{
	jw_open(w, '{');
	jw_name_str(w, STR("person"), post->person);
	jw_name_str(w, STR("person_name"), post->person_name);
	jw_name_str(w, STR("organ"), post->organ);
	jw_name_str(w, STR("organ_name"), people_organ_name(people, post->organ));
	jw_name_str(w, STR("post"), post->post);
	write_day(w, STR("from"), post->from);
	if (post->to != DAY_NONE)
		write_day(w, STR("to"), post->to);
	jw_close(w);
}

/* The posts held today in the organ, or (empty) in any of the asker's own. */
static void write_posts(struct call *call, struct jw *w, str organ)
{
	const struct people *people = people_of(call);
	day today = day_at(call->now);

	jw_open(w, '[');
	for (size_t i = 0; i < people->post_count; i++) {
		const struct people_post *post = &people->posts[i];

		if (is_held(post, today) && is_own(call, post->organ) &&
		    (organ.n == 0 || str_eq(organ, post->organ)))
			write_post(w, people, post);
	}
	jw_close(w);
}

static void show(struct call *call)
{
	str written = route_param(call->match, STR("organ"));
	str code = people_organ_code(people_of(call), written, NULL);
	const struct people_organ *organ = organ_of(people_of(call), code);
	struct jw w;

	if (organ == NULL) {
		refuse_organ(call, written);
		return;
	}
	call_json_begin(call, &w);
	jw_open(&w, '{');
	write_head(&w, organ);
	jw_name(&w, STR("posts"));
	write_posts(call, &w, organ->code);
	jw_close(&w);
	cached_json(call, &w, 0);
}

static void posts(struct call *call)
{
	struct jw w;
	str organ;

	if (!organs_query(call, STR("organ"), &organ))
		return;
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	write_posts(call, &w, organ);
	jw_close(&w);
	cached_json(call, &w, 0);
}

const struct api_op organs_list_op = {
	.id = "listOrgans",
	.tag = "organs",
	.summary = "列出机构",
	.summary_en = "Lists the organs",
	.door = API_STAFF,
	.run = list,
	.answer = "OrganList",
	.status = 200,
};

const struct api_op organs_show_op = {
	.id = "showOrgan",
	.tag = "organs",
	.summary = "看一个机构；自己的机构连同现任人员",
	.summary_en = "Shows an organ; with the posts held where it is the asker's own",
	.door = API_STAFF,
	.run = show,
	.answer = "Organ",
	.status = 200,
};

static const char *const posts_queries[] = { "organ", NULL };

const struct api_op organs_posts_op = {
	.id = "listPosts",
	.tag = "organs",
	.summary = "列出自己所在机构的现任人员",
	.summary_en = "Lists who holds which post in the asker's own organs",
	.door = API_STAFF,
	.run = posts,
	.queries = posts_queries,
	.answer = "PostList",
	.status = 200,
};
