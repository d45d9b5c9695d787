/* notify.c -- what a service tells systemd, and the socket it may get from it.
 *
 * The protocol is a datagram to the address in $NOTIFY_SOCKET, and descriptors from 3 on
 * counted by $LISTEN_FDS; no library is needed for it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/notify.h"

#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_SOCKET 3

bool notify_send(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t n = path != NULL ? strlen(path) : 0, bytes = strlen(state);
	socklen_t room = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	bool sent;
	int fd;

	if (n < 2 || n >= sizeof(to.sun_path) || (path[0] != '/' && path[0] != '@'))
		return false;
	memcpy(to.sun_path, path, n);
	if (path[0] == '@')
		to.sun_path[0] = '\0'; /* an abstract address */
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	sent = sendto(fd, state, bytes, MSG_NOSIGNAL, (struct sockaddr *)&to, room) ==
	       (ssize_t)bytes;
	close(fd);
	return sent;
}

/* Is a variable such as $LISTEN_PID absent, or does it name this process? */
static bool is_ours(const char *name, bool absent)
{
	const char *text = getenv(name);
	int64_t pid;

	if (text == NULL)
		return absent;
	return num_read_int(str_of(text), &pid) && pid == (int64_t)getpid();
}

int64_t notify_watchdog(void)
{
	const char *text = getenv("WATCHDOG_USEC");
	int64_t micros;

	if (text == NULL || !is_ours("WATCHDOG_PID", true))
		return 0;
	return num_read_int(str_of(text), &micros) && micros > 1 ? micros / 2 : 0;
}

static int64_t socket_count(void)
{
	const char *text = getenv("LISTEN_FDS");
	int64_t count = 0;

	if (text == NULL || !is_ours("LISTEN_PID", false) ||
	    !num_read_int(str_of(text), &count) || count < 0)
		count = 0;
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDNAMES");
	return count;
}

static bool is_listening(int fd)
{
	int listens = 0, type = 0;
	socklen_t n = sizeof(listens);

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &n) != 0 || !listens)
		return false;
	n = sizeof(type);
	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0 && type == SOCK_STREAM;
}

bool notify_socket(int *socket, struct err *err)
{
	int64_t count = socket_count();

	*socket = 0;
	if (count == 0)
		return true;
	if (count > 1) {
		err_set(err, ERR_INVALID, "notify.sockets",
		        "systemd 交来 %lld 个套接字，只能用一个", (long long)count);
		return err_fix(err, "在 .socket 单元里只留一个 ListenStream");
	}
	if (!is_listening(FIRST_SOCKET))
		return err_set(err, ERR_INVALID, "notify.socket",
		               "systemd 交来的不是监听中的流套接字");
	fcntl(FIRST_SOCKET, F_SETFD, FD_CLOEXEC);
	fcntl(FIRST_SOCKET, F_SETFL, fcntl(FIRST_SOCKET, F_GETFL) | O_NONBLOCK);
	*socket = FIRST_SOCKET;
	return true;
}
