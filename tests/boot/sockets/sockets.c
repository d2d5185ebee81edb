/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Internet sockets over the loopback, of both families: calls, options, states,
 * and each way to fail.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "guest/check.h"

#define PORT 4000

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* The family that is tested now, and its names. */
static int family;
static socklen_t name_length;

static union address at(int port)
{
	union address name = { .any.sa_family = (sa_family_t)family };

	if (family == AF_INET) {
		name.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		name.v4.sin_port = htons((uint16_t)port);
	} else {
		name.v6.sin6_addr = in6addr_loopback;
		name.v6.sin6_port = htons((uint16_t)port);
	}
	return name;
}

static int port_of(const union address *name)
{
	return ntohs(name->v4.sin_port);
}

static int connect_to(int fd, int port)
{
	union address name = at(port);

	return connect(fd, &name.any, name_length);
}

static int bind_to(int fd, int port)
{
	union address name = at(port);

	return bind(fd, &name.any, name_length);
}

static short ready(int fd, short events, int milliseconds)
{
	struct pollfd entry = { fd, events, 0 };

	poll(&entry, 1, milliseconds);
	return entry.revents;
}

static int set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof value);
}

static int get(int fd, int level, int option)
{
	socklen_t length = sizeof(int);
	int value = -1;

	return getsockopt(fd, level, option, &value, &length) == 0 ? value : -1;
}

static int listener(void)
{
	int fd = socket(family, SOCK_STREAM, 0);

	CHECK(set(fd, SOL_SOCKET, SO_REUSEADDR, 1) == 0);
	CHECK(bind_to(fd, PORT) == 0 && listen(fd, 5) == 0);
	return fd;
}

static void pair(int ends[2])
{
	int fd = listener();

	ends[0] = socket(family, SOCK_STREAM, 0);
	CHECK(connect_to(ends[0], PORT) == 0);
	ends[1] = accept(fd, NULL, NULL);
	CHECK(ends[1] >= 0);
	close(fd);
}

static void close_both(const int ends[2])
{
	EQUAL(close(ends[0]), 0);
	EQUAL(close(ends[1]), 0);
}

static void no_socket(void)
{
	union address name = at(PORT);
	int tube[2];
	char data;

	FAILS(socket(99, SOCK_STREAM, 0), EAFNOSUPPORT);
	FAILS(socket(family, 99, 0), EPROTOTYPE);
	FAILS(socket(family, SOCK_RAW, 0), EPROTOTYPE);
	FAILS(socket(family, SOCK_STREAM, IPPROTO_UDP), EPROTONOSUPPORT);
	FAILS(bind(99, &name.any, name_length), EBADF);
	FAILS(send(-1, "x", 1, 0), EBADF);
	FAILS(recv(99, &data, 1, 0), EBADF);
	pipe(tube);
	FAILS(listen(tube[0], 1), ENOTSOCK);
	FAILS(accept(tube[0], NULL, NULL), ENOTSOCK);
	FAILS(send(tube[1], "x", 1, 0), ENOTSOCK);
	FAILS(recv(tube[0], &data, 1, 0), ENOTSOCK);
	FAILS(getsockname(tube[0], &name.any, &name_length), ENOTSOCK);
	FAILS(shutdown(tube[0], SHUT_RD), ENOTSOCK);
	FAILS(set(tube[0], SOL_SOCKET, SO_REUSEADDR, 1), ENOTSOCK);
	FAILS(sockatmark(tube[0]), ENOTTY);
	close(tube[0]);
	close(tube[1]);
}

