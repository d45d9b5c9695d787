/* text_in.c -- the bytes of a file, unpacked and turned into UTF-8 as they are read.
 *
 *   file --raw--> [inflate] --plain (1 MiB)--> [check UTF-8 | iconv] --> caller
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_MALLOC
#define BASE_ALLOW_TIME /* zlib.h has a member of that name */
#include "format/text_in.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define RAW_BYTES   65536
#define PLAIN_BYTES ((size_t)1 << 20)
#define BOM         "\xEF\xBB\xBF"

struct text_in {
	const char *name;
	int file;
	bool own_file;
	int64_t size;
	int64_t raw_read; /* bytes taken from the file */
	bool raw_ended;
	char raw[RAW_BYTES];
	size_t raw_at, raw_n;
	bool packed;
	bool member_ended; /* between two gzip members */
	z_stream unpack;
	char *plain;
	size_t plain_at, plain_n;
	int64_t plain_offset; /* in the unpacked file, of plain[plain_at] */
	bool plain_ended;
	enum text_in_encoding encoding;
	iconv_t convert;
	bool has_convert;
	bool begun; /* something was given, so no mark can follow */
};

static void close_all(void *thing)
{
	struct text_in *in = thing;

	if (in->own_file)
		close(in->file);
	if (in->packed)
		inflateEnd(&in->unpack);
	if (in->has_convert)
		iconv_close(in->convert);
}

static bool refuse_read(const struct text_in *in, struct err *err)
{
	err_set(err, ERR_STORE, "file.read", "文件读不出来");
	err_where(err, "%s", in->name);
	return err_detail(err, "%s", strerror(errno));
}

static bool fill_raw(struct text_in *in, struct err *err)
{
	ssize_t got;

	do
		got = read(in->file, in->raw, RAW_BYTES);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return refuse_read(in, err);
	in->raw_at = 0;
	in->raw_n = (size_t)got;
	in->raw_read += got;
	in->raw_ended = got == 0;
	return true;
}

static bool refuse_gzip(const struct text_in *in, const char *what, struct err *err)
{
	err_set(err, ERR_INVALID, "text.gzip", "%s", what);
	err_where(err, "%s 偏移 %lld 字节", in->name, (long long)text_in_position(in));
	err_fix(err, "请重新取得这个压缩文件");
	return err_detail(err, "zlib: %s", in->unpack.msg ? in->unpack.msg : "-");
}

/* One step of unpacking into the free part of plain. zlib may hold bytes back when
 * plain is full, so only a step without any progress shows that the input is cut. */
static bool unpack_some(struct text_in *in, struct err *err)
{
	size_t room = PLAIN_BYTES - in->plain_n;
	bool no_more = in->raw_at == in->raw_n;
	int result;

	if (no_more && in->member_ended) {
		in->plain_ended = true;
		return true;
	}
	if (in->member_ended)
		inflateReset(&in->unpack);
	in->unpack.next_in = (Bytef *)in->raw + in->raw_at;
	in->unpack.avail_in = (uInt)(in->raw_n - in->raw_at);
	in->unpack.next_out = (Bytef *)in->plain + in->plain_n;
	in->unpack.avail_out = (uInt)room;
	result = inflate(&in->unpack, Z_NO_FLUSH);
	in->raw_at = in->raw_n - in->unpack.avail_in;
	in->plain_n += room - in->unpack.avail_out;
	in->member_ended = result == Z_STREAM_END;
	if (result == Z_BUF_ERROR && no_more)
		return refuse_gzip(in, "压缩文件不完整", err);
	if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
		return refuse_gzip(in, "压缩文件损坏", err);
	return true;
}

static void copy_some(struct text_in *in)
{
	size_t room = PLAIN_BYTES - in->plain_n;
	size_t here = in->raw_n - in->raw_at;
	size_t n = here < room ? here : room;

	memcpy(in->plain + in->plain_n, in->raw + in->raw_at, n);
	in->plain_n += n;
	in->raw_at += n;
	in->plain_ended = in->raw_ended && in->raw_at == in->raw_n;
}

/* Fills plain up, or to the end of the file. */
static bool fill_plain(struct text_in *in, struct err *err)
{
	memmove(in->plain, in->plain + in->plain_at, in->plain_n - in->plain_at);
	in->plain_n -= in->plain_at;
	in->plain_at = 0;
	while (in->plain_n < PLAIN_BYTES && !in->plain_ended) {
		if (in->raw_at == in->raw_n && !in->raw_ended && !fill_raw(in, err))
			return false;
		if (!in->packed)
			copy_some(in);
		else if (!unpack_some(in, err))
			return false;
	}
	return true;
}

