/* fetch.c -- one request to another house's server, which somebody configured (libcurl).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/* libcurl first: its headers have members called time, which base.h poisons. */
#include <curl/curl.h>
#include "serve/fetch.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Room taken at once: no jump out of the library when the request's memory is spent. */
struct got {
	char *at;
	size_t n;
};

static size_t take(char *at, size_t size, size_t n, void *with)
{
	struct got *got = with;

	if (size * n > FETCH_MOST - got->n)
		return 0;
	memcpy(got->at + got->n, at, size * n);
	got->n += size * n;
	return size * n;
}

void fetch_start(void)
{
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

bool fetch_allowed(str url)
{
	static const char *const starts[] = { "https://", "http://127.0.0.1:", "http://localhost:",
		                              "http://[::1]:" };

	for (size_t i = 0; i < countof(starts); i++)
		if (str_starts(url, str_of(starts[i])))
			return str_find(url, STR("@")) < 0;
	return false;
}

static void set(CURL *curl, const struct fetch *fetch, struct got *got)
{
	(void)curl_easy_setopt(curl, CURLOPT_URL, fetch->url);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)FETCH_SECONDS);
	(void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "guiju");
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, got);
	if (fetch->form.n > 0) {
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)fetch->form.n);
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, fetch->form.at);
	}
	if (fetch->user != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		(void)curl_easy_setopt(curl, CURLOPT_USERPWD, fetch->user);
	}
}

bool fetch_get(struct arena *arena, const struct fetch *fetch, str *body, struct err *err)
{
	CURL *curl = fetch_allowed(str_of(fetch->url)) ? curl_easy_init() : NULL;
	CURLcode code = CURLE_FAILED_INIT;
	long status = 0;
	struct got got = { arena_take(arena, FETCH_MOST), 0 };

	if (curl != NULL) {
		set(curl, fetch, &got);
		code = curl_easy_perform(curl);
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
		curl_easy_cleanup(curl);
	}
	if (code == CURLE_OK && status == 200) {
		*body = (str){ got.at, got.n };
		return true;
	}
	err_set(err, ERR_STORE, "fetch.failed", "%s 没有给出答复（%s，HTTP %ld）", fetch->url,
	        curl_easy_strerror(code), status);
	return err_fix(err, "稍后再试；一直如此的，请系统管理员核对配置");
}
