/* oidc.c -- what is asked of an OpenID Connect provider, and whether its token holds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/oidc.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/jws.h"
#include "crypto/secret.h"
#include "format/json.h"
#include "http/target.h"
#include "serve/fetch.h"

#define CONFIG_MOST ((size_t)256 << 10)
#define TOKEN_MOST  ((size_t)64 << 10)
#define SKEW        (2 * INSTANT_MINUTE) /* so far two clocks may be apart */

/* ---- the adapter table ---- */

static str text_or(const struct json *map, const char *name, const char *otherwise)
{
	str text = json_text(map, str_of(name));

	return text.n > 0 ? text : str_of(otherwise);
}

static bool is_true(const struct json *map, const char *name)
{
	const struct json *item = json_get(map, str_of(name));

	return item != NULL && item->kind == JSON_TRUE;
}

static bool read_provider(const struct json *map, struct oidc_provider *p, struct err *err)
{
	const str *const needed[] = { &p->id, &p->issuer, &p->client, &p->redirect };
	const str *const asked[] = { &p->authorize, &p->token, &p->keys };

	*p = (struct oidc_provider){ .id = json_text(map, STR("id")),
		                     .name = json_text(map, STR("name")),
		                     .issuer = json_text(map, STR("issuer")),
		                     .client = json_text(map, STR("client")),
		                     .secret = json_text(map, STR("secret")),
		                     .basic = is_true(map, "basic"),
		                     .scope = text_or(map, "scope", "openid"),
		                     .authorize = json_text(map, STR("authorize")),
		                     .token = json_text(map, STR("token")),
		                     .keys = json_text(map, STR("keys")),
		                     .redirect = json_text(map, STR("redirect")),
		                     .subject = text_or(map, "subject", "sub"),
		                     .factor = is_true(map, "factor") };
	for (size_t i = 0; i < countof(needed); i++)
		if (needed[i]->n == 0)
			return err_set(err, ERR_INVALID, "oidc.config",
			               "每个登录方要写 id、issuer、client、redirect");
	for (size_t i = 0; i < countof(asked); i++)
		if (!fetch_allowed(*asked[i]))
			return err_set(err, ERR_INVALID, "oidc.config",
			               "authorize、token、keys 要是 https 的地址");
	return true;
}

bool oidc_read(struct arena *arena, const char *folder, struct oidc *oidc, struct err *err)
{
	const char *path = arena_printf(arena, "%s/oidc.json", folder).at;
	const struct json *json, *list;
	str text;

	*oidc = (struct oidc){ 0 };
	if (!file_exists(path))
		return true;
	if (!file_read(arena, path, CONFIG_MOST, &text, err) ||
	    (json = json_read(arena, text, err)) == NULL)
		return err_where(err, "%s", path);
	list = json_get(json, STR("providers"));
	if (list == NULL || list->kind != JSON_LIST) {
		err_set(err, ERR_INVALID, "oidc.config", "要写 {\"providers\":[…]}");
		return err_where(err, "%s", path);
	}
	oidc->providers = arena_make(arena, struct oidc_provider, list->count + 1);
	for (; oidc->count < list->count; oidc->count++)
		if (!read_provider(&list->items[oidc->count], &oidc->providers[oidc->count], err))
			return err_where(err, "%s", path);
	return true;
}

const struct oidc_provider *oidc_find(const struct oidc *oidc, str id)
{
	for (size_t i = 0; i < oidc->count; i++)
		if (str_eq(oidc->providers[i].id, id))
			return &oidc->providers[i];
	return NULL;
}

/* ---- out ---- */

static void add_param(struct buf *buf, const char *name, str value)
{
	buf_printf(buf, "%s%s=", buf->n > 0 ? "&" : "", name);
	buf_add(buf, target_encode(buf->arena, value, false));
}

str oidc_address(struct arena *arena, const struct oidc_provider *provider, str state, str nonce,
                 str verifier)
{
	digest hash = digest_str(DIGEST_SHA256, verifier);
	const char *mark = str_find(provider->authorize, STR("?")) < 0 ? "?" : "&";
	char challenge[44];
	struct buf buf;

	digest_base64url(hash, challenge);
	buf_init(&buf, arena, (size_t)16 << 10);
	add_param(&buf, "response_type", STR("code"));
	add_param(&buf, "client_id", provider->client);
	add_param(&buf, "redirect_uri", provider->redirect);
	add_param(&buf, "scope", provider->scope);
	add_param(&buf, "state", state);
	add_param(&buf, "nonce", nonce);
	add_param(&buf, "code_challenge", str_of(challenge));
	add_param(&buf, "code_challenge_method", STR("S256"));
	return arena_printf(arena, "%.*s%s%.*s", PSTR(provider->authorize), mark,
	                    PSTR(buf_str(&buf)));
}

/* ---- the token ---- */

static bool refuse(struct err *err, const char *why)
{
	err_set(err, ERR_DENIED, "oidc.refused", "登录方的凭据不可信：%s", why);
	return err_fix(err, "请重新登录；一直如此的，请系统管理员核对配置");
}

static bool read_part(struct arena *arena, str part, const struct json **json)
{
	struct err ignored = { 0 };
	str text;

	*json = codec_unbase64url(arena, part, &text) ? json_read(arena, text, &ignored) : NULL;
	return *json != NULL && (*json)->kind == JSON_MAP;
}

static bool read_key(struct arena *arena, const struct json *json, struct jws_key *key)
{
	bool rsa = key->kind == JWS_RS256;
	str use = json_text(json, STR("use"));

	return str_eq(json_text(json, STR("kty")), rsa ? STR("RSA") : STR("EC")) &&
	       (use.n == 0 || str_eq(use, STR("sig"))) &&
	       codec_unbase64url(arena, json_text(json, rsa ? STR("n") : STR("x")),
	                         &key->first) &&
	       codec_unbase64url(arena, json_text(json, rsa ? STR("e") : STR("y")),
	                         &key->second);
}

