/* test_notify.c -- what systemd is told, and what it says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/err.h"
#include "base/str.h"
#include "http/notify.h"
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

TEST(nobody_listens)
{
	unsetenv("NOTIFY_SOCKET");
	CHECK(!notify_send("READY=1"));
	setenv("NOTIFY_SOCKET", "relative", 1);
	CHECK(!notify_send("READY=1"));
	setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
	CHECK(!notify_send("READY=1"));
	unsetenv("NOTIFY_SOCKET");
}

TEST(abstract_address)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char text[64], got[64] = "";
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	int n = snprintf(text, sizeof(text), "@guiju-notify-%d", (int)getpid());

	memcpy(at.sun_path + 1, text + 1, (size_t)n - 1);
	CHECK(bind(fd, (struct sockaddr *)&at,
	           (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)n)) == 0);
	setenv("NOTIFY_SOCKET", text, 1);
	CHECK(notify_send("READY=1"));
	CHECK(recv(fd, got, sizeof(got) - 1, 0) == 7);
	CHECK_STR(str_of(got), "READY=1");
	close(fd);
	unsetenv("NOTIFY_SOCKET");
}

TEST(watchdog)
{
	char pid[24];

	unsetenv("WATCHDOG_USEC");
	CHECK_INT(notify_watchdog(), 0);
	setenv("WATCHDOG_USEC", "30000000", 1);
	CHECK_INT(notify_watchdog(), 15000000);
	setenv("WATCHDOG_PID", "1", 1);
	CHECK_INT(notify_watchdog(), 0);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	CHECK_INT(notify_watchdog(), 15000000);
	setenv("WATCHDOG_USEC", "soon", 1);
	CHECK_INT(notify_watchdog(), 0);
}

TEST(sockets)
{
	struct err err = { 0 };
	char pid[24];
	int fd = 7;

	unsetenv("LISTEN_FDS");
	CHECK_OK(notify_socket(&fd, &err), &err);
	CHECK_INT(fd, 0);
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_PID", "1", 1);
	CHECK_OK(notify_socket(&fd, &err), &err);
	CHECK_INT(fd, 0);
	CHECK(getenv("LISTEN_FDS") == NULL);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "2", 1);
	CHECK(!notify_socket(&fd, &err));
	CHECK_ERR(&err, ERR_INVALID, "notify.sockets");
}
