/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sockets, over the loopback interface: both ends are ours.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <ilwaco/clock.h>

#include "fake.h"

static size_t blocks;

static void start(void)
{
	fake_start();
	blocks = fake_blocks;
}

/* Whatever a test opened is closed: nothing may be left once connections in
 * TIME-WAIT have gone. */
static void end(void)
{
	fake_pass(120 * ILW_SECOND);
	cr_assert_eq(fake_blocks, blocks, "%zu blocks are left",
		     fake_blocks - blocks);
	cr_assert_eq(fake_timer(), ILW_NEVER, "the timer is still set");
}

TestSuite(sockets, .init = start, .fini = end);

static struct sockaddr_in address4(uint32_t host, uint16_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons(port),
				     .sin_addr.s_addr = htonl(host) };
}

static int listener(uint16_t port)
{
	struct sockaddr_in local = address4(INADDR_ANY, port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	cr_assert_geq(fd, 0);
	cr_assert_eq(bind(fd, (struct sockaddr *)&local, sizeof(local)), 0);
	cr_assert_eq(listen(fd, 16), 0);
	return fd;
}

/* Both ends of a new connection. */
static void pair(int ends[2])
{
	struct sockaddr_in peer = address4(INADDR_LOOPBACK, 80);
	int fd = listener(80);

	ends[0] = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(connect(ends[0], (struct sockaddr *)&peer, sizeof(peer)),
		     0);
	ends[1] = accept(fd, NULL, NULL);
	cr_assert_geq(ends[1], 0);
	fake_close(fd);
}

Test(sockets, stream_carries_bytes_both_ways)
{
	char data[8];
	int ends[2];

	pair(ends);
	cr_assert_eq(send(ends[0], "ping", 4, 0), 4);
	cr_assert_eq(recv(ends[1], data, sizeof(data), 0), 4);
	cr_assert_arr_eq(data, "ping", 4);
	cr_assert_eq(send(ends[1], "pong!", 5, 0), 5);
	cr_assert_eq(recv(ends[0], data, 2, MSG_PEEK), 2);
	cr_assert_eq(recv(ends[0], data, sizeof(data), 0), 5);
	cr_assert_arr_eq(data, "pong!", 5);
	fake_close(ends[0]);
	fake_close(ends[1]);
}

Test(sockets, stream_reads_and_writes_in_pieces)
{
	char a[3], b[1], c[9];
	struct iovec out[3] = { { (void *)(uintptr_t) "abc", 3 },
				{ NULL, 0 },
				{ (void *)(uintptr_t) "defg", 4 } };
	struct iovec in[3] = { { a, 3 }, { b, 1 }, { c, 9 } };
	struct msghdr header = { .msg_iov = out, .msg_iovlen = 3 };
	int ends[2];

	pair(ends);
	cr_assert_eq(sendmsg(ends[0], &header, 0), 7);
	header.msg_iov = in;
	cr_assert_eq(recvmsg(ends[1], &header, 0), 7);
	cr_assert_arr_eq(a, "abc", 3);
	cr_assert_arr_eq(b, "d", 1);
	cr_assert_arr_eq(c, "efg", 3);
	fake_close(ends[0]);
	fake_close(ends[1]);
}

Test(sockets, stream_tells_of_its_end)
{
	char data[8];
	int ends[2];

	pair(ends);
	cr_assert_eq(fake_poll(ends[1]) & (POLLIN | POLLOUT), POLLOUT);
	cr_assert_eq(send(ends[0], "x", 1, 0), 1);
	cr_assert_eq(shutdown(ends[0], SHUT_WR), 0);
	cr_assert(fake_poll(ends[1]) & POLLIN);
	cr_assert_eq(recv(ends[1], data, sizeof(data), 0), 1);
	cr_assert_eq(recv(ends[1], data, sizeof(data), 0), 0);
	cr_assert_eq(send(ends[0], "x", 1, MSG_NOSIGNAL), -1);
	cr_assert_eq(errno, EPIPE);
	cr_assert_eq(fake_broken_pipes, 0);
	cr_assert_eq(send(ends[0], "x", 1, 0), -1);
	cr_assert_eq(errno, EPIPE);
	cr_assert_eq(fake_broken_pipes, 1);
	cr_assert_eq(send(ends[1], "late", 4, 0), 4);
	cr_assert_eq(recv(ends[0], data, sizeof(data), 0), 4);
	fake_close(ends[1]);
	cr_assert_eq(recv(ends[0], data, sizeof(data), 0), 0);
	cr_assert(fake_poll(ends[0]) & POLLHUP);
	fake_close(ends[0]);
}

Test(sockets, stream_pushes_back_and_recovers)
{
	static char data[100000];
	size_t written = 0, got = 0;
	ssize_t part;
	int ends[2];

	pair(ends);
	fake_set_nonblocking(ends[0]);
	fake_set_nonblocking(ends[1]);
	memset(data, 'x', sizeof(data));
	while ((part = send(ends[0], data, sizeof(data), 0)) > 0)
		written += (size_t)part;
	cr_assert_eq(errno, EAGAIN);
	cr_assert_gt(written, 100000);
	cr_assert_eq(fake_poll(ends[0]) & POLLOUT, 0);
	while (got < written) {
		part = recv(ends[1], data, sizeof(data), 0);
		if (part < 0)
			fake_pass(250 * ILW_MILLISECOND);
		else
			got += (size_t)part;
	}
	cr_assert_eq(got, written);
	cr_assert(fake_poll(ends[0]) & POLLOUT);
	fake_close(ends[0]);
	fake_close(ends[1]);
}

Test(sockets, connect_refused)
{
	struct sockaddr_in peer = address4(INADDR_LOOPBACK, 81);
	socklen_t length = sizeof(int);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int error;

	cr_assert_eq(connect(fd, (struct sockaddr *)&peer, sizeof(peer)), -1);
	cr_assert_eq(errno, ECONNREFUSED);
	fake_close(fd);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	cr_assert_eq(connect(fd, (struct sockaddr *)&peer, sizeof(peer)), -1);
	cr_assert_eq(errno, EINPROGRESS);
	cr_assert(fake_poll(fd) & POLLERR);
	cr_assert_eq(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length), 0);
	cr_assert_eq(error, ECONNREFUSED);
	fake_close(fd);
}

