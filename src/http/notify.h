/* notify.h -- what a service tells systemd, and the socket it may get from it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_NOTIFY_H
#define GUIJU_HTTP_NOTIFY_H
#include "base/base.h"

struct err;

/* Sends "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=..." to $NOTIFY_SOCKET; does
 * nothing, and gives false, when there is none or it does not take it. */
bool notify_send(const char *state);
/* How often WATCHDOG=1 is wanted (half of what systemd allows), in microseconds; 0: never. */
int64_t notify_watchdog(void);
/* The one listening stream socket that systemd passed (LISTEN_FDS), in *socket; 0 when
 * none was passed. False when several were, or one that does not listen. The variables
 * are taken out of the environment, so call it once, before threads start. */
must_use bool notify_socket(int *socket, struct err *err);

#endif
