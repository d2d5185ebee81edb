/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * UNIX-domain sockets of each type: names, connections, messages, descriptors
 * among them, what fails and how, and threads that wait for each other.
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <ilwaco/heap.h>

#include "guest/check.h"
#include "guest/stream.h"

#define TOTAL 500000u

static short ready(int fd)
{
	struct pollfd entry = { fd, POLLIN | POLLOUT | POLLRDHUP, 0 };

	poll(&entry, 1, 0);
	return entry.revents;
}

static struct sockaddr_un named(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	strcpy(name.sun_path, path);
	return name;
}

/* A name that begins with a zero byte. */
static struct sockaddr_un abstract(const char *text, socklen_t *length)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	strcpy(name.sun_path + 1, text);
	*length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			      strlen(text));
	return name;
}

static int bound(int type, const char *path)
{
	struct sockaddr_un name = named(path);
	int fd = socket(AF_UNIX, type, 0);

	CHECK(bind(fd, (struct sockaddr *)&name, sizeof name) == 0);
	return fd;
}

static int connect_path(int fd, const char *path)
{
	struct sockaddr_un name = named(path);

	return connect(fd, (struct sockaddr *)&name, sizeof name);
}

static int option_of(int fd, int option)
{
	socklen_t length = sizeof(int);
	int value = -1;

	CHECK(getsockopt(fd, SOL_SOCKET, option, &value, &length) == 0);
	return value;
}

static void pair_mistakes(void)
{
	int ends[2];

	FAILS(socketpair(AF_INET, SOCK_STREAM, 0, ends), EOPNOTSUPP);
	FAILS(socketpair(99, SOCK_STREAM, 0, ends), EAFNOSUPPORT);
	FAILS(socketpair(AF_UNIX, SOCK_RAW, 0, ends), EPROTOTYPE);
	FAILS(socketpair(AF_UNIX, SOCK_STREAM, 7, ends), EPROTONOSUPPORT);
	FAILS(socket(AF_UNIX, 99, 0), EPROTOTYPE);
}

static void stream_pair(void)
{
	static char bytes[200000];
	size_t sent = 0, got = 0;
	char data[16];
	ssize_t part;
	int ends[2], waiting;

	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
			 ends) == 0);
	EQUAL(fcntl(ends[0], F_GETFD), FD_CLOEXEC);
	EQUAL(ready(ends[0]), POLLOUT);
	FAILS(read(ends[0], data, 1), EAGAIN);
	EQUAL(write(ends[0], "hello", 5), 5);
	EQUAL(send(ends[0], " you", 4, MSG_NOSIGNAL), 4);
	CHECK(ioctl(ends[1], FIONREAD, &waiting) == 0 && waiting == 9);
	EQUAL(recv(ends[1], data, 7, MSG_PEEK), 7);
	EQUAL(recv(ends[1], data, 3, 0), 3);
	EQUAL(recv(ends[1], data, 16, 0), 6);
	CHECK(memcmp(data, "lo you", 6) == 0);
	EQUAL(recv(ends[1], data, 0, 0), 0);
	EQUAL(send(ends[1], data, 0, 0), 0);
	while ((part = write(ends[0], bytes, sizeof bytes)) > 0)
		sent += (size_t)part;
	FAILS(write(ends[0], bytes, 1), EAGAIN);
	CHECK(sent > 32768 && sent < sizeof bytes);
	CHECK((ready(ends[0]) & POLLOUT) == 0);
	while ((part = read(ends[1], bytes, 5000)) > 0)
		got += (size_t)part;
	EQUAL(got, sent);
	EQUAL(ready(ends[0]), POLLOUT);
	FAILS(send(ends[0], "x", 1, MSG_OOB), EOPNOTSUPP);
	close(ends[0]);
	close(ends[1]);
}