static void binding(void)
{
	union address name = at(0), other = at(0);
	socklen_t length = sizeof name;
	int fd = socket(family, SOCK_STREAM, 0);
	int second = socket(family, SOCK_STREAM, 0);

	FAILS(bind(fd, NULL, name_length), EFAULT);
	FAILS(bind(fd, &name.any, name_length - 1), EINVAL);
	other.any.sa_family = AF_UNIX;
	FAILS(bind(fd, &other.any, name_length), EAFNOSUPPORT);
	other = at(PORT);
	memset((char *)&other + name_length - 8, 0xfd, 4); /* not ours */
	if (family == AF_INET)
		other.v4.sin_addr.s_addr = inet_addr("192.0.2.1");
	FAILS(bind(fd, &other.any, name_length), EADDRNOTAVAIL);
	EQUAL(bind(fd, &name.any, name_length), 0);
	FAILS(bind(fd, &name.any, name_length), EINVAL);
	EQUAL(getsockname(fd, &name.any, &length), 0);
	CHECK(length == name_length && port_of(&name) != 0);
	FAILS(getsockname(fd, NULL, &length), EFAULT);
	FAILS(getsockname(fd, &name.any, NULL), EFAULT);
	FAILS(bind(second, &name.any, name_length), EADDRINUSE);
	FAILS(getpeername(fd, &name.any, &length), ENOTCONN);
	length = 3; /* cut, and told */
	EQUAL(getsockname(fd, &other.any, &length), 0);
	EQUAL(length, name_length);
	close(fd);
	EQUAL(bind(second, &name.any, name_length), 0);
	close(second);
}

