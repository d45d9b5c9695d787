/* upload.c -- a step with papers: what a request without signing in may bring.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/upload.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "engine/paper.h"
#include "http/form.h"

struct magic {
	size_t at;
	str bytes;
	const char *kind;
};

#define MAGIC(at, text, kind) { at, { text, sizeof(text) - 1 }, kind }

static const struct magic magics[] = {
	MAGIC(0, "\xff\xd8\xff", "image/jpeg"),
	MAGIC(0, "\x89PNG\r\n\x1a\n", "image/png"),
	MAGIC(0, "GIF87a", "image/gif"),
	MAGIC(0, "GIF89a", "image/gif"),
	MAGIC(8, "WEBP", "image/webp"),
	MAGIC(4, "ftypheic", "image/heic"),
	MAGIC(4, "ftypmif1", "image/heic"),
	MAGIC(4, "ftypisom", "video/mp4"),
	MAGIC(4, "ftypmp42", "video/mp4"),
	MAGIC(0, "%PDF-", "application/pdf"),
	/* an archive is what its first member is called */
	MAGIC(30, "OFD.xml", "application/ofd"),
	MAGIC(30, "[Content_Types].xml", "application/vnd.openxmlformats"),
};

const char *upload_kind(str bytes)
{
	for (size_t i = 0; i < countof(magics); i++) {
		const struct magic *magic = &magics[i];

		if (str_eq(str_sub(bytes, magic->at, magic->at + magic->bytes.n), magic->bytes))
			return magic->kind;
	}
	return NULL;
}

bool upload_add(struct arena *arena, struct uploads *uploads, str id, str name, str bytes,
                struct err *err)
{
	char hex[65];

	if (uploads->count == LIMIT_PUBLIC_PAPERS)
		return err_set(err, ERR_LIMIT, "paper.many", "一次最多附 %d 份材料",
		               LIMIT_PUBLIC_PAPERS);
	if (bytes.n > LIMIT_PUBLIC_PAPER) {
		err_set(err, ERR_LIMIT, "paper.long", "材料“%.*s”超过 %d 兆字节", PSTR(name),
		        (int)(LIMIT_PUBLIC_PAPER >> 20));
		return err_fix(err, "缩小图片，或分成几份");
	}
	if (upload_kind(bytes) == NULL) {
		err_set(err, ERR_INVALID, "paper.kind", "材料“%.*s”不是能收的文件", PSTR(name));
		return err_fix(err, "请附图片（JPG、PNG、GIF、WebP、HEIC）、PDF、OFD、Word、"
		                    "Excel 文件或 MP4 视频");
	}
	digest_hex(digest_str(DIGEST_SHA256, bytes), hex);
	uploads->at[uploads->count++] = (struct upload){
		.id = id,
		.name = name.n > 0 ? name : STR("材料"),
		.bytes = bytes,
		.hex = arena_copy(arena, str_of(hex)),
	};
	return true;
}

static bool is_form(struct call *call)
{
	return field_same(field_bare(http_header(call->r, STR("Content-Type"))),
	                  STR("multipart/form-data"));
}

bool upload_read(struct call *call, str *json, struct uploads *uploads, struct err *err)
{
	struct form_data form;

	uploads->count = 0;
	*json = http_body(call->r);
	if (!is_form(call))
		return true;
	if (!form_read(call->r, &form, err))
		return false;
	*json = form_text(&form, STR("command"));
	if (json->n == 0) {
		err_set(err, ERR_INVALID, "body.command", "表单里没有 command 这一部分");
		return err_fix(err, "command 写步骤和字段的 JSON，各个文件以材料的英文号为名");
	}
	for (size_t i = 0; i < form.count; i++) {
		const struct form_part *part = &form.at[i];

		if (part->is_file && part->value.n > 0 &&
		    !upload_add(call->arena, uploads, part->name, part->filename, part->value, err))
			return false;
	}
	return true;
}

static const struct paper *paper_of(const struct step *step, str id)
{
	for (size_t i = 0; i < step->paper_count; i++)
		if (str_eq(step->papers[i]->name.id, id) || str_eq(step->papers[i]->name.text, id))
			return step->papers[i];
	return NULL;
}

bool upload_bind(struct arena *arena, const struct uploads *uploads, const struct step *step,
                 struct command *command, struct err *err)
{
	struct pair *papers = arena_make(arena, struct pair, uploads->count);

	for (size_t i = 0; i < uploads->count; i++) {
		const struct paper *paper = paper_of(step, uploads->at[i].id);

		if (paper == NULL)
			return err_set(err, ERR_INVALID, "paper.unknown",
			               "“%.*s”不收“%.*s”这种材料", PSTR(step->name.text),
			               PSTR(uploads->at[i].id));
		for (size_t k = 0; k < i; k++)
			if (str_eq(papers[k].id, paper->name.id)) {
				err_set(err, ERR_INVALID, "paper.twice",
				        "“%.*s”一步只能附一份", PSTR(paper->name.text));
				return err_fix(err, "合成一份，或分几步补充");
			}
		papers[i] = (struct pair){ arena_copy(arena, paper->name.id), uploads->at[i].hex };
	}
	command->papers = papers;
	command->paper_count = uploads->count;
	return true;
}

bool upload_keep(struct desk *desk, const struct uploads *uploads, int64_t seq, struct err *err)
{
	for (size_t i = 0; i < uploads->count; i++) {
		const struct upload *upload = &uploads->at[i];
		str hex;

		if (paper_keep_bytes(desk, upload->name, upload->bytes, &hex, err) &&
		    paper_belongs(desk, hex, seq, err))
			continue;
		desk_lose(desk);
		return false;
	}
	return true;
}
