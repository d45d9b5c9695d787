/* openapi_tables.c -- the schemas, parameters and tags of the contract, to be added to.
 *
 * Whoever adds an operation to serve/table.c adds what it asks for and answers to one of the
 * groups (openapi_tables_*.c), and its parameters here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/openapi_tables.h"

#include "base/str.h"

static const struct openapi_parameter parameters[] = {
	{ "procedure", "string", "规程号或名称", "Id or name of a procedure", true },
	{ "serial", "integer", "流水号", "Serial number of the record", true },
	{ "indicator", "string", "指标号或名称", "Id or name of an indicator", true },
	{ "table", "string", "统计表号或名称", "Id or name of a table", true },
	{ "tile", "string", "块的路径，如 0/x001/234 或 entries/000.p/5",
	  "Path of a tile (C2SP tlog-tiles)", true },
	{ "organ", "string", "机构的代码、名称或简称", "Code or name of an organ", false },
	{ "year", "integer", "年度", "The year", true },
	{ "month", "integer", "月，1 至 12", "Month, 1 to 12", false },
	{ "option", "string", "统计分项的选项", "An option of the rule's breakdown", false },
	{ "by", "=month|organ|option", "分月、分机构、分项", "Parts by month, organ or option",
	  false },
	{ "format", "=json|html|text|md", "格式，不写则 json", "Format; json when absent", false },
	{ "on", "date", "哪一天的规程，不写则今天", "The day; today when absent", false },
	{ "private", "boolean", "连同不公开的字段", "With the private fields", false },
	{ "limit", "integer", "一页几条，1 至 200，不写则 20", "Items of a page, 1 to 200", false },
	{ "cursor", "string", "上一页的 next", "The `next` of the page before", false },
	{ "code", "string", "回执上的查询码", "The code of the receipt", true },
	{ "name", "string", "名称", "The name", true },
	{ "provider", "string", "登录方的号", "Id of a login provider", true },
	{ "state", "string", "登录方带回来的", "As the provider brings it back", false },
	{ "iss", "string", "登录方自报的颁发者", "The issuer, as the provider says", false },
	{ "issuer", "string", "颁发者", "The issuer", false },
	{ "subject", "string", "颁发者给的号", "The issuer's subject", false },
	{ "to", "string", "登录后去哪个地址", "Path to go on with", false },
	{ "file", "string", "文件名", "Name of a file", true },
	{ "sort", "string", "次序，如 -changed", "The order, such as -changed", false },
	{ "count", "=exact|none", "要不要总数", "Whether to count all", false },
	{ "ended", "boolean", "已结的、未结的", "Ended or not", false },
	{ "mine", "boolean", "自己机构的", "Of the asker's own organs", false },
	{ "number", "string", "案号", "The official number", false },
	{ "lamp", "=red|yellow|not_red", "灯", "The lamp", false },
	{ "overdue", "boolean", "逾期的", "Overdue", false },
	{ "opened_from", "string", "何时起开办的", "Begun from", false },
	{ "opened_to", "string", "何时前开办的", "Begun before", false },
	{ "changed_from", "string", "何时起办过的", "Changed from", false },
	{ "changed_to", "string", "何时前办过的", "Changed before", false },
	{ "q", "string", "要找的字", "What to look for", true },
	{ "text", "string", "文字", "A text", false },
	{ "place", "string", "地点", "A place", false },
	{ "days", "integer", "近几日", "Of how many days", false },
	{ "person", "string", "人员代码", "Code of a person", false },
	{ "hold", "integer", "号", "The id of the hold", true },
	{ "id", "string", "号", "The id", true },
	{ "from", "integer", "从第几行起", "From which line on", false },
	{ "jurisdiction_id", "string", "辖区", "The jurisdiction", false },
	{ "service", "string", "服务号和格式，如 1.json", "Code and format of a service", true },
	{ "token", "string", "凭据和格式", "A token and the format", true },
	{ "request", "string", "请求号和格式", "Id and format of a request", true },
	{ "service_request_id", "string", "请求号", "Ids of requests", false },
	{ "service_code", "string", "服务号", "Codes of services", false },
	{ "start_date", "string", "何时起", "From when", false },
	{ "end_date", "string", "何时前", "Until when", false },
	{ "status", "string", "open、closed 或两样", "open, closed or both", false },
	{ "page", "integer", "第几页", "Which page", false },
	{ "page_size", "integer", "一页几条", "Items of a page", false },
	{ "extensions", "boolean", "附扩展的内容", "With the extensions", false },
	{ "stage", "string", "环节号或名称", "Id or name of a stage", false },
};

static const struct openapi_tag tags[] = {
	{ "records", "记录：看、列", "Records: shown and listed" },
	{ "steps", "办理：开办、办一步", "Steps: records begun and carried on" },
	{ "procedures", "规程：字段、步骤、期限、依据", "Procedures: fields, steps, limits, law" },
	{ "organs", "机构和任职", "Organs and posts" },
	{ "figures", "统计数、统计表、年度报告", "Figures, tables, the yearly report" },
	{ "ledger", "总账：树头、块、证明", "The log: signed head, tiles, proofs" },
	{ "calendar", "日历和期限", "Calendars and periods" },
	{ "contract", "接口约定", "This contract" },
	{ "search", "检索、近似、保存的列表", "Search, similar records, kept filters" },
	{ "audit", "谁看过什么", "Who was shown what" },
	{ "public", "公众：提出、查询、补充、评价", "Citizens without signing in" },
	{ "sessions", "登录、会话", "Signing in, sessions" },
	{ "me", "自己的账户", "The own account" },
	{ "administration", "账户、密钥、安全日志", "Accounts, keys, the security log" },
	{ "holds", "依法不得删除的", "What must not be erased" },
	{ "open311", "Open311 GeoReport v2（热线）", "Open311 GeoReport v2 over the hotline" },
	{ "health", "服务的状况", "Health" },
};

const struct openapi_schema *openapi_tables_schema(size_t i)
{
	static const struct openapi_group *const groups[] = {
		&openapi_tables_records,
		&openapi_tables_rules,
		&openapi_tables_figures,
		&openapi_tables_public,
		&openapi_tables_accounts,
	};

	for (size_t g = 0; g < countof(groups); g++) {
		if (i < groups[g]->count)
			return &groups[g]->at[i];
		i -= groups[g]->count;
	}
	return NULL;
}

bool openapi_tables_knows(str name)
{
	const struct openapi_schema *schema;

	for (size_t i = 0; (schema = openapi_tables_schema(i)) != NULL; i++)
		if (str_eq(str_of(schema->name), name))
			return true;
	return false;
}

size_t openapi_tables_tags(const struct openapi_tag **all)
{
	*all = tags;
	return countof(tags);
}

const struct openapi_parameter *openapi_tables_parameter(str name)
{
	for (size_t i = 0; i < countof(parameters); i++)
		if (str_eq(str_of(parameters[i].name), name))
			return &parameters[i];
	return NULL;
}
