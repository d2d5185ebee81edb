/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The thread that asks time servers, against one on the loopback interface: its
 * clock, and what it says, are the test's.
 */
#include "sdk/supervisor/ntpclient.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "sdk/supervisor/host.h"
#include "sdk/supervisor/ntp.h"

#define PATIENCE_MS 20000
#define SERVER_TIME INT64_C(1900000000) /* seconds since 1970 */
#define FROM_1900 2208988800ull

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int64_t wall_offset;
static unsigned sets;
static char said[256];

uint64_t ilw_clock_monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * ILW_SECOND + (uint64_t)now.tv_nsec;
}

int64_t ilw_clock_realtime(void)
{
	return (int64_t)ilw_clock_monotonic() + wall_offset;
}

int32_t ilw_clock_set(int64_t time)
{
	pthread_mutex_lock(&lock);
	wall_offset = time - (int64_t)ilw_clock_monotonic();
	sets++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	return 0;
}

void host_log(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	pthread_mutex_lock(&lock);
	vsnprintf(said, sizeof said, format, arguments);
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	va_end(arguments);
}

static int listen_here(struct cidr *address, uint16_t *port)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	socklen_t length = sizeof here;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	cr_assert_eq(bind(fd, (struct sockaddr *)&here, length), 0);
	cr_assert_eq(getsockname(fd, (struct sockaddr *)&here, &length), 0);
	*port = ntohs(here.sin_port);
	address->family = AF_INET;
	memcpy(address->bytes, &here.sin_addr, 4);
	return fd;
}

/* Answers one request, after one that is not to be believed. */
static void answer_one(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	struct sockaddr_in from;
	socklen_t length = sizeof from;
	uint8_t packet[NTP_PACKET];
	uint32_t seconds = htonl((uint32_t)(SERVER_TIME + FROM_1900));

	cr_assert_eq(poll(&wait, 1, PATIENCE_MS), 1, "nobody asks");
	cr_assert_eq(recvfrom(fd, packet, sizeof packet, 0,
			      (struct sockaddr *)&from, &length),
		     NTP_PACKET);
	memcpy(packet + 24, packet + 40, 8);
	packet[0] = 4 << 3 | 4;
	packet[1] = 1;
	memset(packet + 32, 0, 16);
	packet[31] ^= 1;
	memset(packet + 32, 0x99, 16);
	sendto(fd, packet, sizeof packet, 0, (struct sockaddr *)&from, length);
	packet[31] ^= 1;
	memset(packet + 32, 0, 16);
	memcpy(packet + 32, &seconds, 4);
	memcpy(packet + 40, &seconds, 4);
	sendto(fd, packet, sizeof packet, 0, (struct sockaddr *)&from, length);
}

static struct timespec deadline(void)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += PATIENCE_MS / 1000;
	return end;
}

Test(ntpclient, sets_the_clock, .timeout = 60)
{
	struct timespec end = deadline();
	struct cidr address;
	uint16_t port;
	int fd = listen_here(&address, &port), error = 0;
	int64_t seconds;

	cr_assert(ntpclient_start(&address, 1, port));
	answer_one(fd);
	pthread_mutex_lock(&lock);
	while ((sets == 0 || said[0] == '\0') && error == 0)
		error = pthread_cond_timedwait(&changed, &lock, &end);
	cr_assert_eq(error, 0, "the clock is not set");
	seconds = ilw_clock_realtime() / (int64_t)ILW_SECOND;
	cr_expect(seconds >= SERVER_TIME - 2 && seconds < SERVER_TIME + 60,
		  "%lld", (long long)seconds);
	cr_expect(strncmp(said, "the clock is set by ", 20) == 0, "%s", said);
	pthread_mutex_unlock(&lock);
}

/* Nobody listens there: ICMP says so, and nothing is the worse for it. */
Test(ntpclient, says_that_nobody_answers, .timeout = 60)
{
	struct timespec end = deadline();
	struct cidr address[2];
	uint16_t port;
	int fd = listen_here(&address[0], &port), error = 0;

	address[1] = address[0];
	address[1].bytes[3] = 99;
	cr_assert(ntpclient_start(address, 2, port));
	pthread_mutex_lock(&lock);
	while (said[0] == '\0' && error == 0)
		error = pthread_cond_timedwait(&changed, &lock, &end);
	cr_assert_str_eq(said, "no time server answers");
	cr_expect_eq(sets, 0);
	pthread_mutex_unlock(&lock);
	(void)fd;
}
