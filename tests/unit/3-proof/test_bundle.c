/* test_bundle.c -- proof files written, read back to the byte, checked, and forged.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proof/bundle.h"
#include "grow.h"

#define BUDGET ((size_t)64 << 20)
#define EVENTS 5

/* A log of five events; events 1 and 3 are of record 17, and 1 has a private field. */
struct scene {
	struct arena *arena;
	struct grow *log[2];
	struct note_key key[2];
	digest salt[EVENTS];
	str body[EVENTS];
	digest field_key;
	struct bundle bundle;
};

static struct note_key named_key(struct arena *arena, enum sign_kind kind, const char *name)
{
	struct err err = { .kind = ERR_NONE };
	struct sign_key key = { kind, STR(""), STR("") };

	CHECK_OK(sign_key_of(arena, kind, STR("0123456789abcdef0123456789abcdef"), &key, &err),
	         &err);
	return note_key_of(arena, str_of(name), key);
}

static str scene_body(struct scene *scene, int i)
{
	char commitment[44];
	digest c = leaf_commit_field(&scene->field_key, STR("applicant"), STR("张三\n第二行"));

	digest_base64url(c, commitment);
	const char *private = i == 1 ? commitment : NULL;
	return arena_printf(
		scene->arena,
		"{\"happened\":\"2024-05-0%d\","
		"\"kind\":\"%s\",%s%s%s%s\"procedure\":\"reconsideration\",\"record\":%d,"
		"\"recorded\":\"2024-05-0%dT09:12:00+08:00\",\"step\":\"s%d\",\"v\":1}",
		i + 1, i == 1 ? "open" : "step", i == 3 ? "\"number\":\"嘉政复〔2024〕17号\"," : "",
		private ? "\"private\":{\"applicant\":\"" : "", private ? private : "",
		private ? "\"}," : "", i % 2 == 1 ? 17 : 18, i + 1, i);
}

static str scene_fix_day(struct scene *scene, str body)
{
	/* the happened time in its full form */
	return arena_printf(scene->arena, "%.*sT08:00:00+08:00%.*s", 23, body.at, (int)body.n - 23,
	                    body.at + 23);
}

static void scene_grow(struct scene *scene, bool national)
{
	unsigned char bytes[LEAF_BYTES_MAX];
	struct err err = { .kind = ERR_NONE };

	for (int i = 0; i < EVENTS; i++) {
		struct body body;
		scene->body[i] = scene_fix_day(scene, scene_body(scene, i));
		memset(scene->salt[i].at, 0x40 + i, 32);
		CHECK_OK(body_read(scene->arena, scene->body[i], &body, &err), &err);
		struct leaf leaf = body_leaf(&body, &scene->salt[i], scene->body[i]);
		size_t n = leaf_write(&leaf, bytes);
		for (int j = 0; j <= (national ? 1 : 0); j++)
			grow_add(scene->log[j], (str){ (const char *)bytes, n });
	}
}

static str scene_checkpoint(struct scene *scene, int j)
{
	struct err err = { .kind = ERR_NONE };
	struct checkpoint checkpoint = { scene->key[j].name, scene->log[j]->edge.size,
		                         merkle_root(&scene->log[j]->edge) };
	str note = STR("");

	CHECK_OK(note_sign(scene->arena, checkpoint_write(scene->arena, &checkpoint),
	                   &scene->key[j], 1, &note, &err), &err);
	return note;
}

static void scene_event(struct scene *scene, struct bundle_event *event, uint64_t index,
                        bool national)
{
	struct err err = { .kind = ERR_NONE };
	struct merkle_source plain = { DIGEST_SHA256, grow_get, scene->log[0] };
	struct merkle_source twin = { DIGEST_SM3, grow_get, scene->log[1] };

	event->index = index;
	event->salt = scene->salt[index];
	event->body = scene->body[index];
	CHECK(merkle_prove_inclusion(scene->arena, &plain, index, EVENTS, &event->path, &err));
	if (national)
		CHECK(merkle_prove_inclusion(scene->arena, &twin, index, EVENTS, &event->path_sm3,
		                             &err));
}