Test(sockets, connect_without_blocking)
{
	struct sockaddr_in peer = address4(INADDR_LOOPBACK, 80);
	int fd = listener(80);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int server;

	cr_assert_eq(connect(client, (struct sockaddr *)&peer, sizeof(peer)),
		     -1);
	cr_assert_eq(errno, EINPROGRESS);
	cr_assert(fake_poll(client) & POLLOUT);
	cr_assert_eq(connect(client, (struct sockaddr *)&peer, sizeof(peer)),
		     -1);
	cr_assert_eq(errno, EISCONN);
	cr_assert(fake_poll(fd) & POLLIN);
	server = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	cr_assert_geq(server, 0);
	cr_assert_eq(recv(server, &peer, 1, 0), -1);
	cr_assert_eq(errno, EAGAIN);
	cr_assert_eq(fake_poll(fd), 0);
	fake_close(client);
	fake_close(server);
	fake_close(fd);
}

Test(sockets, both_families_reach_an_ipv6_listener)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons(80) };
	struct sockaddr_in peer4 = address4(0x0a000001, 80);
	struct sockaddr_in6 peer6 = { .sin6_family = AF_INET6,
				      .sin6_port = htons(80),
				      .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t length = sizeof(peer6);
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	int client4 = socket(AF_INET, SOCK_STREAM, 0);
	int client6 = socket(AF_INET6, SOCK_STREAM, 0);
	int server;

	cr_assert_eq(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	cr_assert_eq(listen(fd, 5), 0);
	cr_assert_eq(connect(client4, (struct sockaddr *)&peer4, sizeof(peer4)),
		     0);
	cr_assert_eq(connect(client6, (struct sockaddr *)&peer6, sizeof(peer6)),
		     0);
	server = accept(fd, (struct sockaddr *)&peer6, &length);
	cr_assert(IN6_IS_ADDR_V4MAPPED(&peer6.sin6_addr));
	cr_assert_eq(peer6.sin6_addr.s6_addr32[3], htonl(0x0a000001));
	fake_close(server);
	server = accept(fd, (struct sockaddr *)&peer6, &length);
	cr_assert(IN6_IS_ADDR_LOOPBACK(&peer6.sin6_addr));
	fake_close(server);
	fake_close(client4);
	fake_close(client6);
	fake_close(fd);
}

Test(sockets, an_ipv6_listener_can_be_for_ipv6_alone)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons(80) };
	struct sockaddr_in peer = address4(INADDR_LOOPBACK, 80);
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	int client = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;

	cr_assert_eq(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)),
		     0);
	cr_assert_eq(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	cr_assert_eq(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)),
		     -1);
	cr_assert_eq(listen(fd, 5), 0);
	cr_assert_eq(connect(client, (struct sockaddr *)&peer, sizeof(peer)),
		     -1);
	cr_assert_eq(errno, ECONNREFUSED);
	fake_close(client);
	fake_close(fd);
}

