/* openapi.c -- the contract: OpenAPI 3.1 printed from the address table and the rules in force.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/openapi.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/cached.h"
#include "serve/openapi_rules.h"
#include "serve/openapi_schemas.h"
#include "serve/openapi_tables.h"
#include "serve/table.h"

#define RECORDS  STR("/api/v1/records/{procedure}")
#define ID_BYTES 256

/* One operation being written: at any procedure (rule NULL), or at one. */
struct op_of {
	const struct openapi_of *of;
	const struct route *route;
	const struct api_op *op;
	const struct rule *rule;
};

static bool is_post(const struct route *route)
{
	return route->method != HTTP_GET && route->method != HTTP_HEAD;
}

/* Their refusals have the form that GeoReport says; those of the server below are problems. */
static bool is_open311(const struct op_of *o)
{
	return str_starts(str_of(o->route->pattern), STR("/open311/"));
}

static void write_true(struct jw *w, str name)
{
	jw_name(w, name);
	jw_bool(w, true);
}

/* ---- parameters ---- */

static void write_header(struct jw *w, const char *name, bool required, const char *text,
                         const char *text_en)
{
	jw_open(w, '{');
	jw_name_str(w, STR("name"), str_of(name));
	jw_name_str(w, STR("in"), STR("header"));
	jw_name(w, STR("required"));
	jw_bool(w, required);
	jw_name(w, STR("schema"));
	jw_open(w, '{');
	jw_name_str(w, STR("type"), STR("string"));
	jw_name_int(w, STR("maxLength"), 200);
	jw_close(w);
	jw_name_str(w, STR("description"), str_of(text));
	jw_name_str(w, STR("x-description-en"), str_of(text_en));
	jw_close(w);
}

/* The names in braces of a pattern; that of the procedure not where it is known. */
static void write_path_parameters(struct jw *w, const struct op_of *o)
{
	str rest = str_of(o->route->pattern), name;

	while (str_cut(&rest, STR("{"), &name)) {
		str_cut(&rest, STR("}"), &name);
		if (str_ends(name, STR("...")))
			name = str_sub(name, 0, name.n - 3);
		if (o->rule == NULL || !str_eq(name, STR("procedure")))
			openapi_schemas_parameter(w, name, true);
	}
}

static bool may_repeat(const struct api_op *op)
{
	return op->pure || op->keyless;
}

static void write_parameters(struct jw *w, const struct op_of *o)
{
	jw_name(w, STR("parameters"));
	jw_open(w, '[');
	write_path_parameters(w, o);
	for (size_t i = 0; o->op->queries != NULL && o->op->queries[i] != NULL; i++)
		openapi_schemas_parameter(w, str_of(o->op->queries[i]), false);
	if (is_post(o->route))
		write_header(w, "Idempotency-Key", !may_repeat(o->op),
		             may_repeat(o->op) ? "再来一次也无妨，可以不带"
		                               : "每个新的请求一个新的键，重发同一请求带同一个键",
		             may_repeat(o->op) ? "May be left out: doing it again does no harm"
		                               : "New for each new request, the same for a repeat");
	if (o->op->match)
		write_header(w, "If-Match", true, "读记录时得到的 ETag；一定要办的写 *",
		             "The ETag of the record as it was read; * whatever it is");
	jw_close(w);
}

/* ---- bodies ---- */

/* Is it the address at which records of a procedure begin? */
static bool opens(const struct op_of *o)
{
	const char *end = strchr(o->route->pattern, '}');

	return end != NULL && end[1] == '\0';
}

static str typed(struct jw *w, const struct op_of *o, const char *schema)
{
	static const struct {
		const char *schema, *part;
	} parts[] = { { "Record", "record" }, { "RecordList", "list" } };

	if (o->rule == NULL)
		return str_of(schema);
	if (strcmp(schema, "Step") == 0)
		return arena_printf(w->buf->arena, "%.*s.%s", PSTR(o->rule->name.id),
		                    opens(o) ? "open" : "step");
	for (size_t i = 0; i < countof(parts); i++)
		if (strcmp(schema, parts[i].schema) == 0)
			return arena_printf(w->buf->arena, "%.*s.%s", PSTR(o->rule->name.id),
			                    parts[i].part);
	return str_of(schema);
}

static void write_schema(struct jw *w, str schema)
{
	jw_name(w, STR("schema"));
	jw_open(w, '{');
	jw_name_str(w, STR("$ref"),
	            arena_printf(w->buf->arena, "#/components/schemas/%.*s", PSTR(schema)));
	jw_close(w);
}