static void stream_ends(void)
{
	char data[8];
	int ends[2];

	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	EQUAL(send(ends[0], "last", 4, 0), 4);
	EQUAL(shutdown(ends[0], SHUT_WR), 0);
	FAILS(send(ends[0], "x", 1, MSG_NOSIGNAL), EPIPE);
	EQUAL(recv(ends[1], data, 8, 0), 4);
	EQUAL(recv(ends[1], data, 8, 0), 0);
	CHECK(ready(ends[1]) == (POLLIN | POLLOUT | POLLRDHUP));
	EQUAL(send(ends[1], "still", 5, 0), 5);
	EQUAL(shutdown(ends[0], SHUT_RD), 0);
	FAILS(send(ends[1], "x", 1, MSG_NOSIGNAL), EPIPE);
	FAILS(shutdown(ends[0], 3), EINVAL);
	close(ends[0]); /* "still" was not read */
	FAILS(recv(ends[1], data, 8, 0), ECONNRESET);
	EQUAL(recv(ends[1], data, 8, 0), 0);
	CHECK(ready(ends[1]) & POLLHUP);
	FAILS(send(ends[1], "x", 1, MSG_NOSIGNAL), EPIPE);
	close(ends[1]);
}

static void names(void)
{
	struct sockaddr_un name;
	struct stat status;
	socklen_t length = sizeof name;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), other;

	EQUAL(getsockname(fd, (struct sockaddr *)&name, &length), 0);
	CHECK(length == sizeof(sa_family_t) && name.sun_family == AF_UNIX);
	FAILS(listen(fd, 1), EINVAL);
	FAILS(getpeername(fd, (struct sockaddr *)&name, &length), ENOTCONN);
	name = named("/run/one");
	FAILS(bind(fd, (struct sockaddr *)&name, sizeof(sa_family_t)), EINVAL);
	FAILS(bind(fd, (struct sockaddr *)&name, sizeof name + 1), EINVAL);
	FAILS(bind(fd, NULL, sizeof name), EFAULT);
	name.sun_family = AF_INET;
	FAILS(bind(fd, (struct sockaddr *)&name, sizeof name), EAFNOSUPPORT);
	close(fd);
	fd = bound(SOCK_STREAM, "/run/one");
	length = sizeof name;
	EQUAL(getsockname(fd, (struct sockaddr *)&name, &length), 0);
	CHECK(strcmp(name.sun_path, "/run/one") == 0);
	EQUAL(length, sizeof(sa_family_t) + sizeof "/run/one");
	FAILS(bind(fd, (struct sockaddr *)&name, length), EINVAL);
	other = socket(AF_UNIX, SOCK_STREAM, 0);
	FAILS(bind(other, (struct sockaddr *)&name, length), EADDRINUSE);
	FAILS(connect_path(other, "/run/one"), ECONNREFUSED);
	FAILS(connect_path(other, "/run/two"), ENOENT);
	CHECK(stat("/run/one", &status) == 0 && S_ISSOCK(status.st_mode));
	EQUAL(chmod("/run/one", 0666), 0);
	close(fd);
	FAILS(connect_path(other, "/run/one"), ECONNREFUSED);
	FAILS(bind(other, (struct sockaddr *)&name, length), EADDRINUSE);
	EQUAL(unlink("/run/one"), 0);
	FAILS(unlink("/run/one"), ENOENT);
	EQUAL(bind(other, (struct sockaddr *)&name, length), 0);
	close(other);
	EQUAL(unlink("/run/one"), 0);
}

static void abstract_names(void)
{
	socklen_t length, got = sizeof(struct sockaddr_un);
	struct sockaddr_un name = abstract("service", &length), read_back;
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	int other = socket(AF_UNIX, SOCK_DGRAM, 0);

	FAILS(connect(other, (struct sockaddr *)&name, length), ECONNREFUSED);
	EQUAL(bind(fd, (struct sockaddr *)&name, length), 0);
	EQUAL(getsockname(fd, (struct sockaddr *)&read_back, &got), 0);
	CHECK(got == length && memcmp(&name, &read_back, length) == 0);
	FAILS(bind(other, (struct sockaddr *)&name, length), EADDRINUSE);
	EQUAL(connect(other, (struct sockaddr *)&name, length), 0);
	close(fd);
	EQUAL(bind(other, (struct sockaddr *)&name, length), 0);
	close(other);
}

