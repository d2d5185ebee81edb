/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Services are reached through forwarded ports, and reach out themselves, over
 * both families; fifty instances are fifty machines.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 30000
#define REQUEST_MS 10000
#define HTTP_HELLO EXAMPLE_IMAGE("http-hello")
#define SITE "examples/http-hello/files/site/"
#define FIFTY 50
#define BURST 64
#define BURST_MS 700 /* a lost SYN costs a second or three */

/* `denali run` with one more option, which has the host's port in it. */
static void start(struct process *process, const char *forward, uint16_t port,
		  const char *const more[])
{
	struct command command;

	command_denali(&command);
	command_add(&command, "-p");
	command_add(&command, forward, port);
	command_add_all(&command, more);
	command_start(&command, process);
	command_free(&command);
}

static void expect_file(uint16_t port, const char *path, const char *file)
{
	struct bytes page = { 0 }, wanted = { 0 };

	cr_assert(bytes_read_file(&wanted, file), "cannot read %s", file);
	cr_expect(http_get(LOOPBACK, port, path, &page, REQUEST_MS),
		  "no answer for %s", path);
	cr_expect(bytes_same(&page, &wanted), "%s is not %s", path, file);
	bytes_free(&page);
	bytes_free(&wanted);
}

Test(network, http_hello_serves_its_files)
{
	struct process process;
	struct bytes page = { 0 };
	uint16_t port = free_ports(1);

	start(&process, "%u:80", port, (const char *[]){ HTTP_HELLO, NULL });
	cr_assert(http_await(&process, port, &page, REQUEST_MS, TIMEOUT_MS),
		  "no answer: %s", process.err.data);
	expect_file(port, "/", SITE "index.html");
	expect_file(port, "/about.html", SITE "about.html");
	expect_file(port, "/style.css", SITE "style.css");
	cr_expect(!http_get(LOOPBACK, port, "/nothing", &page, REQUEST_MS));
	process_finish(&process);
	bytes_free(&page);
}

/* Two requests on one connection, the second sent before the first answer. */
Test(network, http_hello_keeps_connections)
{
	static const char requests[] =
		"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
		"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
	struct process process;
	struct bytes page = { 0 }, reply = { 0 };
	uint16_t port = free_ports(1);
	const char *second = NULL;

	start(&process, "%u:80", port, (const char *[]){ HTTP_HELLO, NULL });
	cr_assert(http_await(&process, port, &page, REQUEST_MS, TIMEOUT_MS),
		  "no answer: %s", process.err.data);
	cr_expect(tcp_exchange(LOOPBACK, port, requests, sizeof requests - 1,
			       &reply, REQUEST_MS));
	if (reply.length > 0)
		second = strstr(reply.data + 1, "HTTP/1.1 200");
	cr_expect(strncmp(reply.data, "HTTP/1.1 200", 12) == 0 &&
			  second != NULL && reply.length > 2 * page.length,
		  "replies: %s", reply.data);
	process_finish(&process);
	bytes_free(&page);
	bytes_free(&reply);
}

Test(network, fifty_instances_answer)
{
	struct process process;
	struct bytes first = { 0 }, page = { 0 };
	uint16_t port = free_ports(FIFTY);

	start(&process, "%u:80", port,
	      (const char *[]){ "-n", "50", HTTP_HELLO, NULL });
	cr_assert(http_await(&process, port, &first, REQUEST_MS, TIMEOUT_MS),
		  "no answer: %s", process.err.data);
	for (int i = FIFTY - 1; i >= 0; i--) {
		cr_expect(http_await(&process, (uint16_t)(port + i), &page,
				     REQUEST_MS, TIMEOUT_MS),
			  "instance %d does not answer", i);
		cr_expect(bytes_same(&page, &first), "instance %d", i);
	}
	process_finish(&process);
	bytes_free(&first);
	bytes_free(&page);
}

/* The first frames that a machine gets are sixty-four connections at once: none
 * waits for a retransmission. */