static void connecting(void)
{
	int fd = listener(), client = socket(family, SOCK_STREAM, 0), server;
	union address name;
	socklen_t length = sizeof name;

	FAILS(connect(client, NULL, name_length), EFAULT);
	FAILS(connect(client, &name.any, 1), EINVAL);
	FAILS(connect_to(client, PORT + 1), ECONNREFUSED);
	EQUAL(connect_to(client, PORT), 0); /* the same again */
	FAILS(connect_to(client, PORT), EISCONN);
	FAILS(connect_to(fd, PORT), EISCONN);
	FAILS(listen(client, 1), EINVAL);
	FAILS(accept(client, NULL, NULL), EINVAL);
	FAILS(accept4(fd, NULL, NULL, 1), EINVAL);
	FAILS(accept(fd, &name.any, NULL), EFAULT);
	CHECK(ready(fd, POLLIN, 0) == POLLIN);
	server = accept4(fd, &name.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
	CHECK(server >= 0 && length == name_length);
	EQUAL(name.any.sa_family, family);
	EQUAL(fcntl(server, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	EQUAL(fcntl(server, F_GETFD), FD_CLOEXEC);
	EQUAL(fcntl(client, F_GETFL) & O_NONBLOCK, 0);
	EQUAL(getpeername(client, &name.any, &length), 0);
	EQUAL(port_of(&name), PORT);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	FAILS(accept(fd, NULL, NULL), EAGAIN);
	close(client);
	close(server);
	client = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	FAILS(connect_to(client, PORT), EINPROGRESS);
	CHECK(ready(client, POLLOUT, 5000) == POLLOUT);
	EQUAL(get(client, SOL_SOCKET, SO_ERROR), 0);
	FAILS(connect_to(client, PORT), EISCONN);
	close(client);
	client = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	FAILS(connect_to(client, PORT + 1), EINPROGRESS);
	CHECK(ready(client, POLLOUT, 5000) & (POLLERR | POLLHUP));
	EQUAL(get(client, SOL_SOCKET, SO_ERROR), ECONNREFUSED);
	EQUAL(get(client, SOL_SOCKET, SO_ERROR), 0);
	close(client);
	close(fd);
}

/* To no address is to oneself. */
static void connecting_to_oneself(void)
{
	int fd = listener(), client = socket(family, SOCK_STREAM, 0);
	union address name = at(PORT);
	socklen_t length = sizeof name;

	if (family == AF_INET)
		name.v4.sin_addr.s_addr = INADDR_ANY;
	else
		name.v6.sin6_addr = in6addr_any;
	EQUAL(connect(client, &name.any, name_length), 0);
	EQUAL(getpeername(client, &name.any, &length), 0);
	if (family == AF_INET)
		EQUAL(name.v4.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
	else
		CHECK(IN6_IS_ADDR_LOOPBACK(&name.v6.sin6_addr));
	close(client);
	close(fd);
}

static void streams(void)
{
	struct stat status;
	char data[16], more[4];
	struct iovec pieces[2] = { { data, 3 }, { more, 4 } };
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 2 };
	int ends[2], waiting;

	pair(ends);
	CHECK(fstat(ends[0], &status) == 0 && S_ISSOCK(status.st_mode));
	FAILS(lseek(ends[0], 0, SEEK_SET), ESPIPE);
	FAILS(recv(ends[0], data, 1, MSG_DONTWAIT), EAGAIN);
	EQUAL(ready(ends[0], POLLIN | POLLOUT, 0), POLLOUT);
	EQUAL(send(ends[0], "abcdefghij", 10, 0), 10);
	CHECK(ready(ends[1], POLLIN, 5000) == POLLIN);
	CHECK(ioctl(ends[1], FIONREAD, &waiting) == 0 && waiting == 10);
	EQUAL(sockatmark(ends[1]), 0);
	EQUAL(recv(ends[1], data, 4, MSG_PEEK), 4);
	EQUAL(recvmsg(ends[1], &message, MSG_WAITALL), 7);
	CHECK(memcmp(more, "defg", 4) == 0);
	CHECK(message.msg_flags == 0 && message.msg_controllen == 0);
	EQUAL(read(ends[1], data, 16), 3);
	EQUAL(writev(ends[1], pieces, 2), 7);
	EQUAL(recv(ends[0], data, 7, MSG_WAITALL), 7);
	EQUAL(recv(ends[0], data, 0, 0), 0);
	EQUAL(send(ends[0], data, 0, 0), 0);
	FAILS(send(ends[0], "x", 1, MSG_OOB), EOPNOTSUPP);
	FAILS(recv(ends[0], data, 1, MSG_OOB), EOPNOTSUPP);
	message.msg_iovlen = 2000;
	FAILS(sendmsg(ends[0], &message, 0), EMSGSIZE);
	FAILS(recvmsg(ends[0], &message, 0), EMSGSIZE);
	close_both(ends);
}

static void ends_of_streams(void)
{
	struct linger at_once = { 1, 0 };
	char data[8];
	int ends[2];

	pair(ends);
	FAILS(shutdown(ends[0], 3), EINVAL);
	EQUAL(send(ends[0], "last", 4, 0), 4);
	EQUAL(shutdown(ends[0], SHUT_WR), 0);
	FAILS(send(ends[0], "x", 1, MSG_NOSIGNAL), EPIPE);
	EQUAL(recv(ends[1], data, 8, MSG_WAITALL), 4);
	EQUAL(recv(ends[1], data, 8, 0), 0);
	CHECK(ready(ends[1], POLLIN | POLLRDHUP, 0) & POLLRDHUP);
	EQUAL(send(ends[1], "late", 4, 0), 4);
	EQUAL(recv(ends[0], data, 8, 0), 4);
	EQUAL(shutdown(ends[0], SHUT_RD), 0);
	EQUAL(recv(ends[0], data, 8, 0), 0);
	close_both(ends);
	pair(ends);
	EQUAL(setsockopt(ends[0], SOL_SOCKET, SO_LINGER, &at_once,
			 sizeof at_once),
	      0);
	close(ends[0]);
	CHECK(ready(ends[1], POLLIN, 5000) & (POLLERR | POLLHUP));
	FAILS(recv(ends[1], data, 8, 0), ECONNRESET);
	EQUAL(recv(ends[1], data, 8, 0), 0);
	FAILS(send(ends[1], "x", 1, MSG_NOSIGNAL), EPIPE);
	close(ends[1]);
	ends[0] = socket(family, SOCK_STREAM, 0);
	FAILS(send(ends[0], "x", 1, MSG_NOSIGNAL), ENOTCONN);
	FAILS(recv(ends[0], data, 1, 0), ENOTCONN);
	FAILS(shutdown(ends[0], SHUT_RDWR), ENOTCONN);
	close(ends[0]);
}

/* How many bytes a socket takes that nobody reads from. */
static int takes(int fd)
{
	static char bytes[8192];
	ssize_t part;
	int sum = 0, error;

	while ((part = send(fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
		sum += (int)part;
	error = errno;
	EQUAL(error, EAGAIN);
	return sum;
}

static void buffers(void)
{
	char data[4];
	int ends[2], all, few;

	pair(ends);
	all = takes(ends[0]);
	CHECK((ready(ends[0], POLLOUT, 0) & POLLOUT) == 0);
	close_both(ends);
	pair(ends);
	EQUAL(set(ends[0], SOL_SOCKET, SO_SNDBUF, 8192), 0);
	EQUAL(get(ends[0], SOL_SOCKET, SO_SNDBUF), 8192);
	few = takes(ends[0]);
	CHECK(all - few > 50000);
	close_both(ends);
	pair(ends);
	EQUAL(set(ends[0], IPPROTO_TCP, TCP_CORK, 1), 0);
	EQUAL(send(ends[0], "cork", 4, 0), 4);
	EQUAL(set(ends[0], IPPROTO_TCP, TCP_CORK, 0), 0);
	CHECK(ready(ends[1], POLLIN, 5000) == POLLIN);
	EQUAL(recv(ends[1], data, 4, MSG_WAITALL), 4);
	close_both(ends);
}

static const struct {
	int level, option, set, got;
} ints[] = {
	{ SOL_SOCKET, SO_REUSEADDR, 1, 1 },
	{ SOL_SOCKET, SO_REUSEPORT, 1, 1 },
	{ SOL_SOCKET, SO_KEEPALIVE, 7, 1 },
	{ SOL_SOCKET, SO_BROADCAST, 1, 1 },
	{ SOL_SOCKET, SO_OOBINLINE, 0, 0 },
	{ SOL_SOCKET, SO_DONTROUTE, 0, 0 },
	{ SOL_SOCKET, SO_DEBUG, 0, 0 },
	{ SOL_SOCKET, SO_RCVLOWAT, 1, 1 },
	{ SOL_SOCKET, SO_SNDBUF, 1, 4096 },
	{ IPPROTO_TCP, TCP_NODELAY, 1, 1 },
	{ IPPROTO_TCP, TCP_CORK, 1, 1 },
	{ IPPROTO_TCP, TCP_KEEPIDLE, 33, 33 },
	{ IPPROTO_TCP, TCP_KEEPINTVL, 5, 5 },
	{ IPPROTO_TCP, TCP_KEEPCNT, 3, 3 },
	{ IPPROTO_IP, IP_TTL, 9, 9 },
	{ IPPROTO_IP, IP_TOS, 16, 16 },
};

static void options(void)
{
	int fd = socket(family, SOCK_STREAM, 0), value = 1;
	socklen_t length = 1;

	for (size_t i = 0; i < sizeof ints / sizeof ints[0]; i++) {
		EQUAL(set(fd, ints[i].level, ints[i].option, ints[i].set), 0);
		EQUAL(get(fd, ints[i].level, ints[i].option), ints[i].got);
	}
	EQUAL(get(fd, SOL_SOCKET, SO_TYPE), SOCK_STREAM);
	EQUAL(get(fd, SOL_SOCKET, SO_DOMAIN), family);
	EQUAL(get(fd, SOL_SOCKET, SO_PROTOCOL), IPPROTO_TCP);
	EQUAL(get(fd, SOL_SOCKET, SO_ACCEPTCONN), 0);
	EQUAL(get(fd, SOL_SOCKET, SO_ERROR), 0);
	CHECK(get(fd, SOL_SOCKET, SO_RCVBUF) > 32768);
	CHECK(get(fd, IPPROTO_TCP, TCP_MAXSEG) > 500);
	FAILS(set(fd, SOL_SOCKET, SO_TYPE, 1), ENOPROTOOPT);
	FAILS(set(fd, SOL_SOCKET, SO_RCVLOWAT, 100), ENOPROTOOPT);
	FAILS(set(fd, SOL_SOCKET, 9999, 1), ENOPROTOOPT);
	FAILS(get(fd, SOL_SOCKET, 9999), ENOPROTOOPT);
	FAILS(set(fd, 9999, 1, 1), ENOPROTOOPT);
	FAILS(get(fd, 9999, 1), ENOPROTOOPT);
	FAILS(set(fd, IPPROTO_TCP, 9999, 1), ENOPROTOOPT);
	FAILS(set(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, 1), ENOPROTOOPT);
	FAILS(set(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, 1), ENOPROTOOPT);
	FAILS(set(fd, IPPROTO_IP, IP_TTL, 256), EINVAL);
	FAILS(set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 0), EINVAL);
	FAILS(set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 40000), EINVAL);
	FAILS(set(fd, IPPROTO_TCP, TCP_KEEPCNT, 128), EINVAL);
	FAILS(setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &value, 1), EINVAL);
	FAILS(setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, NULL, 4), EFAULT);
	FAILS(getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, NULL, &length), EFAULT);
	EQUAL(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &length), 0);
	EQUAL(length, 1);
	FAILS(set(fd, SOL_SOCKET, SO_LINGER, 1), EINVAL);
	close(fd);
	fd = socket(family, SOCK_DGRAM, 0);
	FAILS(set(fd, IPPROTO_TCP, TCP_NODELAY, 1), ENOPROTOOPT);
	FAILS(get(fd, IPPROTO_TCP, TCP_NODELAY), ENOPROTOOPT);
	EQUAL(get(fd, SOL_SOCKET, SO_PROTOCOL), IPPROTO_UDP);
	close(fd);
}