/* How many bytes at the end of `s` begin a character without ending it. */
static size_t cut_tail(str s)
{
	for (size_t back = 1; back <= 3 && back <= s.n; back++) {
		unsigned char byte = (unsigned char)s.at[s.n - back];
		size_t wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;

		if ((byte & 0xC0) != 0x80)
			return wanted > back ? back : 0;
	}
	return 0;
}

static bool looks_utf8(const struct text_in *in)
{
	str head = { in->plain, in->plain_n };

	if (!in->plain_ended)
		head.n -= cut_tail(head);
	return utf8_valid(head, NULL);
}

/* Converts the head and throws the result away. */
static bool looks_gb18030(struct text_in *in)
{
	char *from = in->plain;
	size_t left = in->plain_n;
	char thrown[4096];

	while (left > 0) {
		char *to = thrown;
		size_t room = sizeof thrown;

		if (iconv(in->convert, &from, &left, &to, &room) != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno != EINVAL || in->plain_ended)
			return false;
		break;
	}
	iconv(in->convert, NULL, NULL, NULL, NULL);
	return true;
}

static bool open_convert(struct text_in *in, struct err *err)
{
	in->convert = iconv_open("UTF-8", "GB18030");
	in->has_convert = in->convert != (iconv_t)-1;
	if (in->has_convert)
		return true;
	err_set(err, ERR_STORE, "text.iconv", "本机的 C 库不能转换 GB18030");
	err_where(err, "%s", in->name);
	return err_fix(err, "请安装 C 库的字符转换模块（Debian：libc6），或先把文件转成 UTF-8");
}

/* Files that people send in place of a text, by their first bytes. */
static bool check_kind(const struct text_in *in, struct err *err)
{
	static const struct {
		const char *head;
		size_t n;
		const char *what;
	} kinds[] = {
		{ "\xFF\xFE", 2, "文件是 UTF-16 编码" },
		{ "\xFE\xFF", 2, "文件是 UTF-16 编码" },
		{ "PK\x03\x04", 4, "文件是 Excel 工作簿（xlsx）或 zip 压缩包，不是文本" },
		{ "\xD0\xCF\x11\xE0", 4, "文件是 Excel 工作簿（xls），不是文本" },
	};

	for (size_t i = 0; i < countof(kinds); i++) {
		if (in->plain_n < kinds[i].n || memcmp(in->plain, kinds[i].head, kinds[i].n) != 0)
			continue;
		err_set(err, ERR_INVALID, "text.kind", "%s", kinds[i].what);
		err_where(err, "%s", in->name);
		return err_fix(err, "请另存为“CSV UTF-8（逗号分隔）”后再读入");
	}
	return true;
}

static bool refuse_both(const struct text_in *in, struct err *err)
{
	size_t bad = 0;

	(void)utf8_valid((str){ in->plain, in->plain_n }, &bad);
	err_set(err, ERR_INVALID, "text.encoding", "文件既不是 UTF-8，也不是 GB18030（GBK）");
	err_where(err, "%s 偏移 %zu 字节", in->name, bad);
	return err_fix(err, "请另存为 UTF-8；如果只坏了个别字，请指明编码后重试，会逐处报出");
}

static bool decide(struct text_in *in, enum text_in_encoding wanted, struct err *err)
{
	if (!check_kind(in, err))
		return false;
	in->encoding = wanted;
	if (wanted == TEXT_IN_DETECT && looks_utf8(in))
		in->encoding = TEXT_IN_UTF8;
	if (in->encoding == TEXT_IN_UTF8)
		return true;
	if (!open_convert(in, err))
		return false;
	if (wanted == TEXT_IN_DETECT && !looks_gb18030(in))
		return refuse_both(in, err);
	in->encoding = TEXT_IN_GB18030;
	return true;
}

static bool open_file(struct text_in *in, const char *path, struct err *err)
{
	struct stat state;

	in->own_file = strcmp(path, "-") != 0;
	in->name = in->own_file ? path : "标准输入";
	in->file = in->own_file ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	if (in->file < 0) {
		in->own_file = false;
		if (errno != ENOENT)
			return refuse_read(in, err);
		err_set(err, ERR_UNKNOWN, "file.missing", "没有这个文件");
		return err_where(err, "%s", path);
	}
	if (fstat(in->file, &state) == 0 && S_ISREG(state.st_mode))
		in->size = state.st_size;
	return true;
}

