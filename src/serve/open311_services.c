/* open311_services.c -- where the service is, what can be asked for, and what to say with it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/open311.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/public.h"
#include "serve/receipt.h"

#define CHANGED STR("2026-11-23T00:00:00+08:00") /* of this description of the service */

/* ---- discovery ---- */

static str base_url(struct call *call)
{
	str host = http_header(call->r, STR("Host"));

	return arena_printf(call->arena, "%s://%.*s/open311/v2",
	                    call->api->secure || http_secure(call->r) ? "https" : "http",
	                    PSTR(host));
}

static void discover(struct call *call)
{
	struct shape s;
	struct buf buf;

	if (!open311_enter(call))
		return;
	open311_begin(call, &s, &buf);
	shape_map(&s, "discovery");
	shape_text(&s, "changeset", CHANGED);
	shape_text(&s, "contact",
	           arena_printf(call->arena, "%.*s 12345 政务服务便民热线", PSTR(call->api->name)));
	shape_text(&s, "key_service", STR("api_key 由热线主管单位发给，见本站的开发者文档"));
	shape_list(&s, "endpoints");
	shape_map(&s, "endpoint");
	shape_text(&s, "specification", STR("http://wiki.open311.org/GeoReport_v2"));
	shape_text(&s, "url", base_url(call));
	shape_text(&s, "changeset", CHANGED);
	shape_text(&s, "type", STR("production"));
	shape_list(&s, "formats");
	shape_text(&s, "format", STR("text/xml"));
	shape_text(&s, "format", STR("application/json"));
	for (int i = 0; i < 4; i++)
		shape_end(&s);
	open311_send(call, &buf);
}

/* ---- services ---- */

static void write_service(struct shape *s, const struct open311_class *class)
{
	shape_map(s, "service");
	shape_text(s, "service_code", class->code);
	shape_text(s, "service_name", class->name);
	shape_text(s, "description", class->description);
	shape_flag(s, "metadata", true);
	shape_text(s, "type", STR("realtime"));
	shape_text(s, "keywords", class->keywords);
	shape_text(s, "group", class->group);
	shape_end(s);
}

static void list_services(struct call *call)
{
	struct open311_classes classes;
	struct err err = { 0 };
	struct shape s;
	struct buf buf;

	if (!open311_enter(call))
		return;
	if (!open311_load(call, &classes, &err)) {
		open311_refuse(call->r, &err);
		return;
	}
	open311_begin(call, &s, &buf);
	shape_list(&s, "services");
	for (size_t i = 0; i < classes.count; i++)
		if (classes.at[i].active)
			write_service(&s, &classes.at[i]);
	shape_end(&s);
	open311_send(call, &buf);
}

/* ---- what to say with a request ---- */

static str datatype(const struct field *field)
{
	switch (field->type) {
	case FIELD_INT:
	case FIELD_MONEY:
		return STR("number");
	case FIELD_DATE:
	case FIELD_TIME:
		return STR("datetime");
	case FIELD_LONG:
		return STR("text");
	case FIELD_BOOL:
		return STR("singlevaluelist");
	case FIELD_CHOICE:
		return field->many ? STR("multivaluelist") : STR("singlevaluelist");
	default:
		return STR("string");
	}
}

static void write_value(struct shape *s, str key, str name)
{
	shape_map(s, "value");
	shape_text(s, "key", key);
	shape_text(s, "name", name);
	shape_end(s);
}

static void write_values(struct shape *s, const struct field *field)
{
	if (field->type != FIELD_BOOL && field->option_count == 0)
		return;
	shape_list(s, "values");
	if (field->type == FIELD_BOOL) {
		write_value(s, STR("true"), STR("是"));
		write_value(s, STR("false"), STR("否"));
	}
	for (size_t i = 0; i < field->option_count; i++)
		write_value(s, field->options[i].name.id, field->options[i].name.text);
	shape_end(s);
}

static void write_attribute(struct shape *s, const struct field *field, const char *say, int order)
{
	shape_map(s, "attribute");
	shape_flag(s, "variable", true);
	shape_text(s, "code", field->name.id);
	shape_text(s, "datatype", datatype(field));
	shape_flag(s, "required", false);
	shape_text(s, "datatype_description", str_of(say));
	shape_int(s, "order", order);
	shape_text(s, "description", field->name.text);
	write_values(s, field);
	shape_end(s);
}