/* What a listening socket was told holds for what it accepts. */
static void inherited_options(void)
{
	struct tcp_info info;
	socklen_t length = sizeof info;
	int fd = listener(), client = socket(family, SOCK_STREAM, 0), server;

	EQUAL(set(fd, IPPROTO_TCP, TCP_NODELAY, 1), 0);
	EQUAL(set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 44), 0);
	EQUAL(set(fd, SOL_SOCKET, SO_KEEPALIVE, 1), 0);
	EQUAL(get(fd, SOL_SOCKET, SO_ACCEPTCONN), 1);
	EQUAL(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length), 0);
	EQUAL(info.tcpi_state, TCP_LISTEN);
	EQUAL(connect_to(client, PORT), 0);
	server = accept(fd, NULL, NULL);
	EQUAL(get(server, IPPROTO_TCP, TCP_NODELAY), 1);
	EQUAL(get(server, IPPROTO_TCP, TCP_KEEPIDLE), 44);
	EQUAL(get(server, SOL_SOCKET, SO_KEEPALIVE), 1);
	EQUAL(getsockopt(server, IPPROTO_TCP, TCP_INFO, &info, &length), 0);
	CHECK(info.tcpi_state == TCP_ESTABLISHED && info.tcpi_snd_mss > 500);
	close(server);
	close(client);
	close(fd);
}

