/* http_file.c -- files as answers: entity tags, ranges, compressed variants.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/http_file.h"

#include "http/http_inside.h"
#include "http/http_problem.h"
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct opened {
	int fd;
	uint64_t size;
	char etag[48];
};

static const struct {
	const char *ending, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".mjs", "text/javascript; charset=utf-8" },
	{ ".json", "application/json; charset=utf-8" },
	{ ".map", "application/json; charset=utf-8" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".md", "text/markdown; charset=utf-8" },
	{ ".csv", "text/csv; charset=utf-8" },
	{ ".xml", "application/xml" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".ico", "image/x-icon" },
	{ ".webp", "image/webp" },
	{ ".woff2", "font/woff2" },
	{ ".pdf", "application/pdf" },
	{ ".wasm", "application/wasm" },
	{ ".ics", "text/calendar; charset=utf-8" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".yaml", "application/yaml" },
	{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ ".zip", "application/zip" },
	{ ".gz", "application/gzip" },
};

str http_file_type(str name)
{
	for (size_t i = 0; i < countof(types); i++)
		if (str_ends(name, str_of(types[i].ending)))
			return str_of(types[i].type);
	return STR("application/octet-stream");
}

/* No segment is empty or begins with '.', nothing is odd in a file's name. */
static bool is_path(str path)
{
	str rest = path;

	if (path.n == 0 || path.n > 1024 || path.at[path.n - 1] == '/')
		return false;
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.at[i] < 0x20 || path.at[i] == '\\')
			return false;
	while (rest.n > 0) {
		str part;

		str_cut(&rest, STR("/"), &part);
		if (part.n == 0 || part.at[0] == '.')
			return false;
	}
	return true;
}

/* The system itself sees to it that no link leads out of the folder. */
static int open_beneath(int folder, const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, folder, path, &how, sizeof(how));
}

static bool open_file(struct http_request *r, const struct http_file *file, const char *ending,
                      struct opened *opened)
{
	const char *path = arena_printf(r->arena, "%.*s%s", PSTR(file->path), ending).at;
	int folder = open(file->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat what;

	if (folder < 0)
		return false;
	opened->fd = open_beneath(folder, path);
	close(folder);
	if (opened->fd < 0)
		return false;
	if (fstat(opened->fd, &what) != 0 || !S_ISREG(what.st_mode)) {
		close(opened->fd);
		return false;
	}
	opened->size = (uint64_t)what.st_size;
	snprintf(opened->etag, sizeof(opened->etag), "\"%llx-%llx%09lx%s\"",
	         (unsigned long long)opened->size, (unsigned long long)what.st_mtim.tv_sec,
	         (unsigned long)what.st_mtim.tv_nsec, ending[0] != '\0' ? "-gz" : "");
	return true;
}

static bool takes_gzip(const struct http_request *r)
{
	static const str offers[] = { { "gzip", 4 }, { "identity", 8 } };
	str accepts = http_header(r, STR("Accept-Encoding"));

	return accepts.n > 0 && field_choose(FIELD_CODING, accepts, offers, 2) == 0;
}

static void answer_none(struct http_request *r, const struct opened *opened, int status)
{
	close(opened->fd);
	if (status == 304)
		http_reply(r, 304, (str){ 0 }, (str){ 0 });
	else
		http_problem_plain(r, status, (str){ 0 });
}

/* The library closes the descriptor. */
static void answer_part(struct http_request *r, const struct opened *opened, str type,
                        uint64_t from, uint64_t length)
{
	bool part = length != opened->size;
	struct MHD_Response *response =
		MHD_create_response_from_fd_at_offset64(length, opened->fd, from);

	assert(response != NULL);
	if (part)
		http_set(r, STR("Content-Range"),
		         arena_printf(r->arena, "bytes %llu-%llu/%llu", (unsigned long long)from,
		                      (unsigned long long)(from + length - 1),
		                      (unsigned long long)opened->size));
	http_answer_head(r, response, type);
	http_answer(r, part ? 206 : 200, response);
}

/* If-Range: the range counts only for the version that the client has a part of. */
static bool range_counts(const struct http_request *r, str etag)
{
	str only = http_header(r, STR("If-Range"));

	return r->method == HTTP_GET && (only.at == NULL || field_etag_in(only, etag, false));
}

static void answer_file(struct http_request *r, const struct http_file *file,
                        const struct opened *opened)
{
	str type = file->type.n > 0 ? file->type : http_file_type(file->path);
	str etag = str_of(opened->etag);
	uint64_t from = 0, length = opened->size;
	int status = http_condition(r, etag);

	http_set(r, STR("ETag"), etag);
	http_set(r, STR("Cache-Control"), file->cache.n > 0 ? file->cache : STR("no-cache"));
	http_set(r, STR("Accept-Ranges"), STR("bytes"));
	if (status == 0 && range_counts(r, etag) &&
	    field_range(http_header(r, STR("Range")), opened->size, &from, &length) ==
	            FIELD_RANGE_OUTSIDE) {
		http_set(r, STR("Content-Range"),
		         arena_printf(r->arena, "bytes */%llu", (unsigned long long)opened->size));
		status = 416;
	}
	if (status != 0)
		answer_none(r, opened, status);
	else
		answer_part(r, opened, type, from, length);
}

bool http_file(struct http_request *r, const struct http_file *file)
{
	bool ranged = http_header(r, STR("Range")).at != NULL;
	struct opened opened, packed;

	if (!is_path(file->path) || !open_file(r, file, "", &opened))
		return false;
	if (!ranged && open_file(r, file, ".gz", &packed)) {
		http_set(r, STR("Vary"), STR("Accept-Encoding"));
		if (takes_gzip(r)) {
			close(opened.fd);
			opened = packed;
			http_set(r, STR("Content-Encoding"), STR("gzip"));
		} else {
			close(packed.fd);
		}
	}
	answer_file(r, file, &opened);
	return true;
}
