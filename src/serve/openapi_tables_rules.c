/* openapi_tables_rules.c -- schemas of the contract: procedures as they are shown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/openapi_tables.h"

static const struct openapi_schema schemas[] = {
	{ "ProcedureHead", "一个规程的头",
	  "id string 规程号\n"
	  "name string 名称\n"
	  "kind =procedure|register|note 规程、名录、记事\n"
	  "effective date 施行\n"
	  "organ string 主管\n"
	  "chapter string 归口\n"
	  "digest string 文本的 SHA-256\n"
	  "laws [string] 依据\n"
	  "versions [Version] 各版\n",
	  NULL },
	{ "Version", "规程的一版",
	  "effective date 施行\n"
	  "digest string 文本的 SHA-256\n",
	  NULL },
	{ "ProcedureList", "施行的规程",
	  "items [ProcedureHead] 规程\n",
	  NULL },
	{ "Procedure", "一个规程",
	  "id string 规程号\n"
	  "name string 名称\n"
	  "kind =procedure|register|note 规程、名录、记事\n"
	  "effective date 施行\n"
	  "organ string 主管\n"
	  "chapter string 归口\n"
	  "digest string 文本的 SHA-256\n"
	  "laws [string] 依据\n"
	  "attested boolean 是否报送\n"
	  "number? string 案号的样式\n"
	  "retention? string 保存\n"
	  "counted_by? string 统计单位（字段号）\n"
	  "split? string 统计分项（字段号）\n"
	  "applied [Named] 适用的通则\n"
	  "versions [Version] 各版\n"
	  "fields [Field] 字段\n"
	  "roles [Role] 角色\n"
	  "papers [Part] 材料\n"
	  "stages [Stage] 环节\n"
	  "steps [StepOfRule] 步骤\n"
	  "limits [Limit] 期限，一个长度一行\n"
	  "indicators [Indicator] 指标\n"
	  "checks [string] 核对\n"
	  "tables [Part] 统计表\n"
	  "public [Publicity] 公开\n",
	  NULL },
	{ "Named", "有名有号的",
	  "id string 号\n"
	  "name string 名称\n",
	  NULL },
	{ "Part", "规程的一部分",
	  "id string 号\n"
	  "name string 名称\n"
	  "law? string 依据\n",
	  NULL },
	{ "Field", "字段",
	  "id string 号\n"
	  "name string 名称\n"
	  "type =text|long|int|money|date|time|bool|choice|organ|person|phone|identity|place|"
	  "link|list 类型\n"
	  "many boolean 可以有多个\n"
	  "least? any 不少于（金额为十进制文字；多个的为个数）\n"
	  "most? any 不超过\n"
	  "characters? integer 最多几个字\n"
	  "unit? string 单位\n"
	  "ranked? boolean 选项有大小\n"
	  "options? [Option] 选项\n"
	  "target? string 关联的规程号\n"
	  "required boolean 必填\n"
	  "private boolean 不公开\n"
	  "unique boolean 唯一\n"
	  "law? string 依据\n"
	  "cells? [Cell] 清单的各列\n",
	  NULL },
	{ "Cell", "清单的一列",
	  "id string 号\n"
	  "name string 名称\n"
	  "type string 类型\n"
	  "many boolean 可以有多个\n"
	  "*\n",
	  NULL },
	{ "Option", "选项",
	  "id string 号\n"
	  "name string 名称\n"
	  "rank integer 次序\n"
	  "law? string 依据\n",
	  NULL },
	{ "Role", "角色",
	  "id string 号\n"
	  "name string 名称\n"
	  "kind =public|post|clock 社会公众、职务、时钟\n"
	  "organ? string 哪个机关的\n"
	  "field? string 机关由这个字段定\n"
	  "post? string 职务\n",
	  NULL },
	{ "Stage", "环节",
	  "id string 号\n"
	  "name string 名称\n"
	  "start boolean 起点\n"
	  "end boolean 终点\n"
	  "pause boolean 停表\n"
	  "law? string 依据\n",
	  NULL },
	{ "StepOfRule", "步骤",
	  "id string 号\n"
	  "name string 名称\n"
	  "law? string 依据\n"
	  "by [string] 谁可以办（角色号）\n"
	  "clock boolean 时钟可以办\n"
	  "not_by [string] 在本案办过这些角色的人不得办\n"
	  "opening boolean 开办一条记录\n"
	  "from_any_open boolean 任一未结的环节都可以\n"
	  "from [string] 从哪些环节\n"
	  "to? string 到哪个环节；不写则不动\n"
	  "to_previous boolean 回到原环节\n"
	  "repeatable boolean 可重复\n"
	  "times? integer 限几次\n"
	  "fills [Fill] 填哪些字段\n"
	  "papers [FillPaper] 交哪些材料\n"
	  "sets [string] 自动填的字段\n"
	  "guards [Guard] 条件\n"
	  "served [string] 送达谁（角色号）\n"
	  "clocks [ClockEffect] 对期限的作用\n"
	  "orders [Order] 带出的步骤\n",
	  NULL },
	{ "Fill", "填一个字段",
	  "field string 字段号\n"
	  "must =may|held|here 可填、办完时要有、这一步必填\n",
	  NULL },
	{ "FillPaper", "交一份材料",
	  "paper string 材料号\n"
	  "must boolean 必交\n",
	  NULL },
	{ "Guard", "条件",
	  "text string 条件\n"
	  "law? string 依据\n",
	  NULL },
	{ "ClockEffect", "对一个期限的作用",
	  "verb =extend|restart|go_on|pause|resume 延长、重计、续计、暂停、恢复\n"
	  "limit string 期限号\n"
	  "length? string 延长多久\n"
	  "by? string 按这个字段\n"
	  "times? integer 几次\n"
	  "law? string 依据\n",
	  NULL },
	{ "Order", "带出的一步",
	  "verb =open|step 开、令\n"
	  "procedure? string 开哪个规程\n"
	  "link? string 令哪个关联字段的记录\n"
	  "step? string 哪一步\n"
	  "when? string 什么情形\n",
	  NULL },
	{ "Limit", "期限",
	  "id string 号\n"
	  "name string 名称\n"
	  "when? string 这个长度适用的情形\n"
	  "length string 长度\n"
	  "from string 从何时起\n"
	  "to string 到何时止\n"
	  "expiry string 届满的后果\n"
	  "law string 依据\n",
	  NULL },
	{ "Indicator", "指标",
	  "id string 号\n"
	  "name string 名称\n"
	  "unit string 单位\n"
	  "formula string 算法\n"
	  "split boolean 可以分项\n"
	  "rule_line string 规程的第几行\n"
	  "law? string 依据\n",
	  NULL },
	{ "Publicity", "公开",
	  "fields [string] 公开的字段\n"
	  "number boolean 案号也公开\n"
	  "after [string] 自哪一步起\n"
	  "within string 几日内\n"
	  "when? string 什么情形\n"
	  "law? string 依据\n",
	  NULL },
};

const struct openapi_group openapi_tables_rules = { schemas, countof(schemas) };
