/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The template proxy, before servers that are this test.
 */
#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service.h"

/* What the VM calls this machine. */
#define HOST "10.0.2.2"

/* Nobody listens on the discard port of this machine. */
static void start(struct service *service, uint16_t first, uint16_t second)
{
	char backends[128];

	snprintf(backends, sizeof backends, "BACKENDS=" HOST ":%u," HOST ":%u",
		 first, second);
	service_start(service, TEMPLATE_IMAGE("proxy"), "80", "-e", backends,
		      NULL);
}

/* A connection through the proxy to a server that waits: its two ends. */
struct ends {
	int client, server;
};

/* The next connection to the server that begins with that line; others are
 * those of clients that gave up.  -1: there is none yet. */
static int accept_line(int listener, const char *line)
{
	struct pollfd polls = { .fd = listener, .events = POLLIN };
	struct bytes bytes = { 0 };
	int server;

	while (poll(&polls, 1, 200) > 0) {
		server = tcp_accept(listener, SERVICE_MS);
		bytes_clear(&bytes);
		if (receive(server, &bytes, strlen(line)) &&
		    strcmp(bytes.data, line) == 0) {
			bytes_free(&bytes);
			return server;
		}
		close(server);
	}
	bytes_free(&bytes);
	return -1;
}

/* The VM may be starting, and drop the first ones. */
static struct ends connect_through(struct service *service, int listener)
{
	static unsigned int number = 1000;
	double deadline = now_ms() + SERVICE_MS;
	struct ends ends = { -1, -1 };
	char line[16];

	while (ends.server < 0 && now_ms() < deadline) {
		if (ends.client >= 0)
			close(ends.client);
		ends.client = tcp_connect(LOOPBACK, service->port, SERVICE_MS);
		snprintf(line, sizeof line, "%u\n", number++);
		if (send_all(ends.client, line, strlen(line)))
			ends.server = accept_line(listener, line);
		process_read_for(&service->process, 0);
		cr_assert(!service->process.ended, "%s",
			  service->process.err.data);
	}
	cr_assert(ends.client >= 0 && ends.server >= 0);
	return ends;
}

static void expect_passed(int from, int to, const char *text)
{
	struct bytes bytes = { 0 };

	cr_assert(send_all(from, text, strlen(text)));
	cr_assert(receive(to, &bytes, strlen(text)));
	cr_expect_str_eq(bytes.data, text);
	bytes_free(&bytes);
}

static void expect_end(int from)
{
	struct bytes rest = { 0 };

	cr_expect(receive(from, &rest, 0), "no end");
	cr_expect(rest.length == 0, "%s", rest.data);
	bytes_free(&rest);
}

/* Either side may end while the other goes on. */
static void expect_half_close(struct ends ends)
{
	expect_passed(ends.client, ends.server, "question");
	shutdown(ends.client, SHUT_WR);
	expect_end(ends.server);
	expect_passed(ends.server, ends.client, "answer");
	expect_passed(ends.server, ends.client, "more");
	close(ends.server);
	expect_end(ends.client);
	close(ends.client);
}

static void expect_other_half_close(struct ends ends)
{
	expect_passed(ends.server, ends.client, "greeting");
	shutdown(ends.server, SHUT_WR);
	expect_end(ends.client);
	expect_passed(ends.client, ends.server, "farewell");
	close(ends.client);
	expect_end(ends.server);
	close(ends.server);
}

/* Many bytes to a side that begins to read when they have come to a stop. */
static void expect_long(struct ends ends)
{
	static char data[1 << 20];
	struct bytes received = { 0 };
	size_t sent = 0;
	ssize_t size;

	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (char)(i * 2654435761u >> 24);
	while (sent < sizeof data) {
		size = send(ends.client, data + sent, sizeof data - sent,
			    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (size > 0)
			sent += (size_t)size;
		else
			cr_assert(receive(ends.server, &received, 65536));
	}
	shutdown(ends.client, SHUT_WR);
	cr_assert(receive(ends.server, &received, 0));
	cr_expect(received.length == sizeof data &&
		  memcmp(received.data, data, sizeof data) == 0);
	bytes_free(&received);
	close(ends.client);
	close(ends.server);
}

/* A reset on one side ends the other. */
static void expect_reset(int from, int to)
{
	struct linger now = { .l_onoff = 1 };
	struct bytes rest = { 0 };

	expect_passed(from, to, "x");
	setsockopt(from, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	close(from);
	receive(to, &rest, 0);
	cr_expect(rest.length == 0);
	close(to);
	bytes_free(&rest);
}

/* The first backend does not answer, so that every connection tries it every
 * other time and then the second. */
Test(relay, passes_on)
{
	uint16_t port;
	int listener = tcp_listen(LOOPBACK, &port);
	struct service service;
	struct ends ends;

	start(&service, 1, port);
	expect_half_close(connect_through(&service, listener));
	expect_other_half_close(connect_through(&service, listener));
	expect_long(connect_through(&service, listener));
	ends = connect_through(&service, listener);
	expect_reset(ends.client, ends.server);
	ends = connect_through(&service, listener);
	expect_reset(ends.server, ends.client);
	expect_half_close(connect_through(&service, listener));
	close(listener);
	service_stop(&service);
}

/* Many who say nothing; and more than there are places for. */
Test(relay, bears_crowds)
{
	static int crowd[230];
	struct bytes rest = { 0 };
	uint16_t port;
	int listener = tcp_listen(LOOPBACK, &port);
	struct service service;
	struct ends ends;

	start(&service, port, port);
	ends = connect_through(&service, listener);
	service_crowd(&service, crowd, 150, "");
	expect_passed(ends.client, ends.server, "still there");
	close_all(crowd, 150);
	expect_half_close(ends);
	expect_half_close(connect_through(&service, listener));
	service_crowd(&service, crowd, 230, "");
	/* The first is put out. */
	cr_expect(receive(crowd[0], &rest, 0) && rest.length == 0);
	close_all(crowd, 230);
	bytes_free(&rest);
	close(listener);
	service_stop(&service);
}

static void expect_refusal(const char *backends, const char *expression)
{
	char setting[128];
	struct service service;

	snprintf(setting, sizeof setting, "BACKENDS=%s", backends);
	service_start(&service, TEMPLATE_IMAGE("proxy"), "80", "-e", setting,
		      NULL);
	cr_assert(process_wait(&service.process, SERVICE_MS));
	cr_expect(service.process.status == 1 &&
			  bytes_match(&service.process.out, expression),
		  "%s: status %d: %s", backends, service.process.status,
		  service.process.out.data);
	process_finish(&service.process);
}

Test(relay, refuses_what_it_cannot_reach)
{
	struct service service;

	expect_refusal("", "^BACKENDS: : not HOST:PORT\n$");
	expect_refusal("10.0.2.2:80,:80", "^BACKENDS: :80: not HOST:PORT\n$");
	expect_refusal("[::1]", "^BACKENDS: \\[::1\\]: ");
	start(&service, 1, 2);
	service_await(&service, "hello", "^$");
	service_expect_text(&service, "^$", "hello");
	service_stop(&service);
}