Test(sockets, names)
{
	struct sockaddr_in name;
	socklen_t length = sizeof(name);
	int ends[2];

	pair(ends);
	cr_assert_eq(getsockname(ends[1], (struct sockaddr *)&name, &length),
		     0);
	cr_assert_eq(name.sin_port, htons(80));
	cr_assert_eq(getpeername(ends[0], (struct sockaddr *)&name, &length),
		     0);
	cr_assert_eq(name.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
	length = 3;
	cr_assert_eq(getpeername(ends[0], (struct sockaddr *)&name, &length),
		     0);
	cr_assert_eq(length, sizeof(name));
	fake_close(ends[0]);
	fake_close(ends[1]);
}

Test(sockets, closing_with_data_unread_resets)
{
	char data[4];
	int ends[2];

	pair(ends);
	cr_assert_eq(send(ends[0], "lost", 4, 0), 4);
	fake_close(ends[1]);
	cr_assert_eq(recv(ends[0], data, sizeof(data), 0), -1);
	cr_assert_eq(errno, ECONNRESET);
	fake_close(ends[0]);
}

Test(sockets, linger_of_nothing_resets)
{
	struct linger linger = { 1, 0 };
	char data[4];
	int ends[2];

	pair(ends);
	cr_assert_eq(setsockopt(ends[1], SOL_SOCKET, SO_LINGER, &linger,
				sizeof(linger)),
		     0);
	fake_close(ends[1]);
	cr_assert_eq(recv(ends[0], data, sizeof(data), 0), -1);
	cr_assert_eq(errno, ECONNRESET);
	fake_close(ends[0]);
}

Test(sockets, receiving_gives_up_when_told_to)
{
	struct timeval timeout = { 2, 500000 };
	uint64_t begin;
	int ends[2];

	pair(ends);
	begin = fake_now();
	cr_assert_eq(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &timeout,
				sizeof(timeout)),
		     0);
	cr_assert_eq(recv(ends[0], &timeout, 1, 0), -1);
	cr_assert_eq(errno, EAGAIN);
	cr_assert_eq(fake_now() - begin, 2500 * ILW_MILLISECOND);
	fake_close(ends[0]);
	fake_close(ends[1]);
}

Test(sockets, connections_not_accepted_are_reset_with_the_listener)
{
	struct sockaddr_in peer = address4(INADDR_LOOPBACK, 80);
	int fd = listener(80);
	int client = socket(AF_INET, SOCK_STREAM, 0);
	char data[1];

	cr_assert_eq(connect(client, (struct sockaddr *)&peer, sizeof(peer)),
		     0);
	cr_assert_eq(send(client, "x", 1, 0), 1);
	fake_close(fd);
	cr_assert_eq(recv(client, data, 1, 0), -1);
	cr_assert_eq(errno, ECONNRESET);
	fake_close(client);
}

Test(sockets, thousands_of_connections_one_after_another)
{
	struct sockaddr_in peer = address4(INADDR_LOOPBACK, 80);
	int fd = listener(80);

	for (int i = 0; i < 20000; i++) {
		int client = socket(AF_INET, SOCK_STREAM, 0);
		int server;

		cr_assert_eq(connect(client, (struct sockaddr *)&peer,
				     sizeof(peer)),
			     0, "connection %d: %s", i, strerror(errno));
		server = accept(fd, NULL, NULL);
		cr_assert_geq(server, 0);
		fake_close(server);
		fake_close(client);
		cr_assert_lt(fake_blocks - blocks, 200);
	}
	fake_close(fd);
}

Test(sockets, datagrams)
{
	struct sockaddr_in local = address4(INADDR_LOOPBACK, 53), from;
	socklen_t length = sizeof(from);
	int server = socket(AF_INET, SOCK_DGRAM, 0);
	int client = socket(AF_INET, SOCK_DGRAM, 0);
	char data[8];

	cr_assert_eq(bind(server, (struct sockaddr *)&local, sizeof(local)), 0);
	cr_assert_eq(send(client, "x", 1, 0), -1);
	cr_assert_eq(errno, EDESTADDRREQ);
	cr_assert_eq(sendto(client, "question", 8, 0, (struct sockaddr *)&local,
			    sizeof(local)),
		     8);
	cr_assert_eq(sendto(client, "", 0, 0, (struct sockaddr *)&local,
			    sizeof(local)),
		     0);
	cr_assert(fake_poll(server) & POLLIN);
	cr_assert_eq(recvfrom(server, data, 4, MSG_TRUNC,
			      (struct sockaddr *)&from, &length),
		     8);
	cr_assert_arr_eq(data, "ques", 4);
	cr_assert_eq(recv(server, data, 8, 0), 0);
	cr_assert_eq(fake_poll(server) & POLLIN, 0);
	cr_assert_eq(connect(server, (struct sockaddr *)&from, length), 0);
	cr_assert_eq(send(server, "answer", 6, 0), 6);
	cr_assert_eq(recv(client, data, 8, 0), 6);
	fake_close(server);
	fake_close(client);
}

