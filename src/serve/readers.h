/* readers.h -- desks that only read, one for each thread that answers.
 *
 * A reader sees the last commit. Its rules, calendars, offices and posts are read when it
 * is opened; when the writer has changed them since, it is opened anew before it is lent.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_READERS_H
#define GUIJU_SERVE_READERS_H
#include "base/clock.h"

struct desk;
struct err;
struct readers;

/* `count` desks over the store (opened when first needed). Keeps `folder`. */
struct readers *readers_new(const char *folder, struct clock clock, size_t count);
/* Lends a desk that knows registers of at least `registers` (writer_registers); waits for
 * one. NULL and `err` when the store cannot be read. */
must_use struct desk *readers_take(struct readers *readers, int64_t registers, struct err *err);
/* Takes it back; what was read from it is gone. */
void readers_give(struct readers *readers, struct desk *desk);
/* Closes all; none may be lent. */
void readers_end(struct readers *readers);

#endif