const struct open311_attribute open311_attributes[OPEN311_ATTRIBUTES] = {
	{ "nature", "不写的，按类别的默认类型" },
	{ "subject", "一句话，不写的取描述的开头" },
	{ "secret", "写 true 的，办理情况不公开" },
	{ "crs", "lat、long 的坐标系，不写的是 WGS84" },
};

static bool find_service(struct call *call, const struct open311_class **class, struct err *err)
{
	struct open311_classes classes;
	str name;

	if (!open311_load(call, &classes, err))
		return false;
	*class = open311_name(route_param(call->match, STR("service")), &name)
	                 ? open311_class(&classes, name)
	                 : NULL;
	if (*class != NULL && (*class)->active)
		return true;
	return err_set(err, ERR_UNKNOWN, "open311.service", "没有这个 service_code");
}

static void define_service(struct call *call)
{
	const struct rule *rule = library_newest(desk_world(call->desk)->library,
	                                         OPEN311_PROCEDURE);
	const struct open311_class *class;
	struct err err = { 0 };
	struct shape s;
	struct buf buf;
	int order = 0;

	if (!open311_enter(call))
		return;
	if (!find_service(call, &class, &err)) {
		open311_refuse(call->r, &err);
		return;
	}
	open311_begin(call, &s, &buf);
	shape_map(&s, "service_definition");
	shape_text(&s, "service_code", class->code);
	shape_list(&s, "attributes");
	for (size_t i = 0; rule != NULL && i < OPEN311_ATTRIBUTES; i++) {
		const struct field *field = model_field(rule, str_of(open311_attributes[i].id));

		if (field != NULL)
			write_attribute(&s, field, open311_attributes[i].say, ++order);
	}
	shape_end(&s);
	shape_end(&s);
	open311_send(call, &buf);
}

/* ---- tokens: the receipt code leads to the number ---- */

static void show_token(struct call *call)
{
	struct record *record = NULL;
	struct receipt receipt;
	struct err err = { 0 };
	struct shape s;
	struct buf buf;
	str name = { 0 };

	if (!open311_name(route_param(call->match, STR("token")), &name))
		name = (str){ 0 };
	if (!open311_jurisdiction(call, http_query(call->r, STR("jurisdiction_id")), &err) ||
	    !public_receipt(call, name, &receipt, &err) ||
	    !desk_record(call->desk, receipt.procedure, receipt.serial, &record, &err)) {
		open311_refuse(call->r, &err);
		return;
	}
	open311_begin(call, &s, &buf);
	shape_list(&s, "service_requests");
	shape_map(&s, "request");
	shape_text(&s, "service_request_id", record ? record->number : STR(""));
	shape_text(&s, "token", name);
	shape_end(&s);
	shape_end(&s);
	open311_send(call, &buf);
}

static const char *const jurisdiction[] = { "jurisdiction_id", NULL };

#define OP(variable, name, text, english, function, type) \
	const struct api_op variable = {              \
		.id = name,                           \
		.tag = "open311",                     \
		.summary = text,                      \
		.summary_en = english,                \
		.door = API_ANYONE,                   \
		.run = function,                      \
		.queries = jurisdiction,              \
		.media = type,                        \
		.status = 200,                        \
	}

OP(open311_discovery_xml_op, "open311DiscoveryXml", "Open311：服务在哪里（XML）",
   "Open311: where the service is (XML)", discover, "text/xml");
OP(open311_discovery_json_op, "open311DiscoveryJson", "Open311：服务在哪里（JSON）",
   "Open311: where the service is (JSON)", discover, "application/json");
OP(open311_services_xml_op, "open311ServicesXml", "Open311：可以反映的类别（XML）",
   "Open311: the services (XML)", list_services, "text/xml");
OP(open311_services_json_op, "open311ServicesJson", "Open311：可以反映的类别（JSON）",
   "Open311: the services (JSON)", list_services, "application/json");
OP(open311_service_op, "open311Service", "Open311：一个类别要填什么（编码后写 .xml 或 .json）",
   "Open311: what to fill in for a service", define_service, "text/xml");
OP(open311_token_op, "open311Token", "Open311：由查询码得到编号（码后写 .xml 或 .json）",
   "Open311: the number of a request by its token", show_token, "text/xml");
