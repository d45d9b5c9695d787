/* openapi_tables.h -- the schemas, parameters and tags of the contract, to be added to.
 *
 * The language of `lines` and `type` is described in serve/openapi_schemas.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_OPENAPI_TABLES_H
#define GUIJU_SERVE_OPENAPI_TABLES_H
#include "base/base.h"

struct openapi_schema {
	const char *name;    /* as struct api_op names it: "Record" */
	const char *title;   /* Chinese */
	const char *lines;
	const char *example; /* JSON, or NULL */
};
struct openapi_parameter {
	const char *name;    /* of a path or a query */
	const char *type;
	const char *text;    /* Chinese */
	const char *text_en;
	bool required;       /* in a query; in a path all are */
};
struct openapi_tag {
	const char *name, *text, *text_en;
};

/* The schemas lie in groups, one a file. */
struct openapi_group {
	const struct openapi_schema *at;
	size_t count;
};
extern const struct openapi_group openapi_tables_accounts;
extern const struct openapi_group openapi_tables_records;
extern const struct openapi_group openapi_tables_rules;
extern const struct openapi_group openapi_tables_figures;
extern const struct openapi_group openapi_tables_public;

/* The i-th schema of all groups, NULL behind the last. */
const struct openapi_schema *openapi_tables_schema(size_t i);
/* Is there one of that name? One that an operation names and nobody wrote is open. */
bool openapi_tables_knows(str name);
/* The tags; constant. */
size_t openapi_tables_tags(const struct openapi_tag **tags);
/* The parameter of that name, or NULL. */
const struct openapi_parameter *openapi_tables_parameter(str name);

#endif
