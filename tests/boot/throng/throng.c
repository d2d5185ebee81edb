/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Echoes what comes over any number of connections.  What begins with an m
 * asks what epoll_wait costs when one of them is ready: ticks of the time stamp
 * counter for a thousand calls.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 7
#define BATCH 64
#define REPLY 32
#define CALLS 1000

static int epfd, listener;

static int watch(int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data = { .fd = fd } };

	return epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &event);
}

static void take_in(void)
{
	int fd;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0)
		if (watch(fd) != 0)
			close(fd);
	if (errno != EAGAIN)
		perror("accept");
}

static void measure(int fd)
{
	struct epoll_event event;
	char reply[REPLY] = { 0 };
	int ready = eventfd(1, 0);
	uint64_t begun;

	watch(ready);
	begun = __builtin_ia32_rdtsc();
	for (int i = 0; i < CALLS; i++)
		epoll_wait(epfd, &event, 1, -1);
	snprintf(reply, sizeof reply, "ticks %llu",
		 (unsigned long long)(__builtin_ia32_rdtsc() - begun));
	close(ready);
	send(fd, reply, sizeof reply, 0);
}

static void serve(int fd)
{
	char bytes[512];
	ssize_t length = recv(fd, bytes, sizeof bytes, 0);

	if (length == 0 || (length < 0 && errno != EAGAIN))
		close(fd);
	else if (length > 0 && bytes[0] == 'm')
		measure(fd);
	else if (length > 0 && send(fd, bytes, (size_t)length, 0) != length)
		close(fd);
}

int main(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons(PORT) };
	struct epoll_event events[BATCH];

	epfd = epoll_create1(0);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (bind(listener, (struct sockaddr *)&any, sizeof any) != 0 ||
	    listen(listener, 255) != 0 || watch(listener) != 0) {
		perror("listen");
		return 1;
	}
	for (;;) {
		int count = epoll_wait(epfd, events, BATCH, -1);

		for (int i = 0; i < count; i++) {
			if (events[i].data.fd == listener)
				take_in();
			else
				serve(events[i].data.fd);
		}
	}
}
