/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Services that are asked to stop lose no request that was under way.  They
 * are built for this machine, where SIGSTOP holds them while clients and the
 * wish to stop arrive.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/net.h"
#include "harness/process.h"
#include "service.h"

#define WAIT_MS 60000
#define STOP_MS 8000 /* as long as a service goes on at most */
#define SOON_MS 4000

#define GET "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
#define KEPT "^HTTP/1\\.1 200 OK\r\n(.*\r\n)*\r\nok\n$"
#define OK "^HTTP/1\\.1 200 OK"
#define LAST                                                                   \
	"^HTTP/1\\.1 200 OK\r\n(.*\r\n)*Connection: close\r\n(.*\r\n)*\r\nok\n$"

struct native {
	struct process process;
	uint16_t port;
};

static void start(struct native *native, const char *name)
{
	char program[128], port[16];
	const char *const argv[] = { program, NULL };

	native->port = free_ports(1);
	snprintf(port, sizeof port, "%u", native->port);
	setenv("PORT", port, 1);
	snprintf(program, sizeof program, "build/tests/templates-native/%s",
		 name);
	process_start(&native->process, argv);
}

static int begin(struct native *native)
{
	double end = now_ms() + WAIT_MS;
	int socket = -1;

	while (socket < 0 && now_ms() < end && !native->process.ended) {
		socket = tcp_connect(LOOPBACK, native->port, WAIT_MS);
		process_read_for(&native->process, socket < 0 ? 10 : 0);
	}
	cr_assert(socket >= 0, "%s", native->process.err.data);
	return socket;
}

static void say(int socket, const char *text)
{
	cr_assert(send_all(socket, text, strlen(text)));
}

/* What comes until the end, or so many bytes of it. */
static void expect(int socket, const char *expression, size_t length)
{
	struct bytes reply = { 0 };
	bool came = receive(socket, &reply, length);

	cr_expect(came && bytes_match(&reply, expression), "not %s: %s",
		  expression, reply.data);
	bytes_free(&reply);
}

/* One that was the last for nobody. */
static void expect_answer(int socket)
{
	struct bytes reply = { 0 };

	while (!bytes_match(&reply, "\r\nok\n$") && receive(socket, &reply, 1))
		;
	cr_expect(bytes_match(&reply, KEPT), "%s", reply.data);
	cr_expect(!bytes_match(&reply, "Connection: close"));
	bytes_free(&reply);
}

/* Asks it to stop, and has it see all at once what has come meanwhile. */
static void stop(struct native *native)
{
	kill(native->process.pid, SIGTERM);
	kill(native->process.pid, SIGCONT);
}

static void hold(struct native *native)
{
	kill(native->process.pid, SIGSTOP);
}

/* Until nobody new is let in. */
static void await_closed(struct native *native)
{
	double end = now_ms() + WAIT_MS;
	int socket;

	while ((socket = tcp_connect(LOOPBACK, native->port, WAIT_MS)) >= 0) {
		close(socket);
		process_read_for(&native->process, 10);
		cr_assert(now_ms() < end, "the port stays open");
	}
}

static void expect_end(struct native *native)
{
	cr_expect(process_wait(&native->process, WAIT_MS));
	cr_expect(native->process.status == 0, "status %d: %s",
		  native->process.status, native->process.err.data);
	process_finish(&native->process);
}

Test(drain, web_answers_what_is_under_way)
{
	struct native web;
	int kept, waiting, half;

	start(&web, "http");
	kept = begin(&web);
	say(kept, GET);
	expect_answer(kept);
	half = begin(&web);
	say(half, "GET /hea");
	hold(&web);
	waiting = begin(&web);
	say(waiting, GET);
	stop(&web);
	expect(waiting, OK, strlen("HTTP/1.1 200 OK"));
	await_closed(&web);
	say(kept, GET GET);
	expect(kept, LAST, 0);
	say(half, "lth HTTP/1.1\r\nHost: x\r\n\r\n");
	expect(half, LAST, 0);
	close_all((int[]){ waiting, kept, half }, 3);
	expect_end(&web);
}

Test(drain, web_waits_for_none)
{
	double begun;
	struct native web;

	start(&web, "http");
	close(begin(&web));
	begun = now_ms();
	stop(&web);
	expect_end(&web);
	cr_expect(now_ms() - begun < SOON_MS, "%g ms", now_ms() - begun);
}

/* Clients that have nothing to say hold nobody up for ever. */
Test(drain, web_waits_no_longer_than_the_host)
{
	double begun, took;
	struct native web;
	int silent;

	start(&web, "http");
	silent = begin(&web);
	hold(&web);
	begun = now_ms();
	stop(&web);
	expect(silent, "^$", 0);
	expect_end(&web);
	took = now_ms() - begun;
	cr_expect(took > STOP_MS - 1000 && took < STOP_MS + SOON_MS, "%g ms",
		  took);
	close(silent);
}

Test(drain, echo_goes_on_with_those_it_has)
{
	struct native echo;
	int socket, waiting;

	start(&echo, "echo-tcp");
	socket = begin(&echo);
	hold(&echo);
	waiting = begin(&echo);
	stop(&echo);
	await_closed(&echo);
	say(socket, "still there");
	expect(socket, "^still there$", 11);
	say(waiting, "here too");
	expect(waiting, "^here too$", 8);
	close_all((int[]){ socket, waiting }, 2);
	expect_end(&echo);
}

Test(drain, proxy_goes_on_with_those_it_has)
{
	struct native proxy;
	uint16_t port;
	int listener = tcp_listen(LOOPBACK, &port), client, server;
	char backends[64];

	snprintf(backends, sizeof backends, LOOPBACK ":%u", port);
	setenv("BACKENDS", backends, 1);
	start(&proxy, "proxy");
	client = begin(&proxy);
	server = tcp_accept(listener, WAIT_MS);
	stop(&proxy);
	await_closed(&proxy);
	say(client, "question");
	expect(server, "^question$", 8);
	say(server, "answer");
	expect(client, "^answer$", 6);
	close_all((int[]){ client, server, listener }, 3);
	expect_end(&proxy);
}

/* Whoever needs a disk that a successor waits for answers and goes, though
 * clients stay. */
Test(drain, store_keeps_what_it_was_told)
{
	char folder[] = "/tmp/denali-drain-XXXXXX", command[64];
	struct native store;
	int socket, silent;
	double begun;

	cr_assert(mkdtemp(folder) != NULL);
	setenv("STORE", folder, 1);
	start(&store, "kv-store");
	silent = begin(&store);
	socket = begin(&store);
	hold(&store);
	say(socket, "SET a b\nGET a\n");
	begun = now_ms();
	stop(&store);
	expect(socket, "^OK\nVALUE b\n$", 0);
	expect(silent, "^$", 0);
	expect_end(&store);
	cr_expect(now_ms() - begun < SOON_MS);
	start(&store, "kv-store");
	close_all((int[]){ socket, silent }, 2);
	socket = begin(&store);
	say(socket, "GET a\n");
	expect(socket, "^VALUE b\n$", 8);
	stop(&store);
	expect(socket, "^$", 0);
	close(socket);
	expect_end(&store);
	snprintf(command, sizeof command, "rm -r %s", folder);
	cr_expect(system(command) == 0);
}
