/* party_replies.h -- what was served to the party of a record, as it was served.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_PARTY_REPLIES_H
#define GUIJU_SERVE_PARTY_REPLIES_H
#include "serve/party.h"

/* A field's id and value as a member; several values as a list. */
void party_value(struct jw *w, const struct field *field, str value);
/* The member "replies": the events of steps that are served (送达) to the party's role. */
must_use bool party_replies(struct jw *w, const struct party *party, struct err *err);

#endif
