/* openapi_tables_accounts.c -- schemas of the contract: signing in, accounts, keys, their log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/openapi_tables.h"

static const struct openapi_schema schemas[] = {
	{ "SignIn", "登录",
	  "person string 人员代码\n"
	  "password string 口令\n"
	  "code? string 第二因素的验证码\n"
	  "*\n",
	  "{\"person\":\"zjj-35-1\",\"password\":\"…\"}" },
	{ "FactorCode", "第二因素",
	  "code string 验证码或恢复码\n"
	  "*\n",
	  "{\"code\":\"123456\"}" },
	{ "Me", "自己",
	  "person? string 人员代码\n"
	  "name? string 姓名\n"
	  "kind? =staff|key 会话、密钥\n"
	  "power? string 管理员的权限\n"
	  "posts? [any] 职务\n"
	  "scopes? any 密钥的范围\n"
	  "bar? string 先要办什么才能办事\n"
	  "todo? string 先要办的事\n"
	  "second_factor? boolean 这次登录验过第二因素\n"
	  "csrf? string 改动什么时放进 X-CSRF-Token\n"
	  "*\n",
	  NULL },
	{ "SessionList", "登录着的会话",
	  "items [Session] 会话\n"
	  "*\n",
	  NULL },
	{ "Session", "一个会话",
	  "id string 号\n"
	  "current boolean 就是这一个\n"
	  "made time 何时登录\n"
	  "seen time 最近一次用\n"
	  "ends time 何时失效\n"
	  "second_factor boolean 验过第二因素\n"
	  "address string 地址\n"
	  "agent string 浏览器\n"
	  "*\n",
	  NULL },
	{ "PasswordChange", "改口令",
	  "present string 现在的口令\n"
	  "password string 新口令\n"
	  "*\n",
	  NULL },
	{ "Proof", "再验一次口令",
	  "password string 口令\n"
	  "*\n",
	  NULL },
	{ "ProofWithCode", "再验口令和验证码",
	  "password string 口令\n"
	  "code string 验证码\n"
	  "*\n",
	  NULL },
	{ "FactorUri", "第二因素的登记",
	  "uri string otpauth 地址，给验证器\n"
	  "*\n",
	  NULL },
	{ "FactorConfirmed", "第二因素已登记",
	  "recovery_codes [string] 恢复码，只显示这一次\n"
	  "me? Me 自己\n"
	  "*\n",
	  NULL },
	{ "RecoveryCodes", "恢复码",
	  "recovery_codes [string] 恢复码，只显示这一次\n"
	  "*\n",
	  NULL },
	{ "Enrolment", "凭登记码设口令",
	  "person string 人员代码\n"
	  "code string 登记码\n"
	  "password string 口令\n"
	  "*\n",
	  NULL },
	{ "AccountList", "账户",
	  "items [Account] 账户\n"
	  "next? string 下一页的游标\n"
	  "*\n",
	  NULL },
	{ "Account", "一个账户",
	  "person string 人员代码\n"
	  "name? string 姓名\n"
	  "state string 状态\n"
	  "second_factor boolean 登记了第二因素\n"
	  "holds_post boolean 现任职务\n"
	  "password_at? string 口令何时设的\n"
	  "made time 何时有的\n"
	  "made_by string 谁办的\n"
	  "*\n",
	  NULL },
	{ "Invite", "发登记码",
	  "person string 人员代码\n"
	  "*\n",
	  "{\"person\":\"zjj-35-1\"}" },
	{ "Invitation", "登记码",
	  "person string 人员代码\n"
	  "code string 登记码，只显示这一次\n"
	  "expires time 何时失效\n"
	  "*\n",
	  NULL },
	{ "KeyList", "密钥",
	  "items [Key] 密钥\n"
	  "*\n",
	  NULL },
	{ "Key", "一个密钥",
	  "id string 号\n"
	  "person string 谁负责\n"
	  "name string 用途\n"
	  "scopes [string] 范围\n"
	  "made time 何时发的\n"
	  "made_by string 谁发的\n"
	  "expires time 何时失效\n"
	  "used? string 最近一次用\n"
	  "revoked boolean 已作废\n"
	  "*\n",
	  NULL },
	{ "KeyWish", "要发的密钥",
	  "person string 谁负责\n"
	  "name string 用途\n"
	  "scopes [string] 范围\n"
	  "days? integer 有效几日\n"
	  "*\n",
	  "{\"person\":\"agent\",\"name\":\"统计\",\"scopes\":[\"read\",\"figure\"]}" },
	{ "KeyMade", "发出的密钥",
	  "id string 号\n"
	  "key string 密钥，只显示这一次\n"
	  "expires time 何时失效\n"
	  "*\n",
	  NULL },
	{ "Profile", "安全要求的档次",
	  "profile =plain|djbh3 一般、等保三级\n"
	  "*\n",
	  "{\"profile\":\"djbh3\"}" },
	{ "SecurityLog", "安全日志",
	  "items [SecurityLine] 逐行\n"
	  "next? integer 下一页从第几行起\n"
	  "last integer 最后一行\n"
	  "chain string 到最后一行为止的链值\n"
	  "*\n",
	  NULL },
	{ "SecurityLine", "安全日志的一行",
	  "seq integer 第几行\n"
	  "at time 何时\n"
	  "kind string 什么事\n"
	  "good boolean 成没成\n"
	  "person string 谁\n"
	  "actor string 谁办的\n"
	  "address string 从哪里\n"
	  "detail string 细节\n"
	  "*\n",
	  NULL },
	{ "LoginProviderList", "统一登录",
	  "items [LoginProvider] 登录方\n"
	  "*\n",
	  NULL },
	{ "LoginProvider", "一个登录方",
	  "id string 号\n"
	  "name string 名称\n"
	  "start string 从这个地址开始\n"
	  "*\n",
	  NULL },
	{ "IdentityList", "统一登录的号各是谁",
	  "items [Identity] 号\n"
	  "*\n",
	  NULL },
	{ "Identity", "统一登录的一个号",
	  "person string 人员代码\n"
	  "issuer string 颁发者\n"
	  "subject string 它给的号\n"
	  "made time 何时登记\n"
	  "made_by string 谁登记\n"
	  "*\n",
	  NULL },
	{ "IdentityWish", "登记一个号",
	  "issuer string 颁发者\n"
	  "subject string 它给的号\n"
	  "*\n",
	  "{\"issuer\":\"https://sso.example.gov.cn\",\"subject\":\"10086\"}" },
};

const struct openapi_group openapi_tables_accounts = { schemas, countof(schemas) };
