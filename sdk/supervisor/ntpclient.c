/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sockets are connected, so that only the server's own packets come.
 */
#include "ntpclient.h"

#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "host.h"
#include "ntp.h"

#define STACK 32768

static struct ntp ntp;
static struct cidr address[NTP_SERVERS];
static struct pollfd sockets[NTP_SERVERS];
static uint16_t port;
static enum ntp_action told; /* last, of what is said once */

static int64_t monotonic(void)
{
	return (int64_t)ilw_clock_monotonic();
}

static int open_socket(const struct cidr *to)
{
	struct sockaddr_in four = { .sin_family = AF_INET,
				    .sin_port = htons(port) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port) };
	bool is_four = to->family == AF_INET;
	int fd = socket(to->family, SOCK_DGRAM, 0);

	memcpy(&four.sin_addr, to->bytes, 4);
	memcpy(&six.sin6_addr, to->bytes, 16);
	if (fd >= 0 && connect(fd,
			       is_four ? (struct sockaddr *)&four :
					 (struct sockaddr *)&six,
			       is_four ? sizeof four : sizeof six) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Each time from another port, as it is hard to guess.  What cannot be sent is
 * not answered. */
static void ask(const struct ntp_order *order)
{
	struct pollfd *to = &sockets[order->server];

	if (to->fd >= 0)
		close(to->fd);
	to->fd = open_socket(&address[order->server]);
	to->events = POLLIN;
	if (to->fd >= 0)
		send(to->fd, order->packet, sizeof order->packet, 0);
}

static void hear(unsigned server)
{
	uint8_t packet[NTP_PACKET + 20]; /* a digest may follow */
	ssize_t length = recv(sockets[server].fd, packet, sizeof packet,
			      MSG_DONTWAIT);
	int64_t mono = monotonic(), wall = ilw_clock_realtime();

	if (length > 0)
		ntp_heard(&ntp, server, packet, (size_t)length, mono, wall);
}

static void step(int64_t by)
{
	if (by > NTP_SLEW || by < -NTP_SLEW)
		host_log("the clock is set by %lld ms",
			 (long long)(by / (NTP_SECOND / 1000)));
	ilw_clock_set(ilw_clock_realtime() + by);
	told = NTP_WAIT;
}

static void say_once(enum ntp_action action, const char *text)
{
	if (told != action)
		host_log("%s", text);
	told = action;
}

static void wait_until(int64_t until)
{
	int64_t left = until - monotonic(), ms = left / 1000000 + 1;

	if (left <= 0)
		return;
	if (poll(sockets, ntp.count, ms < INT_MAX ? (int)ms : INT_MAX) <= 0)
		return;
	for (unsigned i = 0; i < ntp.count; i++)
		if (sockets[i].fd >= 0 && sockets[i].revents != 0)
			hear(i);
}

static void carry_out(const struct ntp_order *order)
{
	switch (order->action) {
	case NTP_WAIT:
		wait_until(order->until);
		break;
	case NTP_ASK:
		ask(order);
		break;
	case NTP_STEP:
		step(order->by);
		break;
	case NTP_AGREE_NOT:
		say_once(order->action, "the time servers do not agree; the "
					"clock is left as it is");
		break;
	case NTP_TOO_FAR:
		say_once(
			order->action,
			"the time servers are too far from the clock, which "
			"is left as it is; start the host anew if it is wrong");
		break;
	case NTP_SILENCE:
		say_once(order->action, "no time server answers");
		break;
	}
}

static void *keep_time(void *unused)
{
	struct ntp_order order;
	uint64_t nonce;

	(void)unused;
	ntp_begin(&ntp, ntp.count, monotonic());
	for (;;) {
		randombytes_buf(&nonce, sizeof nonce);
		ntp_next(&ntp, monotonic(), nonce, &order);
		carry_out(&order);
	}
	return NULL;
}

bool ntpclient_start(const struct cidr *servers, unsigned count,
		     uint16_t to_port)
{
	pthread_attr_t attributes;
	pthread_t thread;
	bool started;

	ntp.count = count < NTP_SERVERS ? count : NTP_SERVERS;
	port = to_port;
	for (unsigned i = 0; i < ntp.count; i++) {
		address[i] = servers[i];
		sockets[i].fd = -1;
	}
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK);
	started = pthread_create(&thread, &attributes, keep_time, NULL) == 0;
	pthread_attr_destroy(&attributes);
	return started;
}
