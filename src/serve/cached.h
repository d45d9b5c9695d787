/* cached.h -- answers that may be kept for a while: with a tag, and 304 when nothing changed.
 *
 * What stands under /public may be kept by anybody for some time; what stands under /api only
 * by the asker, who must ask again with the tag.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_CACHED_H
#define GUIJU_SERVE_CACHED_H
#include "serve/api.h"

#define CACHED_FOREVER 31536000 /* seconds: what never changes under its address */

/* Sends the body with an ETag of its bytes, or 304. Borrows `body`: it lies in the request's
 * memory or outlives the server. */
void cached_send(struct call *call, str type, str body, int seconds);
/* The same for JSON: an answer that grew too long is a problem instead. */
void cached_json(struct call *call, struct jw *w, int seconds);
/* Is the request one for /public? */
bool cached_public(const struct call *call);

#endif