static struct scene *scene_new(struct arena *arena, bool national)
{
	struct scene *scene = arena_make(arena, struct scene, 1);
	struct bundle *bundle = &scene->bundle;

	scene->arena = arena;
	scene->log[0] = grow_new(arena, DIGEST_SHA256);
	scene->log[1] = grow_new(arena, DIGEST_SM3);
	scene->key[0] = named_key(arena, SIGN_ED25519, "guiju/620200");
	scene->key[1] = named_key(arena, SIGN_SM2, "guiju/620200/sm3");
	memset(scene->field_key.at, 0x77, 32);
	scene_grow(scene, national);
	bundle->origin = STR("guiju/620200");
	bundle->key = note_write_key(arena, &scene->key[0]);
	bundle->procedure = STR("reconsideration");
	bundle->record = 17;
	bundle->number = STR("嘉政复〔2024〕17号");
	bundle->count = 2;
	bundle->events = arena_make(arena, struct bundle_event, 2);
	scene_event(scene, &bundle->events[0], 1, national);
	scene_event(scene, &bundle->events[1], 3, national);
	bundle->events[0].privates = arena_make(arena, struct bundle_private, 1);
	bundle->events[0].private_count = 1;
	bundle->events[0].privates[0] = (struct bundle_private){
		STR("applicant"), leaf_field_salt(&scene->field_key, STR("applicant")),
		STR("张三\n第二行") };
	bundle->checkpoint = scene_checkpoint(scene, 0);
	if (national) {
		bundle->key_sm3 = note_write_key(arena, &scene->key[1]);
		bundle->checkpoint_sm3 = scene_checkpoint(scene, 1);
	}
	return scene;
}

static void round_trip(bool national)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };
	struct scene *scene = scene_new(arena, national);
	struct bundle back;
	struct bundle_facts facts;
	str file, again;

	CHECK_OK(bundle_write(arena, &scene->bundle, &file, &err), &err);
	CHECK_OK(bundle_read(arena, file, &back, &err), &err);
	CHECK_OK(bundle_write(arena, &back, &again, &err), &err);
	CHECK(str_eq(file, again));
	CHECK_OK(bundle_check(arena, &back, &facts, &err), &err);
	CHECK_INT(facts.checkpoint.size, EVENTS);
	CHECK_INT(facts.national, national);
	CHECK_STR(facts.bodies[1].number, "嘉政复〔2024〕17号");
	CHECK_STR(back.events[0].privates[0].value, "张三\n第二行");
	arena_end(arena);
}

TEST(written_read_and_good)
{
	round_trip(false);
}

TEST(national_written_read_and_good)
{
	round_trip(true);
}

/* Whatever bit of the file is changed, it is refused: in reading or in checking. */
static void flip_file(bool national)
{
	struct arena *arena = arena_new(BUDGET);
	struct err err = { .kind = ERR_NONE };
	struct scene *scene = scene_new(arena, national);
	struct bundle_facts facts;
	struct bundle back;
	str file;

	CHECK_OK(bundle_write(arena, &scene->bundle, &file, &err), &err);
	char *bytes = arena_cstr(arena, file);
	for (size_t i = 0; i < file.n; i++) {
		struct arena_mark mark = arena_mark(arena);
		struct err why = { .kind = ERR_NONE };
		char kept = bytes[i];
		bytes[i] = (char)(kept ^ 1 << i % 8);
		bool good = bundle_read(arena, (str){ bytes, file.n }, &back, &why) &&
		            bundle_check(arena, &back, &facts, &why);
		if (!CHECK(!good))
			printf("  byte %zu %c -> %c\n", i, kept, bytes[i]);
		CHECK(good || why.kind == ERR_TAMPERED || why.kind == ERR_INVALID);
		bytes[i] = kept;
		arena_rewind(arena, mark);
	}
	for (size_t n = 0; n < file.n; n += 7) {
		struct err why = { .kind = ERR_NONE };
		CHECK(!bundle_read(arena, (str){ bytes, n }, &back, &why));
		CHECK_ERR(&why, ERR_INVALID, "bundle.format");
	}
	arena_end(arena);
}

TEST(every_changed_byte_is_refused)
{
	flip_file(false);
}

