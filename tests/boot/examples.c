/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The examples do what they say.  (http-hello: network.c.)
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 60000
#define REQUEST_MS 20000
#define BULK_BYTES 8388608
#define BULK_TEXT "8388608"

Test(examples, hello)
{
	struct process process;

	denali_start(&process, EXAMPLE_IMAGE("hello"), "a", "b", NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect(process.status == 2 && process.err.length == 0,
		  "status %d: %s", process.status, process.err.data);
	cr_expect_str_eq(process.out.data, "a\nb\n");
	process_finish(&process);
}

/* Starts an example with two ports forwarded, of which the second may be UDP,
 * and waits until the first takes a connection that lasts. */
static void start(struct process *process, uint16_t port, const char *first,
		  const char *second, const char *const words[])
{
	struct command command;

	command_denali(&command);
	command_add(&command, "-p");
	command_add(&command, "%u:%s", port, first);
	command_add(&command, "-p");
	command_add(&command, "%u:%s", port + 1, second);
	command_add_all(&command, words);
	command_start(&command, process);
	command_free(&command);
}

static bool await_echo(struct process *process, uint16_t port)
{
	double deadline = now_ms() + TIMEOUT_MS;
	struct bytes reply = { 0 };
	bool came = false;

	while (!came && now_ms() < deadline && !process->ended) {
		came = tcp_exchange(LOOPBACK, port, "x", 1, &reply,
				    REQUEST_MS) &&
		       reply.length == 1;
		process_read_for(process, 10);
	}
	bytes_free(&reply);
	return came;
}

static void make_bytes(struct bytes *bytes, size_t length)
{
	uint32_t state = 7;

	for (size_t i = 0; i < length; i += sizeof state) {
		state = state * 1664525u + 1013904223u;
		bytes_append(bytes, &state, sizeof state);
	}
}

Test(examples, echo)
{
	struct process process;
	struct bytes sent = { 0 }, reply = { 0 };
	uint16_t port = free_ports(2);

	start(&process, port, "7", "7/udp",
	      (const char *[]){ EXAMPLE_IMAGE("echo"), NULL });
	cr_assert(await_echo(&process, port), "no answer: %s",
		  process.err.data);
	make_bytes(&sent, 3000);
	cr_expect(tcp_exchange(LOOPBACK, port, sent.data, sent.length, &reply,
			       REQUEST_MS));
	cr_expect(bytes_same(&sent, &reply), "TCP: %zu bytes came back",
		  reply.length);
	/* More than a frame: sent, and sent back, in fragments. */
	cr_expect(udp_exchange(LOOPBACK, (uint16_t)(port + 1), sent.data,
			       sent.length, &reply, REQUEST_MS));
	cr_expect(bytes_same(&sent, &reply), "UDP: %zu bytes came back",
		  reply.length);
	process_finish(&process);
	bytes_free(&sent);
	bytes_free(&reply);
}

/* The line that bulk prints of a transfer of these bytes. */
static void make_line(struct bytes *line, const char *what,
		      const struct bytes *bytes)
{
	struct process process;

	process_start(&process, (const char *[]){ "sha256sum", NULL });
	process_write(&process, bytes->data, bytes->length);
	process_close_input(&process);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_assert(process.out.length > 64);
	bytes_append_text(line, what);
	bytes_append_text(line, " " BULK_TEXT " ");
	bytes_append(line, process.out.data, 64);
	process_finish(&process);
}

static void expect_line(struct process *process, const char *what,
			const struct bytes *bytes)
{
	struct bytes line = { 0 };

	make_line(&line, what, bytes);
	cr_expect(process_await(process, &process->out, line.data, TIMEOUT_MS),
		  "lacks \"%s\": %s", line.data, process->out.data);
	bytes_free(&line);
}

/* Waits until bulk has taken an empty transfer. */
static bool await_bulk(struct process *process, uint16_t port)
{
	double deadline = now_ms() + TIMEOUT_MS;
	struct bytes reply = { 0 };
	bool came = false;

	while (!came && now_ms() < deadline && !process->ended) {
		came = tcp_exchange(LOOPBACK, port, "", 0, &reply,
				    REQUEST_MS) &&
		       reply.length > 0;
		process_read_for(process, 10);
	}
	bytes_free(&reply);
	return came;
}

Test(examples, bulk)
{
	struct process process;
	struct bytes sent = { 0 }, reply = { 0 };
	uint16_t port = free_ports(2);

	start(&process, port, "5001", "5002",
	      (const char *[]){ EXAMPLE_IMAGE("bulk"), "-s", BULK_TEXT, NULL });
	cr_assert(await_bulk(&process, port), "no answer: %s",
		  process.err.data);
	make_bytes(&sent, BULK_BYTES);
	cr_expect(tcp_exchange(LOOPBACK, port, sent.data, sent.length, &reply,
			       REQUEST_MS));
	expect_line(&process, "sink", &sent);
	bytes_clear(&reply);
	cr_expect(tcp_exchange(LOOPBACK, (uint16_t)(port + 1), "", 0, &reply,
			       REQUEST_MS));
	cr_expect(reply.length == BULK_BYTES, "%zu bytes came", reply.length);
	expect_line(&process, "source", &reply);
	process_finish(&process);
	bytes_free(&sent);
	bytes_free(&reply);
}
