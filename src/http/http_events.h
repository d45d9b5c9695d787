/* http_events.h -- server-sent events: channels that stay open, into which any thread writes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_HTTP_EVENTS_H
#define GUIJU_HTTP_HTTP_EVENTS_H
#include "base/base.h"

struct http_request;
struct http_events;

/* Answers 200 text/event-stream and keeps the answer open. The channel is the caller's
 * until http_events_close; the request must not be touched any more (ask for
 * Last-Event-ID before). */
struct http_events *http_events_open(struct http_request *r);
/* Queues one event; `id` and `event` may be empty and have no line breaks (asserted);
 * `data` may have lines. Never waits. False: the channel is over (the client has gone, was
 * too slow, or the server stops), close it. A client whose queue is full is dropped with
 * a hint to come again; EventSource then asks with Last-Event-ID. Several threads may send. */
bool http_events_send(struct http_events *events, str id, str event, str data);
/* Is it over? For those who have nothing to send. */
bool http_events_over(struct http_events *events);
/* Ends the channel (the client gets what is queued) and gives it back. */
void http_events_close(struct http_events *events);

#endif