static void timeouts(void)
{
	struct timeval brief = { 0, 20000 }, got = { 0 };
	struct timeval wrong = { 0, -1 };
	socklen_t length = sizeof got;
	static char bytes[8192];
	int fd = listener(), ends[2], error;
	char data;

	EQUAL(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &brief, sizeof brief), 0);
	FAILS(accept(fd, NULL, NULL), EAGAIN);
	FAILS(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wrong, sizeof wrong),
	      EDOM);
	EQUAL(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &got, &length), 0);
	EQUAL(got.tv_usec, 20000);
	close(fd);
	pair(ends);
	EQUAL(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &brief,
			 sizeof brief),
	      0);
	FAILS(recv(ends[0], &data, 1, 0), EAGAIN);
	EQUAL(setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &brief,
			 sizeof brief),
	      0);
	/* What was on its way may make room yet. */
	takes(ends[0]);
	while (send(ends[0], bytes, sizeof bytes, 0) > 0)
		;
	error = errno;
	EQUAL(error, EAGAIN);
	close_both(ends);
}

static void datagrams(void)
{
	static char big[70000];
	int a = socket(family, SOCK_DGRAM, 0),
	    b = socket(family, SOCK_DGRAM, 0);
	union address name = at(PORT), from = { 0 };
	socklen_t length = sizeof from;
	char data[8];
	int waiting;

	EQUAL(bind_to(b, PORT), 0);
	FAILS(bind_to(a, PORT), EADDRINUSE);
	FAILS(listen(a, 1), EOPNOTSUPP);
	FAILS(accept(a, NULL, NULL), EOPNOTSUPP);
	FAILS(send(a, "x", 1, 0), EDESTADDRREQ);
	FAILS(shutdown(a, SHUT_RD), ENOTCONN);
	FAILS(getpeername(a, &from.any, &length), ENOTCONN);
	FAILS(sendto(a, "x", 1, 0, &name.any, 5), EINVAL);
	FAILS(sendto(a, big, sizeof big, 0, &name.any, name_length), EMSGSIZE);
	EQUAL(sendto(a, "question", 8, 0, &name.any, name_length), 8);
	EQUAL(sendto(a, "", 0, 0, &name.any, name_length), 0);
	CHECK(ioctl(b, FIONREAD, &waiting) == 0 && waiting == 8);
	EQUAL(recvfrom(b, data, 4, MSG_PEEK | MSG_TRUNC, NULL, NULL), 8);
	EQUAL(recvfrom(b, data, 4, 0, &from.any, &length), 4);
	EQUAL(length, name_length);
	EQUAL(recv(b, data, 8, 0), 0);
	FAILS(recv(b, data, 8, MSG_DONTWAIT), EAGAIN);
	FAILS(recvfrom(b, data, 8, 0, &from.any, NULL), EFAULT);
	EQUAL(connect(b, &from.any, length), 0);
	EQUAL(send(b, "answer", 6, 0), 6);
	EQUAL(recv(a, data, 8, 0), 6);
	from.any.sa_family = AF_UNSPEC;
	EQUAL(connect(b, &from.any, length), 0);
	FAILS(send(b, "x", 1, 0), EDESTADDRREQ);
	EQUAL(sendto(a, big, 30000, 0, &name.any, name_length), 30000);
	EQUAL(recv(b, big, sizeof big, 0), 30000);
	EQUAL(connect_to(a, PORT), 0);
	EQUAL(shutdown(a, SHUT_RDWR), 0);
	FAILS(send(a, "x", 1, MSG_NOSIGNAL), EPIPE);
	EQUAL(recv(a, data, 1, 0), 0);
	close(a);
	close(b);
}

