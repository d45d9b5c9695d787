/* openapi_tables_records.c -- schemas of the contract: records, steps, events, search.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/openapi_tables.h"

static const struct openapi_schema schemas[] = {
	{ "Problem", "不能办的说明（RFC 9457）",
	  "type string 种类，/problems/稳定代码\n"
	  "title string 一句话\n"
	  "status integer HTTP 状态\n"
	  "detail? string 这一次的情形\n"
	  "instance? string 请求的号\n"
	  "where? string 错在哪里\n"
	  "law? string 依据\n"
	  "fix? string 现在怎么办\n"
	  "errors? [ProblemPart] 有几处错的，逐处\n"
	  "*\n",
	  NULL },
	{ "ProblemPart", "一处错",
	  "code string 稳定代码\n"
	  "detail string 说明\n"
	  "where? string 在哪里\n"
	  "law? string 依据\n"
	  "fix? string 怎么办\n"
	  "*\n",
	  NULL },
	{ "Ready", "服务的状况",
	  "place string 行政区划代码\n"
	  "name string 地名\n"
	  "events integer 总账的条数\n"
	  "waiting integer 排队的请求\n"
	  "*\n",
	  NULL },
	{ "OpenApi", "接口约定",
	  "openapi string 版本\n"
	  "*\n",
	  NULL },
	{ "Record", "一条记录",
	  "id string 规程/流水号\n"
	  "procedure string 规程号\n"
	  "serial integer 流水号\n"
	  "number? string 案号\n"
	  "stage string 环节号\n"
	  "stage_name string 环节\n"
	  "ended boolean 是否已结\n"
	  "opened time 开办时刻\n"
	  "changed time 最近一步的时刻\n"
	  "events integer 经过几步；也是 ETag\n"
	  "organ? string 统计单位\n"
	  "fields map 字段的值，按字段号；多个的为列表\n"
	  "masked? map 只显示一部分的值\n"
	  "clocks? [Clock] 期限\n"
	  "*\n",
	  NULL },
	{ "Clock", "一条记录上的一个期限",
	  "id string 期限号\n"
	  "name string 期限\n"
	  "state =none|running|met|late|dropped 状态\n"
	  "lamp =none|green|yellow|red|paused 灯\n"
	  "started? string 起算\n"
	  "stopped? string 办结\n"
	  "due? string 届满，24:00:00 为当日终了\n"
	  "provisional boolean 有的日期尚无放假通知，是推定的\n"
	  "law string 依据\n"
	  "*\n",
	  NULL },
	{ "RecordList", "一页记录",
	  "items [Record] 记录\n"
	  "total? integer 共几条（count=exact 时）\n"
	  "next? string 下一页的游标，没有就是最后一页\n"
	  "*\n",
	  NULL },
	{ "Step", "办一步",
	  "step? string 步骤号；开办时不写就是开办的那一步\n"
	  "fields? map 字段的值，按字段号\n"
	  "role? string 以什么角色办，不写则第一个合适的\n"
	  "happened? time 什么时候办的，不写就是现在\n"
	  "*\n",
	  "{\"step\":\"accept\",\"fields\":{\"reason\":\"材料齐全\"}}" },
	{ "ClockList", "一条记录的期限，逐个说明",
	  "items [Clock] 期限\n"
	  "*\n",
	  NULL },
	{ "AvailableSteps", "现在可以办的步骤",
	  "etag string 办步骤时写进 If-Match\n"
	  "items [AvailableStep] 步骤\n"
	  "*\n",
	  NULL },
	{ "AvailableStep", "一个步骤现在能不能办",
	  "id string 步骤号\n"
	  "name string 步骤\n"
	  "law string 依据\n"
	  "may boolean 现在能办\n"
	  "why? ProblemPart 为什么不能办\n"
	  "role? string 以什么角色办\n"
	  "role_name? string 角色\n"
	  "public_role? boolean 是社会公众的角色\n"
	  "organ? string 代表哪个机构\n"
	  "in_stead_of? string 代谁办\n"
	  "to? string 到哪个环节\n"
	  "fields [AskedField] 填哪些字段\n"
	  "papers [AskedPaper] 交哪些材料\n"
	  "*\n",
	  NULL },
	{ "AskedField", "一步要填的字段",
	  "id string 号\n"
	  "name string 名称\n"
	  "type string 类型\n"
	  "many? boolean 可以有多个\n"
	  "private? boolean 不公开\n"
	  "required boolean 必填\n"
	  "missing? boolean 记录上还没有\n"
	  "options? [Named] 选项\n"
	  "*\n",
	  NULL },
	{ "AskedPaper", "一步要交的材料",
	  "id string 号\n"
	  "name string 名称\n"
	  "required boolean 必交\n"
	  "*\n",
	  NULL },
	{ "EventList", "一条记录的经过",
	  "items [Event] 逐步\n"
	  "next? string 下一页的游标\n"
	  "*\n",
	  NULL },
	{ "Event", "总账里的一件事",
	  "seq integer 在总账里的位置\n"
	  "kind? string 种类\n"
	  "happened? string 何时办的\n"
	  "recorded? string 何时记的\n"
	  "by? Actor 谁办的\n"
	  "step? string 步骤号\n"
	  "step_name? string 步骤\n"
	  "stage? string 到哪个环节\n"
	  "stage_name? string 环节\n"
	  "law? string 依据\n"
	  "*\n",
	  NULL },
	{ "Actor", "谁办的",
	  "role string 角色号\n"
	  "role_name? string 角色\n"
	  "organ? string 机构代码\n"
	  "organ_name? string 机构\n"
	  "person? string 人员代码\n"
	  "name? string 姓名，无权看的只显示一部分\n"
	  "in_stead_of? string 代谁办\n"
	  "*\n",
	  NULL },
	{ "ReadList", "谁看过不公开的内容",
	  "items [Read] 逐次\n"
	  "next? string 下一页的游标\n"
	  "*\n",
	  NULL },
	{ "Read", "看过一次",
	  "seq integer 第几次\n"
	  "at time 何时\n"
	  "record string 哪条记录\n"
	  "fields [string] 看到的字段\n"
	  "*\n",
	  NULL },
	{ "HoldList", "依法不得删除的记录",
	  "items [HoldShown] 逐条\n"
	  "*\n",
	  NULL },
	{ "HoldShown", "一条不得删除的",
	  "id integer 号\n"
	  "record string 规程/流水号\n"
	  "basis string 依据\n"
	  "placed time 何时起\n"
	  "placed_by string 谁定的\n"
	  "lifted? time 何时止\n"
	  "lifted_by? string 谁解除的\n"
	  "*\n",
	  NULL },
	{ "Hold", "要定为不得删除的",
	  "procedure string 规程号\n"
	  "serial integer 流水号\n"
	  "basis string 依据\n"
	  "*\n",
	  "{\"procedure\":\"hotline\",\"serial\":1,\"basis\":\"《民事诉讼法》第八十四条\"}" },
	{ "HoldPlaced", "定好了",
	  "id integer 号\n"
	  "*\n",
	  NULL },
	{ "SearchPage", "检索到的一页",
	  "items [Found] 记录\n"
	  "next? string 下一页的游标\n"
	  "complete boolean 都找过了\n"
	  "*\n",
	  NULL },
	{ "Found", "检索到的一条记录",
	  "id string 规程/流水号\n"
	  "procedure string 规程号\n"
	  "procedure_name string 规程\n"
	  "serial integer 流水号\n"
	  "stage string 环节号\n"
	  "stage_name string 环节\n"
	  "places [FoundPlace] 在哪里\n"
	  "*\n",
	  NULL },
	{ "FoundPlace", "找到的一处",
	  "field string 字段号\n"
	  "name string 字段\n"
	  "before string 前文\n"
	  "match string 找到的字\n"
	  "after string 后文\n"
	  "cut boolean 前后文没有写全\n"
	  "masked boolean 不公开的字段：只写找到的字\n"
	  "*\n",
	  NULL },
	{ "SimilarRecords", "近似的记录",
	  "count integer 几条\n"
	  "items [SimilarRecord] 最像的几条\n"
	  "*\n",
	  NULL },
	{ "SimilarRecord", "一条近似的记录",
	  "id string 规程/流水号\n"
	  "procedure string 规程号\n"
	  "serial integer 流水号\n"
	  "score integer 文字相同的部分占几分之几（百分数，少见的字重）\n"
	  "same_place boolean 地点相同\n"
	  "shared [string] 相同的字句\n"
	  "*\n",
	  NULL },
	{ "FilterList", "保存的列表和检索",
	  "items [Filter] 列表和检索\n"
	  "*\n",
	  NULL },
	{ "Filter", "保存的一个列表或检索",
	  "name string 名称\n"
	  "url string 地址\n"
	  "changed? string 何时改的\n"
	  "*\n",
	  NULL },
	{ "FilterUrl", "要保存的列表或检索",
	  "url string 地址\n"
	  "*\n",
	  "{\"url\":\"/api/v1/records/hotline?lamp=red\"}" },
	{ "FilterName", "删去的列表或检索",
	  "name string 名称\n"
	  "*\n",
	  NULL },
};

const struct openapi_group openapi_tables_records = { schemas, countof(schemas) };
