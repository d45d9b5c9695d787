/* openapi_schemas.h -- schemas and parameters of the contract, from tables of text.
 *
 * A schema is lines "name type 说明":
 *
 *     id        string          号
 *     next?     string          下一页的游标（? : may be absent）
 *     items     [Record]        记录（a list; a capital: another schema）
 *     kind      =a|b            种类（one of these words）
 *     fields    map             任意对象      any   任意值
 *     on        date            日期          time  带时区的时刻
 *     *                         （other members may be there too）
 *
 * Types: string integer boolean date time map any strings (map of strings), =a|b, [T], Name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_OPENAPI_SCHEMAS_H
#define GUIJU_SERVE_OPENAPI_SCHEMAS_H
#include "format/json_write.h"

/* The members of components.schemas that belong to no rule, into an open map. */
void openapi_schemas_write(struct jw *w);
/* A schema that allows everything, for a name that is in no table. */
void openapi_schemas_open(struct jw *w, str name);
/* One type of the language above as a JSON schema (a whole map). */
void openapi_schemas_type(struct jw *w, str type);
/* A parameter of a path or query as a whole map. */
void openapi_schemas_parameter(struct jw *w, str name, bool in_path);
/* The tags with their descriptions, as a list. */
void openapi_schemas_tags(struct jw *w);

#endif
