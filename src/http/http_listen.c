/* http_listen.c -- the listening socket: an address and port, a path, or one that was given.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/err.h"
#include "http/http_inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	struct sockaddr_un local;
};

/* The length of the filled address, 0 when the text is none. */
static socklen_t read_address(const char *text, int port, union address *address)
{
	memset(address, 0, sizeof(*address));
	if (strncmp(text, "unix:", 5) == 0) {
		size_t n = strlen(text + 5);

		if (n == 0 || n >= sizeof(address->local.sun_path))
			return 0;
		address->local.sun_family = AF_UNIX;
		memcpy(address->local.sun_path, text + 5, n);
		return sizeof(address->local);
	}
	if (inet_pton(AF_INET, text, &address->four.sin_addr) == 1) {
		address->four.sin_family = AF_INET;
		address->four.sin_port = htons((uint16_t)port);
		return sizeof(address->four);
	}
	if (inet_pton(AF_INET6, text, &address->six.sin6_addr) == 1) {
		address->six.sin6_family = AF_INET6;
		address->six.sin6_port = htons((uint16_t)port);
		return sizeof(address->six);
	}
	return 0;
}

/* A socket's file that nobody listens on any more stands in the way. */
static void remove_stale(const union address *address, socklen_t n)
{
	int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat what;

	if (probe < 0)
		return;
	if (connect(probe, &address->any, n) != 0 && errno == ECONNREFUSED &&
	    lstat(address->local.sun_path, &what) == 0 && S_ISSOCK(what.st_mode))
		unlink(address->local.sun_path);
	close(probe);
}

static int read_port(int fd)
{
	union address address;
	socklen_t n = sizeof(address);

	if (getsockname(fd, &address.any, &n) != 0)
		return 0;
	if (address.any.sa_family == AF_INET)
		return ntohs(address.four.sin_port);
	return address.any.sa_family == AF_INET6 ? ntohs(address.six.sin6_port) : 0;
}

static int bound(const union address *address, socklen_t n)
{
	int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int yes = 1;

	if (fd < 0)
		return -1;
	if (address->any.sa_family == AF_UNIX)
		remove_stale(address, n);
	else
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, &address->any, n) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	yes = errno;
	close(fd);
	errno = yes;
	return -1;
}

bool http_listen(struct http_server *server, struct err *err)
{
	const struct http_config *config = &server->config;
	union address address;
	socklen_t n;

	if (config->socket > 0) {
		server->listener = config->socket;
		server->port = read_port(config->socket);
		return true;
	}
	n = read_address(config->address, config->port, &address);
	if (n == 0 || config->port < 0 || config->port > 65535) {
		err_set(err, ERR_INVALID, "http.address", "“%s”端口 %d 不是可以监听的地址",
		        config->address, config->port);
		return err_fix(err, "写 IPv4 或 IPv6 地址，或者 unix: 加路径；端口 0 至 65535");
	}
	server->listener = bound(&address, n);
	if (server->listener < 0) {
		err_set(err, ERR_STORE, "http.listen", "不能监听 %s 端口 %d：%s", config->address,
		        config->port, strerror(errno));
		return err_fix(err, "换一个端口，或者停止占用它的程序；1024 以下的端口要有特权");
	}
	server->listener_own = true;
	server->port = read_port(server->listener);
	if (address.any.sa_family == AF_UNIX)
		memcpy(server->unix_path, address.local.sun_path, sizeof(server->unix_path));
	return true;
}

void http_listen_end(struct http_server *server)
{
	if (!server->listener_own)
		return;
	close(server->listener);
	if (server->unix_path[0] != '\0')
		unlink(server->unix_path);
}