Test(sockets, large_datagrams_are_put_together_again)
{
	static char data[30000], got[30000];
	struct sockaddr_in local = address4(INADDR_LOOPBACK, 53);
	int server = socket(AF_INET, SOCK_DGRAM, 0);

	cr_assert_eq(bind(server, (struct sockaddr *)&local, sizeof(local)), 0);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 7);
	cr_assert_eq(sendto(server, data, sizeof(data), 0,
			    (struct sockaddr *)&local, sizeof(local)),
		     30000);
	cr_assert_eq(recv(server, got, sizeof(got), 0), 30000);
	cr_assert_arr_eq(got, data, sizeof(data));
	cr_assert_eq(sendto(server, data, 70000, 0, (struct sockaddr *)&local,
			    sizeof(local)),
		     -1);
	cr_assert_eq(errno, EMSGSIZE);
	fake_close(server);
}

Test(sockets, options)
{
	socklen_t length = sizeof(int);
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	int value;

	static const struct {
		int level, name, set, get;
	} options[] = {
		{ SOL_SOCKET, SO_REUSEADDR, 1, 1 },
		{ SOL_SOCKET, SO_KEEPALIVE, 1, 1 },
		{ SOL_SOCKET, SO_BROADCAST, 5, 1 },
		{ IPPROTO_TCP, TCP_NODELAY, 1, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, 33, 33 },
		{ IPPROTO_IP, IP_TTL, 9, 9 },
		{ IPPROTO_IPV6, IPV6_UNICAST_HOPS, 11, 11 },
		{ IPPROTO_IPV6, IPV6_V6ONLY, 1, 1 },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		cr_assert_eq(setsockopt(fd, options[i].level, options[i].name,
					&options[i].set, sizeof(int)),
			     0);
		cr_assert_eq(getsockopt(fd, options[i].level, options[i].name,
					&value, &length),
			     0);
		cr_assert_eq(value, options[i].get);
	}
	cr_assert_eq(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &length), 0);
	cr_assert_eq(value, SOCK_STREAM);
	cr_assert_eq(setsockopt(fd, SOL_SOCKET, 9999, &value, length), -1);
	cr_assert_eq(errno, ENOPROTOOPT);
	fake_close(fd);
}

Test(sockets, mistakes)
{
	struct sockaddr_in local = address4(0x0a000002, 80);
	struct sockaddr_in any = address4(INADDR_ANY, 80);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int other;

#define fails(call, error)                                                     \
	do {                                                                   \
		cr_assert_eq((call), -1);                                      \
		cr_assert_eq(errno, (error));                                  \
	} while (0)
	fails(socket(99, SOCK_STREAM, 0), EAFNOSUPPORT);
	fails(socket(AF_INET, 99, 0), EPROTOTYPE);
	fails(socket(AF_UNIX, SOCK_STREAM, 0), EAFNOSUPPORT);
	fails(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP), EPROTONOSUPPORT);
	fails(bind(99, (struct sockaddr *)&any, sizeof(any)), EBADF);
	fails(bind(fd, (struct sockaddr *)&any, 3), EINVAL);
	fails(bind(fd, (struct sockaddr *)&local, sizeof(local)),
	      EADDRNOTAVAIL);
	fails(accept(fd, NULL, NULL), EINVAL);
	fails(recv(fd, &other, 1, 0), ENOTCONN);
	fails(send(fd, "x", 1, 0), ENOTCONN);
	fails(send(fd, "x", 1, MSG_OOB), EOPNOTSUPP);
	fails(shutdown(fd, SHUT_WR), ENOTCONN);
	cr_assert_eq(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	fails(bind(fd, (struct sockaddr *)&any, sizeof(any)), EINVAL);
	cr_assert_eq(listen(fd, 5), 0);
	fails(connect(fd, (struct sockaddr *)&any, sizeof(any)), EISCONN);
	other = socket(AF_INET, SOCK_STREAM, 0);
	fails(bind(other, (struct sockaddr *)&any, sizeof(any)), EADDRINUSE);
	fake_close(other);
	fake_close(fd);
}

/* Each allocation of a whole conversation fails once; nothing may be left
 * behind, and nothing may break. */
Test(sockets, survive_want_of_memory)
{
	for (long left = 0; left < 60; left++) {
		struct sockaddr_in peer = address4(INADDR_LOOPBACK, 80);
		int fd = listener(80);
		int client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		int server;
		char data[64];

		fake_set_nonblocking(fd);
		fake_blocks_left = left;
		connect(client, (struct sockaddr *)&peer, sizeof(peer));
		send(client, "hello", 5, 0);
		server = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
		if (server >= 0) {
			send(server, "world", 5, 0);
			recv(server, data, sizeof(data), 0);
			fake_close(server);
		}
		recv(client, data, sizeof(data), 0);
		fake_blocks_left = -1;
		fake_close(client);
		fake_close(fd);
		fake_pass(200 * ILW_SECOND);
		cr_assert_eq(fake_blocks, blocks, "left behind at %ld", left);
	}
}