static void write_request(struct jw *w, const struct op_of *o)
{
	if (o->op->request == NULL)
		return;
	jw_name(w, STR("requestBody"));
	jw_open(w, '{');
	write_true(w, STR("required"));
	jw_name(w, STR("content"));
	jw_open(w, '{');
	jw_name(w, STR("application/json"));
	jw_open(w, '{');
	write_schema(w, typed(w, o, o->op->request));
	if (o->rule != NULL && strcmp(o->op->request, "Step") == 0) {
		jw_name(w, STR("examples"));
		openapi_rules_examples(w, o->rule, opens(o));
	}
	jw_close(w);
	jw_close(w);
	jw_close(w);
}

/* ---- answers ---- */

/* What is no JSON of ours: text, bytes, or what another standard says (Open311). */
static void write_foreign(struct jw *w, const struct op_of *o)
{
	bool open311 = is_open311(o);

	jw_name(w, o->op->media ? str_of(o->op->media) : open311 ? STR("*/*") : STR("text/plain"));
	jw_open(w, '{');
	jw_name(w, STR("schema"));
	jw_open(w, '{');
	if (!open311)
		jw_name_str(w, STR("type"), STR("string"));
	jw_close(w);
	jw_close(w);
}

static void write_good(struct jw *w, const struct op_of *o)
{
	char status[16];

	snprintf(status, sizeof(status), "%d", o->op->status);
	jw_name(w, arena_copy(w->buf->arena, str_of(status)));
	jw_open(w, '{');
	jw_name_str(w, STR("description"), STR("办好了"));
	if (o->op->status == 204) {
		jw_close(w);
		return;
	}
	jw_name(w, STR("content"));
	jw_open(w, '{');
	if (o->op->answer != NULL) {
		jw_name(w, STR("application/json"));
		jw_open(w, '{');
		write_schema(w, typed(w, o, o->op->answer));
		jw_close(w);
	} else {
		write_foreign(w, o);
	}
	jw_close(w);
	jw_close(w);
}

static void write_answer_ref(struct jw *w, const char *status, const char *answer)
{
	jw_name(w, str_of(status));
	jw_open(w, '{');
	jw_name_str(w, STR("$ref"),
	            arena_printf(w->buf->arena, "#/components/responses/%s", answer));
	jw_close(w);
}

static void write_answers(struct jw *w, const struct op_of *o)
{
	const char *problem = is_open311(o) ? "Open311Problem" : "Problem";
	static const char *const both[] = { "400", "401", "403", "404" };
	static const char *const changing[] = { "409", "412", "413", "422", "428", "429" };

	jw_name(w, STR("responses"));
	jw_open(w, '{');
	write_good(w, o);
	if (!is_post(o->route))
		write_answer_ref(w, "304", "Unchanged");
	for (size_t i = 0; i < countof(both); i++)
		write_answer_ref(w, both[i], problem);
	for (size_t i = 0; is_post(o->route) && i < countof(changing); i++)
		write_answer_ref(w, changing[i], problem);
	write_answer_ref(w, "default", problem);
	jw_close(w);
}

/* ---- one operation ---- */

/* A list of ways to show who asks; of a change by cookie, with the session's token. */
static void write_security(struct jw *w, const struct op_of *o)
{
	jw_name(w, STR("security"));
	jw_open(w, '[');
	if (o->op->door == API_ANYONE) {
		jw_open(w, '{');
		jw_close(w);
	}
	jw_open(w, '{');
	jw_name(w, STR("key"));
	jw_open(w, '[');
	jw_close(w);
	jw_close(w);
	jw_open(w, '{');
	jw_name(w, STR("session"));
	jw_open(w, '[');
	jw_close(w);
	if (is_post(o->route)) {
		jw_name(w, STR("csrf"));
		jw_open(w, '[');
		jw_close(w);
	}
	jw_close(w);
	jw_close(w);
}

static void write_id(struct jw *w, const struct op_of *o)
{
	struct buf buf;

	buf_init(&buf, w->buf->arena, ID_BYTES);
	buf_text(&buf, o->op->id);
	if (o->rule != NULL)
		buf_printf(&buf, "_%.*s", PSTR(o->rule->name.id));
	jw_name_str(w, STR("operationId"), buf_str(&buf));
}

static void write_words(struct jw *w, const struct op_of *o)
{
	struct arena *arena = w->buf->arena;
	str zh = str_of(o->op->summary), en = str_of(o->op->summary_en);

	if (o->rule != NULL) {
		zh = arena_printf(arena, "%.*s：%.*s", PSTR(o->rule->name.text), PSTR(zh));
		en = arena_printf(arena, "%.*s (%.*s)", PSTR(en), PSTR(o->rule->name.id));
	}
	jw_name_str(w, STR("summary"), zh);
	jw_name_str(w, STR("x-summary-en"), en);
	if (o->op->scope != NULL)
		jw_name_str(w, STR("x-scope"), str_of(o->op->scope));
}