static void connections(void)
{
	struct sockaddr_un name;
	socklen_t length = sizeof name;
	int listener = bound(SOCK_STREAM, "/run/listener");
	int client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int late = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int packets = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	int server;
	char data[8];

	FAILS(accept(listener, NULL, NULL), EINVAL);
	FAILS(send(client, "x", 1, 0), ENOTCONN);
	FAILS(recv(client, data, 1, 0), ENOTCONN);
	FAILS(shutdown(client, SHUT_RD), ENOTCONN);
	EQUAL(listen(listener, 1), 0);
	EQUAL(option_of(listener, SO_ACCEPTCONN), 1);
	FAILS(connect_path(packets, "/run/listener"), EPROTOTYPE);
	EQUAL(ready(listener), 0);
	EQUAL(connect_path(client, "/run/listener"), 0);
	FAILS(connect_path(client, "/run/listener"), EISCONN);
	EQUAL(ready(listener), POLLIN);
	FAILS(connect_path(late, "/run/listener"), EAGAIN);
	EQUAL(send(client, "early", 5, 0), 5);
	server = accept4(listener, (struct sockaddr *)&name, &length,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);
	CHECK(server >= 0 && length == sizeof(sa_family_t));
	EQUAL(fcntl(server, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	EQUAL(connect_path(late, "/run/listener"), 0);
	length = sizeof name;
	EQUAL(getpeername(client, (struct sockaddr *)&name, &length), 0);
	CHECK(strcmp(name.sun_path, "/run/listener") == 0);
	EQUAL(recv(server, data, 8, 0), 5);
	FAILS(recv(server, data, 8, 0), EAGAIN);
	FAILS(sendto(client, "x", 1, 0, (struct sockaddr *)&name, length),
	      EISCONN);
	FAILS(connect_path(listener, "/run/listener"), EINVAL);
	close(listener);
	FAILS(recv(late, data, 1, 0), ECONNRESET);
	EQUAL(unlink("/run/listener"), 0);
	EQUAL(send(client, "on", 2, 0), 2);
	EQUAL(recv(server, data, 8, 0), 2);
	close(late);
	close(packets);
	close(client);
	EQUAL(recv(server, data, 8, 0), 0);
	close(server);
}

static void datagrams(void)
{
	static char big[70000];
	struct sockaddr_un name = named("/run/b"), from;
	socklen_t length = sizeof from;
	int a = bound(SOCK_DGRAM, "/run/a"), b = bound(SOCK_DGRAM, "/run/b");
	int c = socket(AF_UNIX, SOCK_DGRAM, 0);
	char data[8];
	int sent = 0;

	FAILS(listen(a, 1), EOPNOTSUPP);
	FAILS(accept(a, NULL, NULL), EOPNOTSUPP);
	FAILS(send(a, "x", 1, 0), EDESTADDRREQ);
	EQUAL(sendto(a, "question", 8, 0, (struct sockaddr *)&name,
		     sizeof name),
	      8);
	EQUAL(sendto(a, "", 0, 0, (struct sockaddr *)&name, sizeof name), 0);
	EQUAL(sendto(c, "anonymous", 9, 0, (struct sockaddr *)&name,
		     sizeof name),
	      9);
	EQUAL(recvfrom(b, data, 4, MSG_TRUNC, (struct sockaddr *)&from,
		       &length),
	      8);
	CHECK(strcmp(from.sun_path, "/run/a") == 0);
	EQUAL(recv(b, data, 8, 0), 0);
	length = sizeof from;
	EQUAL(recvfrom(b, data, 8, 0, (struct sockaddr *)&from, &length), 8);
	EQUAL(length, 0);
	FAILS(recv(b, data, 8, MSG_DONTWAIT), EAGAIN);
	EQUAL(connect_path(a, "/run/b"), 0);
	EQUAL(connect_path(b, "/run/a"), 0);
	FAILS(sendto(c, "x", 1, 0, (struct sockaddr *)&name, sizeof name),
	      EPERM);
	FAILS(send(a, big, sizeof big, 0), EMSGSIZE);
	while (send(a, big, 1000, MSG_DONTWAIT) == 1000)
		sent++;
	FAILS(send(a, big, 1, MSG_DONTWAIT), EAGAIN);
	CHECK(sent > 30);
	CHECK((ready(a) & POLLOUT) == 0);
	while (recv(b, big, sizeof big, MSG_DONTWAIT) == 1000)
		sent--;
	EQUAL(sent, 0);
	EQUAL(ready(a), POLLOUT);
	close(b);
	FAILS(send(a, "x", 1, 0), ECONNREFUSED);
	FAILS(send(a, "x", 1, 0), EDESTADDRREQ);
	name.sun_family = AF_UNSPEC;
	EQUAL(connect(a, (struct sockaddr *)&name, sizeof name), 0);
	close(a);
	close(c);
	unlink("/run/a");
	unlink("/run/b");
}

static void packets(void)
{
	char data[8];
	int ends[2];
	struct iovec piece = { data, 2 };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };

	EQUAL(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	EQUAL(option_of(ends[0], SO_TYPE), SOCK_SEQPACKET);
	EQUAL(send(ends[0], "one", 3, 0), 3);
	EQUAL(send(ends[0], "two", 3, 0), 3);
	EQUAL(recvmsg(ends[1], &message, 0), 2);
	EQUAL(message.msg_flags, MSG_TRUNC);
	EQUAL(recv(ends[1], data, 8, MSG_WAITALL), 3);
	CHECK(memcmp(data, "two", 3) == 0);
	close(ends[0]);
	EQUAL(recv(ends[1], data, 8, 0), 0);
	close(ends[1]);
}

/* Sends data with descriptors. */
static ssize_t send_fds(int fd, const char *text, const int *fds, int count)
{
	char control[CMSG_SPACE(4 * sizeof(int))] = { 0 };
	struct iovec piece = { (void *)(uintptr_t)text, strlen(text) };
	struct msghdr message = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int)),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
	memcpy(CMSG_DATA(header), fds, (size_t)count * sizeof(int));
	return sendmsg(fd, &message, 0);
}

