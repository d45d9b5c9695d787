/* upload.h -- a step with papers: what a request without signing in may bring.
 *
 *     application/json        the step, no papers
 *     multipart/form-data     a part `command` with the step as JSON, and one file for each
 *                             paper, named after it
 *
 * What a file is, its first bytes tell, not its name: pictures (JPEG, PNG, GIF, WebP, HEIC),
 * PDF, OFD, Word and Excel documents, MP4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_UPLOAD_H
#define GUIJU_SERVE_UPLOAD_H
#include "base/limits.h"
#include "serve/api.h"

struct command;
struct step;

struct upload {
	str id;    /* of the paper, as the client wrote it */
	str name;  /* of the file */
	str bytes;
	str hex;   /* SHA-256 */
};

struct uploads {
	struct upload at[LIMIT_PUBLIC_PAPERS];
	size_t count;
};

/* What the first bytes say: "image/jpeg" ..., or NULL for what is not taken. */
const char *upload_kind(str bytes);
/* Reads the request: the JSON of the step and the files. All borrow from the request. */
must_use bool upload_read(struct call *call, str *json, struct uploads *uploads,
                          struct err *err);
/* Adds a file that came under another name. ERR_LIMIT "paper.many", "paper.long";
 * ERR_INVALID "paper.kind". */
must_use bool upload_add(struct arena *arena, struct uploads *uploads, str id, str name,
                         str bytes, struct err *err);
/* Are all of them papers that the step takes, each once? Puts them into the command. */
must_use bool upload_bind(struct arena *arena, const struct uploads *uploads,
                          const struct step *step, struct command *command, struct err *err);
/* Keeps them in the store after the step of event `seq` was taken, in the same batch. After
 * false the whole batch is undone. */
must_use bool upload_keep(struct desk *desk, const struct uploads *uploads, int64_t seq,
                          struct err *err);

#endif
