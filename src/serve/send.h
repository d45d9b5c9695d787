/* send.h -- what a citizen sends, taken on the writer's thread and answered.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_SEND_H
#define GUIJU_SERVE_SEND_H
#include "engine/take.h"
#include "serve/ask.h"
#include "serve/upload.h"

struct send {
	struct command command;
	struct uploads uploads;
	str source; /* public id of an API key, or empty */
	str code;   /* out: the receipt code of a record that was begun */
};

/* Answers are kept sealed: they hold codes and what is not public. */
extern const struct ask_how send_how;

/* Reads step, fields and files of the request; the command's happened is now. */
must_use bool send_read(struct call *call, struct send *send, struct err *err);
/* Takes the step, keeps its papers and, for a record that was begun, the receipt. */
must_use bool send_take(struct ask *ask, struct desk *desk, struct send *send,
                        struct outcome *outcome, struct err *err);
/* The ask_work of the public operations: takes, and answers with record or receipt. */
must_use bool send_work(struct ask *ask, struct desk *desk, struct jw *w, int *status,
                        struct err *err);

#endif