/* Receives up to room bytes and one descriptor; -1: none came. */
static ssize_t receive_fd(int fd, char *data, size_t room, int *got, int *flags)
{
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec piece = { data, room };
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof control };
	ssize_t length = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	*got = -1;
	*flags = message.msg_flags;
	if (header != NULL && header->cmsg_type == SCM_RIGHTS)
		memcpy(got, CMSG_DATA(header), sizeof(int));
	return length;
}

static void rights(void)
{
	int ends[2], tube[2], got, flags, wrong = 99;
	int two[2];
	char data[16];

	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	pipe(tube);
	FAILS(send_fds(ends[0], "x", &wrong, 1), EBADF);
	EQUAL(send(ends[0], "before", 6, 0), 6);
	EQUAL(send_fds(ends[0], "with", &tube[1], 1), 4);
	EQUAL(send(ends[0], "after", 5, 0), 5);
	close(tube[1]);
	EQUAL(receive_fd(ends[1], data, 16, &got, &flags), 6);
	EQUAL(got, -1);
	EQUAL(receive_fd(ends[1], data, 16, &got, &flags), 4);
	CHECK(got >= 0 && flags == 0);
	EQUAL(fcntl(got, F_GETFD), FD_CLOEXEC);
	EQUAL(write(got, "through", 7), 7);
	EQUAL(read(tube[0], data, 16), 7);
	EQUAL(recv(ends[1], data, 16, 0), 5);
	/* Two come where there is room for one: the other is closed. */
	two[0] = two[1] = got;
	EQUAL(send_fds(ends[0], "two", two, 2), 3);
	close(got);
	EQUAL(receive_fd(ends[1], data, 16, &got, &flags), 3);
	EQUAL(flags, MSG_CTRUNC);
	/* Nobody asks for them: they are closed with the message. */
	EQUAL(send_fds(ends[0], "lost", &got, 1), 4);
	close(got);
	EQUAL(recv(ends[1], data, 16, 0), 4);
	EQUAL(read(tube[0], data, 1), 0);
	/* Nobody receives them. */
	EQUAL(send_fds(ends[0], "never", &tube[0], 1), 5);
	close(ends[0]);
	close(ends[1]);
	close(tube[0]);
}

