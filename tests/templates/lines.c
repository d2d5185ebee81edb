/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The templates echo-tcp, udp and worker.
 */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/denali.h"
#include "service.h"

static void make_bytes(struct bytes *bytes, size_t length)
{
	uint32_t state = 7;

	for (size_t i = 0; i < length; i += sizeof state) {
		state = state * 1664525u + 1013904223u;
		bytes_append(bytes, &state, sizeof state);
	}
}

/* Four megabytes through one buffer of four kilobytes. */
static void expect_long_echo(const struct service *service)
{
	struct bytes sent = { 0 }, reply = { 0 };
	int socket = tcp_connect(LOOPBACK, service->port, SERVICE_MS);
	size_t length = 0;

	make_bytes(&sent, 4 << 20);
	cr_assert(socket >= 0);
	/* Both ways at a time, or neither side would ever read. */
	while (length < sent.length) {
		size_t piece = sent.length - length;

		piece = piece < 65536 ? piece : 65536;
		cr_assert(send_all(socket, sent.data + length, piece));
		cr_assert(receive(socket, &reply, piece));
		length += piece;
	}
	shutdown(socket, SHUT_WR);
	cr_assert(receive(socket, &reply, 0));
	cr_expect(bytes_same(&sent, &reply));
	close(socket);
	bytes_free(&sent);
	bytes_free(&reply);
}

/* A client that sends without reading fills its buffer, and that is all. */
static int send_until_stuck(const struct service *service)
{
	static const char zeros[65536];
	int socket = tcp_connect(LOOPBACK, service->port, 200);
	size_t sent = 0;
	ssize_t size;

	cr_assert(socket >= 0);
	while ((size = send(socket, zeros, sizeof zeros, MSG_NOSIGNAL)) > 0 &&
	       sent < 64 << 20)
		sent += (size_t)size;
	cr_expect(size < 0, "%zu bytes were taken", sent);
	return socket;
}

static void expect_echo(int socket)
{
	struct bytes reply = { 0 };

	cr_assert(send_all(socket, "hello", 5));
	cr_assert(receive(socket, &reply, 5));
	cr_expect(bytes_match(&reply, "^hello$"));
	bytes_free(&reply);
}

Test(lines, echoes_to_many)
{
	static int crowd[520];
	struct service service;
	int stuck;

	service_start(&service, TEMPLATE_IMAGE("echo-tcp"), "7", NULL);
	service_await(&service, "x", "^x$");
	expect_long_echo(&service);
	stuck = send_until_stuck(&service);
	/* One after another: whoever comes in a crowd may be lost on the way,
	 * and has to come again. */
	for (int i = 0; i < 400; i++) {
		service_crowd(&service, &crowd[i], 1, "");
		expect_echo(crowd[i]);
	}
	for (int i = 399; i >= 0; i--)
		expect_echo(crowd[i]);
	close_all(crowd, 400);
	/* More than there are places for. */
	service_crowd(&service, crowd, 520, "");
	service_await(&service, "again", "^again$");
	close_all(crowd, 520);
	close(stuck);
	service_await(&service, "again", "^again$");
	service_stop(&service);
}

static const struct {
	const char *question, *answer;
} questions[] = {
	{ "echo hello", "^hello$" },
	{ "echo hello\r\n", "^hello$" },
	{ "time", "^20[0-9-]{8}T[0-9:]{8}Z$" },
	{ "times", "^what[?]$" },
	{ "\n", "^what[?]$" },
};

static bool ask(const struct service *service, const char *question,
		size_t length, struct bytes *reply)
{
	bytes_clear(reply);
	return udp_exchange(LOOPBACK, service->port, question, length, reply,
			    SERVICE_MS);
}

Test(lines, answers_datagrams)
{
	struct service service;
	struct bytes reply = { 0 }, large = { 0 };
	int socket;

	service_start(&service, TEMPLATE_IMAGE("udp"), "4000/udp", NULL);
	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		cr_assert(ask(&service, questions[i].question,
			      strlen(questions[i].question), &reply));
		cr_expect(bytes_match(&reply, questions[i].answer), "%s",
			  reply.data);
	}
	/* Two services that asked each other would never end: the answer to
	 * the first is that to the second. */
	socket = udp_connect(LOOPBACK, service.port, SERVICE_MS);
	cr_assert(send(socket, "what?", 5, 0) == 5);
	cr_assert(send(socket, "echo end", 8, 0) == 8);
	bytes_clear(&reply);
	cr_expect(receive(socket, &reply, 3) && bytes_match(&reply, "^end$"),
		  "%s", reply.data);
	close(socket);
	bytes_append_text(&large, "echo ");
	make_bytes(&large, 508);
	memset(large.data + 5, 'x', large.length - 5);
	cr_expect(ask(&service, large.data, 512, &reply) &&
		  reply.length == 507);
	/* One that is too long has no answer; the next one has. */
	socket = udp_connect(LOOPBACK, service.port, SERVICE_MS);
	cr_assert(send(socket, large.data, 513, 0) == 513);
	cr_assert(send(socket, "", 0, 0) == 0);
	close(socket);
	cr_expect(ask(&service, "echo end", 8, &reply) &&
		  bytes_match(&reply, "^end$"));
	bytes_free(&reply);
	bytes_free(&large);
	service_stop(&service);
}

/* At multiples of five seconds, and asleep in between. */
Test(lines, works_by_schedule)
{
	struct process process;
	double first;

	denali_start(&process, TEMPLATE_IMAGE("worker"), NULL);
	cr_assert(
		process_await(&process, &process.out, "^beat 1$", SERVICE_MS));
	first = now_ms();
	cr_assert(
		process_await(&process, &process.out, "^beat 2$", SERVICE_MS));
	/* The first may have been late, and the second not. */
	cr_expect(now_ms() - first > 500, "%g ms", now_ms() - first);
	process_finish(&process);
	denali_start(&process, TEMPLATE_IMAGE("worker"), "report", NULL);
	cr_assert(process_wait(&process, SERVICE_MS));
	cr_expect(
		process.status == 0 &&
		bytes_match(&process.out, "^report of [0-9-]{10}: 0 beats\n$"));
	process_finish(&process);
}
