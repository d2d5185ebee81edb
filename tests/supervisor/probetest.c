/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Probes over real sockets: of servers that are well, sick, slow, silent, that
 * say nonsense, or are not there.
 */
#include <criterion/criterion.h>

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sdk/supervisor/host.h"
#include "sdk/supervisor/probe.h"

TestSuite(probe, .timeout = 60);

/* ---- an engine of one socket ---- */

static struct {
	int fd;
	uint32_t events;
	struct watched *watched;
} waiting;

bool engine_poll(int fd, uint32_t events, void (*ready)(void *), void *context)
{
	waiting.fd = fd;
	waiting.events = events;
	waiting.watched = context;
	waiting.watched->ready = ready;
	return true;
}

void engine_poll_end(int fd)
{
	if (fd == waiting.fd)
		waiting.watched = NULL;
}

static int outcome;

static void done(struct probe *probe, bool good)
{
	(void)probe;
	outcome = good;
}

static void step(void)
{
	struct pollfd one = { .fd = waiting.watched == NULL ? -1 : waiting.fd };

	one.events = waiting.events & EPOLLIN ? POLLIN : POLLOUT;
	if (poll(&one, 1, 10) > 0 && waiting.watched != NULL)
		waiting.watched->ready(waiting.watched);
	timers_run();
}

/* ---- a server of one client ---- */

static int listener;

static uint16_t serve(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof address;

	listener = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(listener, (struct sockaddr *)&address, length), 0);
	cr_assert_eq(listen(listener, 4), 0);
	getsockname(listener, (struct sockaddr *)&address, &length);
	return ntohs(address.sin_port);
}

static void begin(uint16_t port, const char *path, int64_t time)
{
	static struct probe probe;

	outcome = -1;
	probe_begin(&probe, htonl(INADDR_LOOPBACK), port, path, time, done);
	cr_expect_eq(outcome, -1, "it was told before it was begun");
}

static int finish(void)
{
	while (outcome < 0)
		step();
	return outcome;
}

/* Reads a request and answers it so, in pieces if there are bars in it. */
static int answered(const char *answer)
{
	char request[512];
	int client;

	begin(serve(), "/health", 20000);
	client = accept(listener, NULL, NULL);
	while (outcome < 0 &&
	       recv(client, request, sizeof request, MSG_DONTWAIT) <= 0)
		step();
	cr_expect_eq(strncmp(request, "GET /health HTTP/1.1\r\n", 22), 0);
	while (*answer != '\0') {
		size_t length = strcspn(answer, "|");

		send(client, answer, length, MSG_NOSIGNAL);
		answer += length + (answer[length] == '|');
		if (outcome < 0)
			step();
	}
	close(client);
	close(listener);
	return finish();
}

Test(probe, nobody_is_there)
{
	uint16_t port = serve();

	close(listener);
	begin(port, NULL, 20000);
	cr_expect_eq(finish(), 0);
}

Test(probe, a_connection_is_enough_without_a_path)
{
	begin(serve(), NULL, 20000);
	cr_expect_eq(finish(), 1);
}

/* It leaves nothing to remember at either end. */
Test(probe, the_connection_is_dropped)
{
	char byte;
	int client;

	begin(serve(), NULL, 20000);
	client = accept(listener, NULL, NULL);
	cr_expect_eq(finish(), 1);
	cr_expect_lt(recv(client, &byte, 1, 0), 0);
	cr_expect_eq(errno, ECONNRESET);
	close(client);
	close(listener);
}

Test(probe, answers)
{
	cr_expect_eq(answered("HTTP/1.1 200 OK\r\n\r\n"), 1);
	cr_expect_eq(answered("HTTP/1.0 204 No Content\r\n\r\n"), 1);
	cr_expect_eq(answered("HTTP/1.1 399 So\r\n\r\n"), 1);
	cr_expect_eq(answered("HTTP/1.1 400 So\r\n\r\n"), 0);
	cr_expect_eq(answered("HTTP/1.1 199 So\r\n\r\n"), 0);
	cr_expect_eq(answered("HTTP/1.1 503 So\r\n\r\n"), 0);
	cr_expect_eq(answered("HT|TP/1.|1 2|00 OK\r\n\r\n"), 1);
	cr_expect_eq(answered("HTTP/1.1 200"), 1);
	cr_expect_eq(answered("HTTP/1.1 20"), 0);
	cr_expect_eq(answered("HTTP/2.0 200 OK\r\n\r\n"), 0);
	cr_expect_eq(answered("SSH-2.0-nonsense\r\n"), 0);
	cr_expect_eq(answered("HTTP/1.1 -99 OK\r\n\r\n"), 0);
	cr_expect_eq(answered(""), 0);
}

Test(probe, silence_ends)
{
	int64_t began = clock_monotonic();

	begin(serve(), "/health", 200);
	cr_expect_eq(finish(), 0);
	cr_expect_geq(clock_monotonic() - began, 200);
}

Test(probe, a_path_too_long_is_no_request)
{
	static char path[2000];

	memset(path, 'a', sizeof path - 1);
	path[0] = '/';
	begin(serve(), path, 20000);
	cr_expect_eq(finish(), 0);
}

Test(probe, one_that_is_cancelled_says_nothing)
{
	static struct probe probe;

	outcome = -1;
	probe_begin(&probe, htonl(INADDR_LOOPBACK), serve(), NULL, 20000, done);
	probe_cancel(&probe);
	for (int i = 0; i < 5; i++)
		step();
	cr_expect_eq(outcome, -1);
	cr_expect_eq(timers_run(), TIMERS_NONE);
}

/* ---- timers ---- */

static char order[16];

struct named {
	struct timer timer;
	char name;
};

static void note(struct timer *timer)
{
	char name[2] = { timer_owner(timer, struct named, timer)->name, '\0' };

	strcat(order, name);
}

Test(timers, run_in_their_order)
{
	struct named all[5] = { { .name = 'a' },
				{ .name = 'b' },
				{ .name = 'c' },
				{ .name = 'd' },
				{ .name = 'e' } };
	int64_t now = clock_monotonic();

	timer_set(&all[0].timer, now - 1, note);
	timer_set(&all[1].timer, now - 5, note);
	timer_set(&all[2].timer, now - 3, note);
	timer_set(&all[3].timer, now + 1000000, note);
	timer_set(&all[4].timer, now - 4, note);
	timer_clear(&all[2].timer);
	timer_set(&all[1].timer, now - 2, note);
	cr_expect_eq(timers_run(), now + 1000000);
	cr_expect_str_eq(order, "eba");
	cr_expect_not(timer_is_set(&all[0].timer));
	cr_expect(timer_is_set(&all[3].timer));
	timer_clear(&all[3].timer);
	cr_expect_eq(timers_run(), TIMERS_NONE);
}

Test(timers, many)
{
	static struct named all[1000];
	int64_t now = clock_monotonic(), last = 0;

	for (int i = 0; i < 1000; i++)
		timer_set(&all[i].timer, now + 1000 + (i * 7919) % 1000, note);
	for (int i = 0; i < 1000; i += 3)
		timer_clear(&all[i].timer);
	for (int i = 0; i < 1000; i++) {
		if (i % 3 == 0)
			continue;
		cr_expect(timer_is_set(&all[i].timer));
		last = all[i].timer.due > last ? all[i].timer.due : last;
		timer_clear(&all[i].timer);
	}
	cr_expect_leq(last, now + 1999);
	cr_expect_eq(timers_run(), TIMERS_NONE);
}