TEST(every_changed_byte_is_refused_national)
{
	flip_file(true);
}

static void refused(struct arena *arena, const struct bundle *bundle, int kind, const char *code)
{
	struct err err = { .kind = ERR_NONE };
	struct bundle_facts facts;

	CHECK(!bundle_check(arena, bundle, &facts, &err));
	CHECK_ERR(&err, kind, code);
}

TEST(lies_are_named)
{
	struct arena *arena = arena_new(BUDGET);
	struct scene *scene = scene_new(arena, false);
	struct bundle lie = scene->bundle;
	struct bundle_event *events = lie.events, kept = events[1];

	lie.number = STR("嘉政复〔2024〕18号");
	refused(arena, &lie, ERR_TAMPERED, "bundle.number");
	lie = scene->bundle;
	lie.record = 18;
	refused(arena, &lie, ERR_TAMPERED, "bundle.record");
	lie = scene->bundle;
	lie.count = 0;
	refused(arena, &lie, ERR_INVALID, "bundle.empty");
	lie = scene->bundle;
	events[1].index = 4;
	refused(arena, &lie, ERR_TAMPERED, "bundle.path");
	events[1].index = 1;
	refused(arena, &lie, ERR_INVALID, "bundle.order");
	events[1] = kept;
	events[1].salt = scene->salt[2];
	refused(arena, &lie, ERR_TAMPERED, "bundle.path");
	events[1] = kept;
	events[0].privates[0].value = STR("李四");
	refused(arena, &lie, ERR_TAMPERED, "bundle.field");
	events[0].privates[0].field = STR("other");
	refused(arena, &lie, ERR_TAMPERED, "bundle.field");
	events[0].private_count = 0;
	lie.origin = STR("guiju/620201");
	refused(arena, &lie, ERR_INVALID, "bundle.key");
	arena_end(arena);
}

/* Another log's checkpoint and key, all well signed, do not carry this record. */
TEST(a_checkpoint_of_another_tree)
{
	struct arena *arena = arena_new(BUDGET);
	struct scene *scene = scene_new(arena, false);

	grow_add(scene->log[0], STR("one more"));
	scene->bundle.checkpoint = scene_checkpoint(scene, 0);
	refused(arena, &scene->bundle, ERR_TAMPERED, "bundle.path");
	scene->key[0] = named_key(arena, SIGN_ED25519, "guiju/620201");
	scene->bundle.checkpoint = scene_checkpoint(scene, 0);
	refused(arena, &scene->bundle, ERR_TAMPERED, "note.unsigned");
	arena_end(arena);
}

TEST(bodies_must_be_canonical)
{
	struct arena *arena = arena_new(BUDGET);
	const char *bad[][2] = {
		{ "{}", "body.member" },
		{ "[]", "body.member" },
		{ "{\"v\":2}", "body.member" },
		{ "{\"v\":1,\"kind\":\"open\"}", "body.canonical" },
		{ "{\"kind\":\"open\", \"v\":1}", "body.canonical" },
		{ "{\"kind\":\"opened\",\"v\":1}", "body.member" },
		{ "{\"kind\":\"open\",\"procedure\":\"p\",\"v\":1}", "body.member" },
		{ "{\"kind\":\"open\",\"procedure\":\"p\",\"recorded\":\"2024-05-06\",\"v\":1}",
		  "body.member" },
		{ "{\"kind\":\"open\",\"procedure\":\"p q\",\"recorded\":"
		  "\"2024-05-06T09:12:00+08:00\",\"v\":1}", "body.member" },
		{ "{\"kind\":\"open\",\"procedure\":\"p\",\"record\":\"1\",\"recorded\":"
		  "\"2024-05-06T09:12:00+08:00\",\"v\":1}", "body.member" },
	};
	struct body body;

	for (size_t i = 0; i < countof(bad); i++) {
		struct err err = { .kind = ERR_NONE };
		CHECK(!body_read(arena, str_of(bad[i][0]), &body, &err));
		if (!CHECK_ERR(&err, ERR_INVALID, bad[i][1]))
			printf("  case %zu\n", i);
	}
	arena_end(arena);
}