static void write_op(struct jw *w, const struct op_of *o)
{
	static const char *const methods[] = { "get", "head", "post", "put", "patch", "delete" };

	jw_name(w, str_of(methods[o->route->method]));
	jw_open(w, '{');
	write_id(w, o);
	jw_name(w, STR("tags"));
	jw_open(w, '[');
	jw_str(w, str_of(o->op->tag));
	jw_close(w);
	write_words(w, o);
	write_security(w, o);
	write_parameters(w, o);
	write_request(w, o);
	write_answers(w, o);
	jw_close(w);
}

/* ---- paths ---- */

/* The pattern as OpenAPI writes it: "{tile...}" is "{tile}" there. */
static str path_of(struct arena *arena, const char *pattern, const struct rule *rule)
{
	str rest = str_of(pattern), part;
	struct buf buf;

	buf_init(&buf, arena, 1024);
	if (rule != NULL) {
		buf_printf(&buf, "/api/v1/records/%.*s", PSTR(rule->name.id));
		rest = str_sub(rest, RECORDS.n, rest.n);
	}
	while (rest.n > 0) {
		str_cut(&rest, STR("..."), &part);
		buf_add(&buf, part);
	}
	return buf_str(&buf);
}

static bool is_typed(const struct op_of *o)
{
	bool record = o->op->answer != NULL && (strcmp(o->op->answer, "Record") == 0 ||
	                                        strcmp(o->op->answer, "RecordList") == 0);
	bool step = o->op->request != NULL && strcmp(o->op->request, "Step") == 0;

	if (!str_starts(str_of(o->route->pattern), RECORDS))
		return false;
	/* "…/hotline/similar" would else be read as "…/hotline/{serial}". */
	if (o->route->pattern[RECORDS.n] == '/' && o->route->pattern[RECORDS.n + 1] != '{')
		return true;
	return step ? openapi_rules_has(o->rule, opens(o)) : record;
}

/* All operations of the pattern of route `first`; false when there were none of this rule. */
static void write_path(struct jw *w, const struct openapi_of *of, size_t first,
                       const struct rule *rule)
{
	bool begun = false;

	for (size_t i = first; i < of->route_count; i++) {
		struct op_of o = { of, &of->routes[i], of->routes[i].more, rule };

		if (strcmp(of->routes[i].pattern, of->routes[first].pattern) != 0 ||
		    (rule != NULL && !is_typed(&o)))
			continue;
		if (!begun) {
			jw_name(w, path_of(w->buf->arena, of->routes[i].pattern, rule));
			jw_open(w, '{');
		}
		begun = true;
		write_op(w, &o);
	}
	if (begun)
		jw_close(w);
}

static bool is_first(const struct openapi_of *of, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(of->routes[i].pattern, of->routes[at].pattern) == 0)
			return false;
	return true;
}

/* The next rule in force on the day, from *at on; NULL at the end. */
static const struct rule *next_rule(const struct openapi_of *of, size_t *at)
{
	const struct rule *const *rules;
	size_t count = library_rules(of->library, &rules);

	while (*at < count) {
		const struct rule *rule = rules[(*at)++];

		if (library_in_force(of->library, rule->name.id, of->on) == rule)
			return rule;
	}
	return NULL;
}

static void write_paths(struct jw *w, const struct openapi_of *of)
{
	const struct rule *rule;

	jw_name(w, STR("paths"));
	jw_open(w, '{');
	for (size_t i = 0; i < of->route_count; i++)
		if (of->routes[i].more != NULL && is_first(of, i))
			write_path(w, of, i, NULL);
	for (size_t at = 0; (rule = next_rule(of, &at)) != NULL;)
		for (size_t i = 0; i < of->route_count; i++)
			if (str_starts(str_of(of->routes[i].pattern), RECORDS) && is_first(of, i))
				write_path(w, of, i, rule);
	jw_close(w);
}

/* ---- components ---- */

static void write_scheme(struct jw *w, const char *name, const char *in, const char *field,
                         const char *text)
{
	jw_name(w, str_of(name));
	jw_open(w, '{');
	jw_name_str(w, STR("type"), field ? STR("apiKey") : STR("http"));
	jw_name_str(w, field ? STR("in") : STR("scheme"), str_of(in));
	if (field != NULL)
		jw_name_str(w, STR("name"), str_of(field));
	jw_name_str(w, STR("description"), str_of(text));
	jw_close(w);
}

static void write_problem(struct jw *w, const char *name, bool open311)
{
	jw_name(w, str_of(name));
	jw_open(w, '{');
	jw_name_str(w, STR("description"), STR("不能办：说明、依据、怎么办"));
	jw_name(w, STR("content"));
	jw_open(w, '{');
	jw_name(w, STR("application/problem+json"));
	jw_open(w, '{');
	write_schema(w, STR("Problem"));
	jw_close(w);
	if (open311) {
		jw_name(w, STR("*/*"));
		jw_open(w, '{');
		jw_close(w);
	}
	jw_close(w);
	jw_close(w);
}