Test(network, first_burst)
{
	struct process process;
	struct bytes reply = { 0 };
	uint16_t port = free_ports(1);
	int connections[BURST];
	double begun;

	start(&process, "%u:9", port,
	      (const char *[]){ BOOT_IMAGE("listener/listener"), NULL });
	cr_assert(process_await(&process, &process.out, "^listening$",
				TIMEOUT_MS));
	begun = now_ms();
	for (int i = 0; i < BURST; i++)
		connections[i] = tcp_begin(LOOPBACK, port, REQUEST_MS);
	for (int i = 0; i < BURST; i++) {
		bytes_clear(&reply);
		cr_expect(receive(connections[i], &reply, 0) &&
				  bytes_match(&reply, "^welcome$"),
			  "connection %d has no answer", i);
		close(connections[i]);
	}
	cr_expect(now_ms() - begun < BURST_MS, "the answers took %.0f ms",
		  now_ms() - begun);
	process_finish(&process);
	bytes_free(&reply);
}

/* The client service connects to a listener of ours by the host's address. */
static void expect_client(const char *own, const char *host)
{
	struct process process;
	struct command command;
	struct bytes got = { 0 };
	uint16_t port;
	int listener = tcp_listen(own, &port), connection;

	cr_assert(listener >= 0, "cannot listen on %s", own);
	command_denali(&command);
	command_add(&command, BOOT_IMAGE("client/client"));
	command_add(&command, "%s", host);
	command_add(&command, "%u", port);
	command_start(&command, &process);
	connection = tcp_accept(listener, TIMEOUT_MS);
	cr_expect(connection >= 0, "no connection came");
	cr_expect(receive(connection, &got, strlen("a line from a VM\n")));
	cr_expect_str_eq(got.data, "a line from a VM\n");
	cr_expect(send_all(connection, "an answer", 9));
	close(connection);
	cr_expect(process_wait(&process, TIMEOUT_MS));
	cr_expect(process.status == 0 && process.out.length == 9 &&
			  memcmp(process.out.data, "an answer", 9) == 0,
		  "status %d: %s%s", process.status, process.out.data,
		  process.err.data);
	process_finish(&process);
	command_free(&command);
	bytes_free(&got);
	close(listener);
}

Test(network, connects_out_by_ipv4)
{
	expect_client("127.0.0.1", "10.0.2.2");
}

Test(network, connects_out_by_ipv6)
{
	expect_client("::1", "fec0::2");
}

/* A port that nobody listens on refuses; the service is told so. */
Test(network, refused_connection)
{
	struct process process;
	struct command command;
	uint16_t port;

	close(tcp_listen(LOOPBACK, &port));
	command_denali(&command);
	command_add(&command, BOOT_IMAGE("client/client"));
	command_add(&command, "10.0.2.2");
	command_add(&command, "%u", port);
	command_start(&command, &process);
	cr_expect(process_wait(&process, TIMEOUT_MS));
	cr_expect(
		process.status == 1 &&
			bytes_match(&process.out,
				    "10\\.0\\.2\\.2: .*([Rr]efused|[Rr]eset)"),
		"status %d: %s%s", process.status, process.out.data,
		process.err.data);
	process_finish(&process);
	command_free(&command);
}

/* A capture has the header of its format and at least one frame. */
Test(network, capture)
{
	static const unsigned char magic[] = { 0xd4, 0xc3, 0xb2, 0xa1 };
	struct process process;
	struct bytes page = { 0 }, capture = { 0 };
	uint16_t port = free_ports(1);
	char path[256];

	snprintf(path, sizeof path, "%s", scratch_path("frames.pcap"));
	start(&process, "%u:80", port,
	      (const char *[]){ "--pcap", path, HTTP_HELLO, NULL });
	cr_assert(http_await(&process, port, &page, REQUEST_MS, TIMEOUT_MS),
		  "no answer: %s", process.err.data);
	process_finish(&process);
	cr_assert(bytes_read_file(&capture, path));
	cr_expect(capture.length > 100 &&
		  memcmp(capture.data, magic, sizeof magic) == 0);
	unlink(path);
	bytes_free(&page);
	bytes_free(&capture);
}