static void datagram_buffers(void)
{
	int a = socket(family, SOCK_DGRAM, 0),
	    b = socket(family, SOCK_DGRAM, 0);
	static char bytes[1000];
	int got[2];

	bind_to(b, PORT);
	connect_to(a, PORT);
	for (int round = 0; round < 2; round++) {
		EQUAL(set(b, SOL_SOCKET, SO_RCVBUF, round ? 20000 : 4000), 0);
		for (int i = 0; i < 30; i++)
			EQUAL(send(a, bytes, sizeof bytes, 0), sizeof bytes);
		for (got[round] = 0;
		     recv(b, bytes, sizeof bytes, MSG_DONTWAIT) > 0;)
			got[round]++;
	}
	EQUAL(get(b, SOL_SOCKET, SO_RCVBUF), 20000);
	EQUAL(got[0], 4);
	EQUAL(got[1], 20);
	close(a);
	close(b);
}

static void destinations(void)
{
	int fd = socket(family, SOCK_DGRAM, 0);
	int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
	int option = family == AF_INET ? IP_PKTINFO : IPV6_RECVPKTINFO;
	union address name = at(PORT);
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	} control;
	char data[4];
	struct iovec piece = { data, sizeof data };
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof control };
	struct in_pktinfo info;
	struct in6_pktinfo info6;

	EQUAL(set(fd, level, option, 1), 0);
	EQUAL(get(fd, level, option), 1);
	EQUAL(bind_to(fd, PORT), 0);
	EQUAL(sendto(fd, "abcdef", 6, 0, &name.any, name_length), 6);
	EQUAL(sendto(fd, "x", 1, 0, &name.any, name_length), 1);
	EQUAL(recvmsg(fd, &message, 0), 4);
	EQUAL(message.msg_flags, MSG_TRUNC);
	CHECK(CMSG_FIRSTHDR(&message) == &control.header);
	EQUAL(control.header.cmsg_level, level);
	memcpy(&info, CMSG_DATA(&control.header), sizeof info);
	memcpy(&info6, CMSG_DATA(&control.header), sizeof info6);
	if (family == AF_INET)
		CHECK(info.ipi_ifindex == 1 &&
		      info.ipi_addr.s_addr == htonl(INADDR_LOOPBACK));
	else
		CHECK(info6.ipi6_ifindex == 1 &&
		      IN6_IS_ADDR_LOOPBACK(&info6.ipi6_addr));
	message.msg_controllen = 4;
	EQUAL(recvmsg(fd, &message, 0), 1);
	CHECK(message.msg_flags == MSG_CTRUNC && message.msg_controllen == 0);
	close(fd);
}