static void write_responses(struct jw *w)
{
	jw_name(w, STR("responses"));
	jw_open(w, '{');
	write_problem(w, "Problem", false);
	write_problem(w, "Open311Problem", true);
	jw_name(w, STR("Unchanged"));
	jw_open(w, '{');
	jw_name_str(w, STR("description"), STR("与 If-None-Match 所写的一样，没有变"));
	jw_close(w);
	jw_close(w);
}

/* Names that operations use and no table has, each once. */
static void write_unknown(struct jw *w, const struct openapi_of *of)
{
	const char **done = arena_make(w->buf->arena, const char *, 2 * of->route_count);
	size_t count = 0;

	for (size_t i = 0; i < 2 * of->route_count; i++) {
		const struct api_op *op = of->routes[i / 2].more;
		const char *name = op == NULL ? NULL : i % 2 == 0 ? op->request : op->answer;
		bool known = name == NULL || openapi_tables_knows(str_of(name));

		for (size_t k = 0; !known && k < count; k++)
			known = strcmp(done[k], name) == 0;
		if (known)
			continue;
		done[count++] = name;
		openapi_schemas_open(w, str_of(name));
	}
}

static void write_components(struct jw *w, const struct openapi_of *of)
{
	const struct rule *rule;

	jw_name(w, STR("components"));
	jw_open(w, '{');
	jw_name(w, STR("securitySchemes"));
	jw_open(w, '{');
	write_scheme(w, "key", "bearer", NULL, "程序的密钥：Authorization: Bearer gj_…");
	write_scheme(w, "session", "cookie", "__Host-guiju", "登录以后的会话");
	write_scheme(w, "csrf", "header", "X-CSRF-Token", "会话改动什么时要带的口令");
	jw_close(w);
	write_responses(w);
	jw_name(w, STR("schemas"));
	jw_open(w, '{');
	openapi_schemas_write(w);
	write_unknown(w, of);
	for (size_t at = 0; (rule = next_rule(of, &at)) != NULL;)
		openapi_rules_write(w, rule);
	jw_close(w);
	jw_close(w);
}

/* ---- all of it ---- */

static void write_info(struct jw *w, const struct openapi_of *of)
{
	jw_name(w, STR("info"));
	jw_open(w, '{');
	jw_name_str(w, STR("title"),
	            arena_printf(w->buf->arena, "规矩（guiju）接口：%.*s", PSTR(of->city)));
	jw_name_str(w, STR("version"), STR("1.0.0"));
	jw_name_str(w, STR("description"),
	            STR("由地址表和施行的规程印出。约定见 docs/developer/api.md：错误为 RFC 9457 "
	                "的 problem+json，附稳定代码、依据和怎么办；时刻为 RFC 3339 +08:00；"
	                "列表按游标翻页；改动带 Idempotency-Key，办步骤带 If-Match。"));
	jw_name(w, STR("license"));
	jw_open(w, '{');
	jw_name_str(w, STR("name"), STR("Apache-2.0"));
	jw_name_str(w, STR("identifier"), STR("Apache-2.0"));
	jw_close(w);
	jw_close(w);
	jw_name(w, STR("servers"));
	jw_open(w, '[');
	jw_open(w, '{');
	jw_name_str(w, STR("url"), STR("/"));
	jw_close(w);
	jw_close(w);
}

void openapi_write(struct buf *out, const struct openapi_of *of)
{
	struct jw w;

	jw_init(&w, out, false);
	jw_open(&w, '{');
	jw_name_str(&w, STR("openapi"), STR("3.1.0"));
	write_info(&w, of);
	jw_name(&w, STR("tags"));
	openapi_schemas_tags(&w);
	write_paths(&w, of);
	write_components(&w, of);
	jw_close(&w);
	buf_byte(out, '\n');
}

static void show(struct call *call)
{
	struct openapi_of of = { .routes = call->api->table,
		                 .route_count = call->api->route_count,
		                 .library = desk_world(call->desk)->library,
		                 .on = day_at(call->now),
		                 .city = call->api->name };
	struct buf buf;

	/* Much room on the way: the desk's. */
	buf_init(&buf, desk_world(call->desk)->arena, OPENAPI_BYTES);
	openapi_write(&buf, &of);
	assert(!buf.full);
	cached_send(call, HTTP_JSON, arena_copy(call->arena, buf_str(&buf)), 0);
}

const struct api_op openapi_op = {
	.id = "showContract",
	.tag = "contract",
	.summary = "接口约定（OpenAPI 3.1）",
	.summary_en = "This contract (OpenAPI 3.1)",
	.door = API_ANYONE,
	.run = show,
	.answer = "OpenApi",
	.status = 200,
};