/* Each socket lies in the queue of the next: they go together. */
static void long_chain(void)
{
	int last = dup(1), ends[2];

	for (int i = 0; i < 5000; i++) {
		if (!CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0))
			break;
		EQUAL(send_fds(ends[0], "x", &last, 1), 1);
		close(last);
		close(ends[0]);
		last = ends[1];
	}
	close(last);
}

static void credentials(void)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(struct ucred))];
	} control;
	struct ucred peer = { 0 };
	socklen_t length = sizeof peer;
	struct iovec piece;
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof control };
	char data[4];
	int ends[2], on = 1;

	piece = (struct iovec){ data, sizeof data };
	socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
	EQUAL(getsockopt(ends[0], SOL_SOCKET, SO_PEERCRED, &peer, &length), 0);
	CHECK(peer.pid == getpid() && peer.uid == getuid());
	EQUAL(setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on), 0);
	EQUAL(send(ends[0], "who", 3, 0), 3);
	EQUAL(recvmsg(ends[1], &message, 0), 3);
	EQUAL(control.header.cmsg_type, SCM_CREDENTIALS);
	memcpy(&peer, CMSG_DATA(&control.header), sizeof peer);
	EQUAL(peer.pid, getpid());
	EQUAL(sendmsg(ends[1], &message, 0), 4);
	peer.uid = 1000;
	memcpy(CMSG_DATA(&control.header), &peer, sizeof peer);
	FAILS(sendmsg(ends[1], &message, 0), EPERM);
	control.header.cmsg_type = 77;
	FAILS(sendmsg(ends[1], &message, 0), EINVAL);
	control.header.cmsg_len = sizeof control + 1;
	FAILS(sendmsg(ends[1], &message, 0), EINVAL);
	close(ends[0]);
	close(ends[1]);
}

static void options(void)
{
	struct timeval brief = { 0, 20000 }, wrong = { 0, 1000000 };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0), value = 8192;
	char data[9000] = { 0 };
	int ends[2];

	EQUAL(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &value, sizeof value), 0);
	EQUAL(option_of(fd, SO_SNDBUF), 8192);
	FAILS(send(fd, data, sizeof data, 0), EMSGSIZE);
	EQUAL(option_of(fd, SO_DOMAIN), AF_UNIX);
	EQUAL(option_of(fd, SO_ERROR), 0);
	FAILS(setsockopt(fd, SOL_SOCKET, SO_TYPE, &value, sizeof value),
	      ENOPROTOOPT);
	FAILS(setsockopt(fd, 6, 1, &value, sizeof value), ENOPROTOOPT);
	FAILS(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &value, 1), EINVAL);
	FAILS(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, NULL, 4), EFAULT);
	close(fd);
	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	FAILS(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &wrong,
			 sizeof wrong),
	      EDOM);
	EQUAL(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &brief,
			 sizeof brief),
	      0);
	FAILS(recv(ends[0], data, 1, 0), EAGAIN);
	EQUAL(setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &brief,
			 sizeof brief),
	      0);
	while (send(ends[0], data, sizeof data, 0) > 0)
		;
	FAILS(send(ends[0], data, 1, 0), EAGAIN);
	close(ends[0]);
	close(ends[1]);
}