/* Threads. */

static void *accept_one(void *argument)
{
	int fd = *(int *)argument;

	FAILS(accept(fd, NULL, NULL), EINVAL);
	return NULL;
}

static void *receive_end(void *argument)
{
	char data[8];

	EQUAL(recv(*(int *)argument, data, 8, 0), 0);
	return NULL;
}

/* Blocked calls, and what others do to their sockets. */
static void others(void)
{
	int fd = listener(), ends[2], copy;
	pthread_t thread;

	pthread_create(&thread, NULL, accept_one, &fd);
	while (ready(fd, POLLIN, 1) != 0 || sched_yield() != 0)
		;
	EQUAL(shutdown(fd, SHUT_RD), 0);
	pthread_join(thread, NULL);
	EQUAL(get(fd, SOL_SOCKET, SO_ACCEPTCONN), 0);
	close(fd);
	pair(ends);
	copy = dup(ends[1]);
	pthread_create(&thread, NULL, receive_end, &copy);
	sched_yield();
	close(ends[1]); /* the other descriptor stays */
	EQUAL(send(copy, "x", 1, 0), 1);
	EQUAL(shutdown(copy, SHUT_RDWR), 0);
	pthread_join(thread, NULL);
	close(copy);
	close(ends[0]);
}

/* An IPv6 socket takes IPv4's peers too, unless told not to. */
static void both_families(void)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons(PORT) };
	union address name;
	socklen_t length = sizeof name;
	int fd = socket(AF_INET6, SOCK_STREAM, 0), client, server;

	EQUAL(get(fd, IPPROTO_IPV6, IPV6_V6ONLY), 0);
	EQUAL(set(fd, SOL_SOCKET, SO_REUSEADDR, 1), 0);
	EQUAL(bind(fd, (struct sockaddr *)&any, sizeof any), 0);
	FAILS(set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1), EINVAL);
	EQUAL(listen(fd, 1), 0);
	family = AF_INET;
	name_length = sizeof(struct sockaddr_in);
	client = socket(AF_INET, SOCK_STREAM, 0);
	EQUAL(connect_to(client, PORT), 0);
	server = accept(fd, &name.any, &length);
	CHECK(server >= 0 && IN6_IS_ADDR_V4MAPPED(&name.v6.sin6_addr));
	close(server);
	close(client);
	close(fd);
	fd = socket(AF_INET6, SOCK_STREAM, 0);
	EQUAL(set(fd, SOL_SOCKET, SO_REUSEADDR, 1), 0);
	EQUAL(set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1), 0);
	EQUAL(bind(fd, (struct sockaddr *)&any, sizeof any), 0);
	EQUAL(listen(fd, 1), 0);
	client = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(connect_to(client, PORT), ECONNREFUSED);
	close(client);
	close(fd);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1), EINVAL);
	close(fd);
}

static void all(int of)
{
	family = of;
	name_length = of == AF_INET ? sizeof(struct sockaddr_in) :
				      sizeof(struct sockaddr_in6);
	no_socket();
	binding();
	connecting();
	connecting_to_oneself();
	streams();
	ends_of_streams();
	buffers();
	options();
	inherited_options();
	timeouts();
	datagrams();
	datagram_buffers();
	destinations();
	others();
}

int main(void)
{
	all(AF_INET);
	all(AF_INET6);
	both_families();
	FAILS(socket(AF_UNIX, SOCK_STREAM, 0), EAFNOSUPPORT);
	EQUAL(dup(0), 3); /* nothing is left open */
	return check_end();
}