static bool look_for_gzip(struct text_in *in, struct err *err)
{
	if (!fill_raw(in, err))
		return false;
	if (in->raw_n < 2 || memcmp(in->raw, "\x1F\x8B", 2) != 0)
		return true;
	in->packed = inflateInit2(&in->unpack, 15 + 16) == Z_OK;
	if (!in->packed)
		return refuse_gzip(in, "不能开始解压", err);
	return true;
}

struct text_in *text_in_open(struct arena *arena, const char *path, enum text_in_encoding encoding,
                             struct err *err)
{
	struct text_in *in = arena_make(arena, struct text_in, 1);

	in->plain = arena_take(arena, PLAIN_BYTES);
	arena_at_end(arena, close_all, in);
	if (!open_file(in, path, err))
		return NULL;
	if (in->own_file)
		in->name = arena_copy(arena, str_of(path)).at;
	if (!look_for_gzip(in, err) || !fill_plain(in, err) || !decide(in, encoding, err))
		return NULL;
	return in;
}

static bool refuse_bytes(const struct text_in *in, struct err *err)
{
	err_set(err, ERR_INVALID, "text.encoding", "这里的字节不是 %s 文字",
	        in->encoding == TEXT_IN_UTF8 ? "UTF-8" : "GB18030");
	err_where(err, "%s %s偏移 %lld 字节", in->name, in->packed ? "解压后" : "",
	          (long long)in->plain_offset);
	return err_fix(err, "请改正该处，或另存为 UTF-8");
}

static void use_plain(struct text_in *in, size_t n)
{
	in->plain_at += n;
	in->plain_offset += (int64_t)n;
}

static bool read_utf8(struct text_in *in, char *out, size_t room, size_t *got, struct err *err)
{
	str here = { in->plain + in->plain_at, in->plain_n - in->plain_at };
	bool all = in->plain_ended && here.n <= room;
	size_t bad = 0;

	here.n = here.n < room ? here.n : room;
	if (!all)
		here.n -= cut_tail(here);
	if (!utf8_valid(here, &bad)) {
		if (bad == 0)
			return refuse_bytes(in, err);
		here.n = bad;
	}
	memcpy(out, here.at, here.n);
	use_plain(in, here.n);
	*got = here.n;
	return true;
}

static bool read_gb18030(struct text_in *in, char *out, size_t room, size_t *got, struct err *err)
{
	char *from = in->plain + in->plain_at;
	size_t left = in->plain_n - in->plain_at;
	size_t before = left;
	size_t free_room = room;
	size_t result = iconv(in->convert, &from, &left, &out, &free_room);
	bool cut = result == (size_t)-1 && errno == EINVAL && !in->plain_ended;
	bool full = result == (size_t)-1 && errno == E2BIG;

	use_plain(in, before - left);
	*got = room - free_room;
	if (result == (size_t)-1 && !cut && !full && *got == 0)
		return refuse_bytes(in, err);
	return true;
}

bool text_in_read(void *thing, char *out, size_t room, size_t *got, struct err *err)
{
	struct text_in *in = thing;
	size_t n = 0;
	bool first = !in->begun;

	assert(room >= TEXT_IN_ROOM_MIN);
	/* The longest character has four bytes: keep that many ready until the end. */
	if (in->plain_n - in->plain_at < 4 && !in->plain_ended && !fill_plain(in, err))
		return false;
	if (in->plain_at == in->plain_n) {
		*got = 0;
		return true;
	}
	if (in->encoding == TEXT_IN_UTF8 && !read_utf8(in, out, room, &n, err))
		return false;
	if (in->encoding == TEXT_IN_GB18030 && !read_gb18030(in, out, room, &n, err))
		return false;
	in->begun = true;
	if (first && n >= 3 && memcmp(out, BOM, 3) == 0) {
		n -= 3;
		memmove(out, out + 3, n);
		if (n == 0)
			return text_in_read(in, out, room, got, err);
	}
	*got = n;
	return true;
}

enum text_in_encoding text_in_encoding(const struct text_in *in)
{
	return in->encoding;
}

int64_t text_in_position(const struct text_in *in)
{
	int64_t waiting = (int64_t)(in->raw_n - in->raw_at);

	if (!in->packed)
		waiting += (int64_t)(in->plain_n - in->plain_at);
	return in->raw_read - waiting;
}

int64_t text_in_size(const struct text_in *in)
{
	return in->size;
}