/* By the key that the head names; by any of the set where it names none. */
static bool is_signed(struct arena *arena, const struct json *head, str keys, str text,
                      str signature)
{
	str alg = json_text(head, STR("alg")), kid = json_text(head, STR("kid"));
	struct err ignored = { 0 };
	const struct json *list = json_get(json_read(arena, keys, &ignored), STR("keys"));
	struct jws_key key = { .kind = JWS_RS256 };

	if (str_eq(alg, STR("ES256")))
		key.kind = JWS_ES256;
	else if (!str_eq(alg, STR("RS256")))
		return false;
	for (size_t i = 0; list != NULL && list->kind == JSON_LIST && i < list->count; i++) {
		const struct json *one = &list->items[i];

		if ((kid.n == 0 || str_eq(kid, json_text(one, STR("kid")))) &&
		    read_key(arena, one, &key) && jws_fits(&key, text, signature))
			return true;
	}
	return false;
}

/* One audience, or several of which we are one and for whom it was made out (azp). */
static bool is_for_us(const struct json *claims, str client)
{
	const struct json *aud = json_get(claims, STR("aud"));
	str azp = json_text(claims, STR("azp"));
	bool among = false;

	if (aud != NULL && aud->kind == JSON_TEXT)
		among = str_eq(aud->text, client);
	for (size_t i = 0; aud != NULL && aud->kind == JSON_LIST && i < aud->count; i++)
		among = among || str_eq(aud->items[i].text, client);
	if (aud != NULL && aud->kind == JSON_LIST && aud->count > 1 && azp.n == 0)
		return false;
	return among && (azp.n == 0 || str_eq(azp, client));
}

static const char *fault(const struct oidc_check *check, const struct json *claims)
{
	int64_t now = check->now / INSTANT_SECOND, skew = SKEW / INSTANT_SECOND;
	int64_t ends = json_int(claims, STR("exp"), 0), from = json_int(claims, STR("iat"), 0);

	if (!str_eq(json_text(claims, STR("iss")), check->provider->issuer))
		return "颁发者不对";
	if (!is_for_us(claims, check->provider->client))
		return "不是发给本系统的";
	if (ends + skew <= now)
		return "已经过期";
	if (from <= 0 || from - skew > now)
		return "时间在将来";
	if (json_int(claims, STR("nbf"), 0) - skew > now)
		return "还没有生效";
	if (check->nonce.n == 0 || !secret_eq(json_text(claims, STR("nonce")), check->nonce))
		return "不是这一次登录的";
	return NULL;
}

/* "user.code": the text at the end of the path. */
static str claim_at(const struct json *claims, str path)
{
	const struct json *at = claims;
	str name;

	while (path.n > 0 && at != NULL) {
		str_cut(&path, STR("."), &name);
		at = json_get(at, name);
	}
	return at != NULL && at->kind == JSON_TEXT ? at->text : (str){ 0 };
}

bool oidc_subject(struct arena *arena, const struct oidc_check *check, str *subject,
                  struct err *err)
{
	const struct json *head, *claims;
	str rest = check->token, first, second, text, signature;
	const char *why;

	if (rest.n > TOKEN_MOST)
		return refuse(err, "太长");
	str_cut(&rest, STR("."), &first);
	str_cut(&rest, STR("."), &second);
	text = str_sub(check->token, 0, first.n + 1 + second.n);
	if (!read_part(arena, first, &head) || !read_part(arena, second, &claims) ||
	    !codec_unbase64url(arena, rest, &signature) ||
	    json_get(head, STR("crit")) != NULL)
		return refuse(err, "格式不对");
	if (!is_signed(arena, head, check->keys, text, signature))
		return refuse(err, "签名不对");
	why = fault(check, claims);
	if (why != NULL)
		return refuse(err, why);
	*subject = claim_at(claims, check->provider->subject);
	return subject->n > 0 || refuse(err, "没有写明是谁");
}

/* ---- back ---- */

static str form_of(struct arena *arena, const struct oidc_provider *p, str code, str verifier)
{
	struct buf buf;

	buf_init(&buf, arena, (size_t)32 << 10);
	add_param(&buf, "grant_type", STR("authorization_code"));
	add_param(&buf, "code", code);
	add_param(&buf, "redirect_uri", p->redirect);
	add_param(&buf, "client_id", p->client);
	add_param(&buf, "code_verifier", verifier);
	if (p->secret.n > 0 && !p->basic)
		add_param(&buf, "client_secret", p->secret);
	return buf_str(&buf);
}

static const char *user_of(struct arena *arena, const struct oidc_provider *p)
{
	if (p->secret.n == 0 || !p->basic)
		return NULL;
	return arena_printf(arena, "%.*s:%.*s", PSTR(target_encode(arena, p->client, false)),
	                    PSTR(target_encode(arena, p->secret, false)))
	        .at;
}

bool oidc_exchange(struct arena *arena, struct oidc_check *check, str code, str verifier,
                   str *subject, struct err *err)
{
	const struct oidc_provider *p = check->provider;
	const struct fetch token = { .url = arena_cstr(arena, p->token),
		                     .form = form_of(arena, p, code, verifier),
		                     .user = user_of(arena, p) };
	const struct fetch keys = { .url = arena_cstr(arena, p->keys) };
	struct err ignored = { 0 };
	str body;

	if (!fetch_get(arena, &token, &body, err) || !fetch_get(arena, &keys, &check->keys, err))
		return false;
	check->token = json_text(json_read(arena, body, &ignored), STR("id_token"));
	return oidc_subject(arena, check, subject, err);
}