static void several_at_once(void)
{
	char bytes[3][4];
	struct iovec pieces[3] = { { bytes[0], 4 },
				   { bytes[1], 4 },
				   { bytes[2], 4 } };
	struct mmsghdr messages[3];
	int ends[2];

	memset(messages, 0, sizeof messages);
	for (int i = 0; i < 3; i++) {
		messages[i].msg_hdr.msg_iov = &pieces[i];
		messages[i].msg_hdr.msg_iovlen = 1;
		memset(bytes[i], 'a' + i, 4);
	}
	socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
	EQUAL(sendmmsg(ends[0], messages, 3, 0), 3);
	EQUAL(messages[2].msg_len, 4);
	memset(bytes, 0, sizeof bytes);
	EQUAL(recvmmsg(ends[1], messages, 2, 0, NULL), 2);
	EQUAL(recvmmsg(ends[1], messages, 3, MSG_WAITFORONE, NULL), 1);
	EQUAL(bytes[0][3], 'c');
	FAILS(recvmmsg(ends[1], messages, 3, MSG_DONTWAIT, NULL), EAGAIN);
	FAILS(sendmmsg(99, messages, 1, 0), EBADF);
	close(ends[0]);
	close(ends[1]);
}

/* Threads. */

static void bytes_in_order(void)
{
	struct stream stream = { .total = TOTAL, .piece = 3001 };
	uint8_t piece[1999];
	uint32_t got = 0, wrong = 0;
	pthread_t writer;
	ssize_t length;
	int ends[2];

	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	stream.fd = ends[1];
	EQUAL(pthread_create(&writer, NULL, stream_write, &stream), 0);
	while ((length = recv(ends[0], piece, got % sizeof piece + 1,
			      got % 2 == 0 ? MSG_WAITALL : 0)) > 0)
		for (ssize_t i = 0; i < length; i++, got++)
			wrong += piece[i] != stream_byte(got);
	CHECK(got == TOTAL && wrong == 0);
	pthread_join(writer, NULL);
	close(ends[0]);
}

/* Accepts two, of which the second had to wait for the first. */
static void *serve(void *argument)
{
	int listener = *(int *)argument;

	for (int i = 0; i < 2; i++) {
		int fd = accept(listener, NULL, NULL);

		CHECK(fd >= 0 && write(fd, "served", 6) == 6);
		close(fd);
	}
	FAILS(accept(listener, NULL, NULL), EINVAL); /* shutdown() ends it */
	return NULL;
}

static void *be_sent(void *argument)
{
	static char bytes[1000];
	int fd = *(int *)argument;

	for (int i = 0; i < 200; i++)
		EQUAL(recv(fd, bytes, sizeof bytes, 0), 1000);
	return NULL;
}

static void waiting(void)
{
	static char bytes[1000];
	struct sockaddr_un name = named("/run/sink");
	int listener = bound(SOCK_STREAM, "/run/server");
	int sink = bound(SOCK_DGRAM, "/run/sink");
	int source = socket(AF_UNIX, SOCK_DGRAM, 0);
	pthread_t server, receiver;
	int clients[2];
	char data[8];

	listen(listener, 1);
	for (int i = 0; i < 2; i++) {
		clients[i] = socket(AF_UNIX, SOCK_STREAM, 0);
		if (i == 1)
			pthread_create(&server, NULL, serve, &listener);
		EQUAL(connect_path(clients[i], "/run/server"), 0);
	}
	for (int i = 0; i < 2; i++) {
		EQUAL(recv(clients[i], data, 6, MSG_WAITALL), 6);
		EQUAL(recv(clients[i], data, 6, 0), 0);
		close(clients[i]);
	}
	EQUAL(shutdown(listener, SHUT_RDWR), 0);
	pthread_join(server, NULL);
	close(listener);
	pthread_create(&receiver, NULL, be_sent, &sink);
	for (int i = 0; i < 200; i++)
		EQUAL(sendto(source, bytes, sizeof bytes, 0,
			     (struct sockaddr *)&name, sizeof name),
		      1000);
	pthread_join(receiver, NULL);
	close(sink);
	close(source);
	unlink("/run/server");
	unlink("/run/sink");
}

/* Who cannot be accepted for want of a descriptor waits on. */
static void without_descriptors(void)
{
	int listener = bound(SOCK_STREAM, "/run/server");
	int client = socket(AF_UNIX, SOCK_STREAM, 0);
	int first = dup(0), last = first, next;

	listen(listener, 1);
	EQUAL(connect_path(client, "/run/server"), 0);
	while ((next = dup(0)) >= 0)
		last = next;
	FAILS(accept(listener, NULL, NULL), EMFILE);
	close(last);
	EQUAL(accept(listener, NULL, NULL), last);
	EQUAL(send(client, "x", 1, 0), 1);
	while (last >= first)
		close(last--);
	close(client);
	close(listener);
	unlink("/run/server");
}

