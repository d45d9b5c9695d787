/* test_totp.c -- codes by the clock with the vectors of RFC 6238; each used once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "door.h"

#include "auth/totp.h"
#include "base/codec.h"
#include "crypto/otp.h"

static const char rfc_secret[] = "12345678901234567890";

TEST(rfc_6238)
{
	static const struct {
		int64_t at;
		const char *code;
	} want[] = {
		{ 59, "94287082" },         { 1111111109, "07081804" },  { 1111111111, "14050471" },
		{ 1234567890, "89005924" }, { 2000000000, "69279037" }, { 20000000000, "65353130" },
	};
	char code[9];

	for (size_t i = 0; i < countof(want); i++) {
		otp_code(str_of(rfc_secret), (uint64_t)totp_step(want[i].at * INSTANT_SECOND), 8,
		         code);
		CHECK_STR(str_of(code), want[i].code);
	}
}

TEST(window_and_replay)
{
	const instant now = 1000000 * TOTP_SECONDS * INSTANT_SECOND;
	int64_t step;
	char code[9];

	for (int64_t off = -3; off <= 3; off++) {
		otp_code(str_of(rfc_secret), (uint64_t)(1000000 + off), 6, code);
		bool fits = totp_fits(str_of(rfc_secret), str_of(code), now, 0, &step);

		CHECK(fits == (off >= -1 && off <= 1));
		if (!fits)
			continue;
		CHECK_INT(step, 1000000 + off);
		CHECK(!totp_fits(str_of(rfc_secret), str_of(code), now, step, &step));
	}
	CHECK(!totp_fits(str_of(rfc_secret), STR(""), now, 0, &step));
	CHECK(!totp_fits(str_of(rfc_secret), STR("12345"), now, 0, &step));
}

/* The code that the app would show, from the secret in the URI. */
static str shown(struct door *door, str uri)
{
	ptrdiff_t at = str_find(uri, STR("secret="));
	str rest = str_sub(uri, (size_t)at + 7, uri.n), text, secret;
	char *code = arena_take(door->arena, 9);

	str_cut(&rest, STR("&"), &text);
	CHECK(codec_unbase32(door->arena, text, &secret));
	CHECK_INT(secret.n, 20);
	otp_code(secret, (uint64_t)totp_step(door->now), 6, code);
	return str_of(code);
}

TEST(enrolled_and_used)
{
	struct door *door = door_new();
	struct auth *auth = &door->auth;
	bool recovered;
	str uri, *codes, code;

	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	CHECK(!totp_use(auth, STR("zhang"), STR("123456"), &recovered, door_err(door)));
	CHECK_ERR(&door->err, ERR_UNKNOWN, "totp.none");
	CHECK_OK(totp_enrol(auth, STR("zhang"), &uri, door_err(door)), &door->err);
	CHECK(str_starts(uri, STR("otpauth://totp/%E8%AF%95%E9%AA%8C%E5%B8%82:zhang?secret=")));
	CHECK(!totp_confirm(auth, STR("zhang"), STR("000000x"), &codes, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "totp.code");
	code = shown(door, uri);
	CHECK_OK(totp_confirm(auth, STR("zhang"), code, &codes, door_err(door)), &door->err);
	CHECK(!totp_use(auth, STR("zhang"), code, &recovered, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "totp.code");
	door_wait(door, 30 * INSTANT_SECOND);
	CHECK_OK(totp_use(auth, STR("zhang"), shown(door, uri), &recovered, door_err(door)),
	         &door->err);
	CHECK(!recovered);
	CHECK(!totp_enrol(auth, STR("zhang"), &uri, door_err(door)));
	CHECK_ERR(&door->err, ERR_CONFLICT, "totp.on");

	CHECK_OK(totp_use(auth, STR("zhang"), codes[3], &recovered, door_err(door)), &door->err);
	CHECK(recovered);
	CHECK(!totp_use(auth, STR("zhang"), codes[3], &recovered, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "totp.code");
	CHECK(!totp_use(auth, STR("li"), codes[4], &recovered, door_err(door)));
	str *fresh;

	CHECK_OK(totp_recovery(auth, STR("zhang"), &fresh, door_err(door)), &door->err);
	CHECK(!totp_use(auth, STR("zhang"), codes[4], &recovered, door_err(door)));
	CHECK_OK(totp_use(auth, STR("zhang"), fresh[0], &recovered, door_err(door)), &door->err);

	/* under another key nothing opens */
	auth->key.at[0] ^= 1;
	CHECK(!totp_use(auth, STR("zhang"), STR("123456"), &recovered, door_err(door)));
	CHECK_ERR(&door->err, ERR_TAMPERED, "totp.sealed");
	door_end(door);
}
