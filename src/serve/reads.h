/* reads.h -- who was shown private values: noted before the answer goes out, kept by the writer.
 *
 * A note goes into memory at once and into the table read_log with the next batch, at the latest
 * after about a second; the answer does not wait for that. When too many wait, the answer is
 * refused: nothing private is shown that cannot be noted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_READS_H
#define GUIJU_SERVE_READS_H
#include "serve/api.h"
#include "serve/rights.h"

struct reads;
struct record;

/* None yet. `writer` may be set later, before the first note (reads_start). */
struct reads *reads_new(void);
void reads_start(struct reads *reads, struct writer *writer);
/* Writes what waits into the batch of the writer's desk; for writer_config.idle. */
void reads_flush(struct reads *reads, struct desk *desk);
void reads_end(struct reads *reads);

/* In whose answer, and what they see. */
struct reads_by {
	const struct auth_who *who;
	str address, request;
	instant now;
};
/* Notes the private values that an answer shows of the record: none where the sight is less
 * than whole, or there are none. ERR_STORE "serve.busy" when too many wait. */
must_use bool reads_note(struct reads *reads, const struct reads_by *by,
                         const struct record *record, enum sight sight, struct err *err);
/* The same for a call; false: a problem was answered. */
must_use bool reads_call(struct call *call, const struct record *record, enum sight sight);

extern const struct api_op reads_list_op; /* GET /api/v1/audit/reads */

#endif
