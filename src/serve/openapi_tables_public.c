/* openapi_tables_public.c -- schemas of the contract: citizens without signing in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/openapi_tables.h"

static const struct openapi_schema schemas[] = {
	{ "PublicStep", "公众办一步；带材料的用 multipart/form-data",
	  "step? string 步骤号\n"
	  "fields? map 字段的值，按字段号\n"
	  "*\n",
	  "{\"fields\":{\"content\":\"路灯不亮\"}}" },
	{ "PublicReceipt", "回执",
	  "receipt map 查询码和存证\n"
	  "record PublicRecord 办理情况\n"
	  "*\n",
	  NULL },
	{ "PublicRecord", "公众看到的办理情况",
	  "id string 规程/流水号\n"
	  "procedure string 规程号\n"
	  "procedure_name string 规程\n"
	  "stage string 环节号\n"
	  "stage_name string 环节\n"
	  "*\n",
	  NULL },
};

const struct openapi_group openapi_tables_public = { schemas, countof(schemas) };