static void *connect_in_vain(void *argument)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	FAILS(connect_path(fd, "/run/server"), ECONNREFUSED);
	close(fd);
	return argument;
}

static void *send_in_vain(void *argument)
{
	static char bytes[1000];
	struct sockaddr_un name = named("/run/sink");
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0), error;

	while (sendto(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&name,
		      sizeof name) > 0)
		;
	error = errno;
	EQUAL(error, ECONNREFUSED);
	close(fd);
	return argument;
}

/* Who waits for room does not keep from being closed what it waits for. */
static void waiting_in_vain(void)
{
	int listener = bound(SOCK_STREAM, "/run/server");
	int sink = bound(SOCK_DGRAM, "/run/sink");
	int client = socket(AF_UNIX, SOCK_STREAM, 0);
	pthread_t one, other;

	listen(listener, 1);
	EQUAL(connect_path(client, "/run/server"), 0);
	pthread_create(&one, NULL, connect_in_vain, NULL);
	pthread_create(&other, NULL, send_in_vain, NULL);
	usleep(1000);
	close(listener);
	close(sink);
	pthread_join(one, NULL);
	pthread_join(other, NULL);
	close(client);
	unlink("/run/server");
	unlink("/run/sink");
}

/* Want of memory. */

struct block {
	struct block *next;
};

static struct block *take_all(void)
{
	struct block *blocks = NULL, *block;

	for (size_t size = 65536; size >= sizeof *block; size /= 4)
		while ((block = malloc(size)) != NULL) {
			block->next = blocks;
			blocks = block;
		}
	return blocks;
}

static void give_back(struct block *blocks)
{
	while (blocks != NULL) {
		struct block *next = blocks->next;

		free(blocks);
		blocks = next;
	}
}

static void without_memory(void)
{
	struct sockaddr_un name = named("/run/none");
	int listener = bound(SOCK_STREAM, "/run/full");
	int fresh = socket(AF_UNIX, SOCK_STREAM, 0);
	int ends[2], others[2];
	struct block *blocks;
	char data;

	listen(listener, 1);
	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	blocks = take_all();
	FAILS(socketpair(AF_UNIX, SOCK_STREAM, 0, others), ENOBUFS);
	FAILS(socket(AF_UNIX, SOCK_DGRAM, 0), ENOBUFS);
	FAILS(bind(fresh, (struct sockaddr *)&name, sizeof name), ENOMEM);
	FAILS(connect_path(fresh, "/run/full"), ENOBUFS);
	FAILS(send(ends[0], "x", 1, 0), ENOBUFS);
	FAILS(send_fds(ends[0], "x", &fresh, 1), ENOMEM);
	give_back(blocks);
	EQUAL(send(ends[0], "x", 1, 0), 1);
	EQUAL(recv(ends[1], &data, 1, 0), 1);
	EQUAL(connect_path(fresh, "/run/full"), 0);
	close(fresh);
	close(listener);
	close(ends[0]);
	close(ends[1]);
	unlink("/run/full");
}

/* Everything once, but for threads. */
static void all(void)
{
	pair_mistakes();
	stream_pair();
	stream_ends();
	names();
	abstract_names();
	connections();
	datagrams();
	packets();
	rights();
	long_chain();
	credentials();
	options();
	several_at_once();
}

int main(void)
{
	struct ilw_heap_usage before, after;

	all();
	bytes_in_order();
	waiting();
	waiting_in_vain();
	without_descriptors();
	before = ilw_heap_usage();
	all();
	after = ilw_heap_usage();
	EQUAL(after.total - after.free, before.total - before.free);
	without_memory();
	EQUAL(dup(0), 3); /* nothing is left open */
	return check_end();
}
