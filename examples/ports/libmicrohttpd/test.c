/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * libmicrohttpd as curl and many clients at once find it, whichever way it
 * waits for them.
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/shell.h"

#define START_MS 120000
#define REQUEST_MS 30000
#define CONNECTIONS 60
#define UPLOAD_BYTES 300000

static const char *const ways[] = {
	"epoll", "poll", "select", "pool", "threads", "external",
};
#define WAYS (sizeof ways / sizeof *ways)

/* Runs a shell's words, which must end well. */
static void expect_shell(const char *way, const char *words)
{
	shell_expect(REQUEST_MS, "", ": %s; %s", way, words);
}

/* Two requests on one connection. */
static void expect_kept_alive(const char *way, uint16_t port)
{
	char words[256];

	snprintf(words, sizeof words,
		 "curl -sS -w '%%{num_connects}\\n' http://" LOOPBACK
		 ":%u/ http://" LOOPBACK ":%u/lines/2 | tr '\\n' ,"
		 " | grep -qx '.*<.h1>,1,2,1,0,'",
		 port, port);
	expect_shell(way, words);
}

/* An upload of unknown length comes back as it was. */
static void expect_echo(const char *way, uint16_t port)
{
	char words[512], path[128];

	snprintf(path, sizeof path, "%s", scratch_path("upload"));
	snprintf(words, sizeof words,
		 "head -c %u /dev/urandom >%s; curl -sS -T - -H "
		 "'Transfer-Encoding: chunked' http://" LOOPBACK
		 ":%u/echo <%s | cmp - %s",
		 UPLOAD_BYTES, path, port, path, path);
	expect_shell(way, words);
	unlink(path);
}

static void expect_status(const char *way, uint16_t port, const char *request,
			  int status)
{
	char words[256];

	snprintf(words, sizeof words,
		 "test %d = $(curl -sS -o /dev/null -w '%%{http_code}' "
		 "http://" LOOPBACK ":%u%s)",
		 status, port, request);
	expect_shell(way, words);
}

/* Connections that are open together are each answered, last first. */
static void expect_many(const char *way, uint16_t port)
{
	int answered = http_get_together(port, CONNECTIONS, REQUEST_MS);

	cr_expect_eq(answered, CONNECTIONS, "%s: answered %d", way, answered);
}

static void start(struct process *process, uint16_t port)
{
	struct command command;

	command_denali(&command);
	for (unsigned i = 0; i < WAYS; i++) {
		command_add(&command, "-p");
		command_add(&command, "%u:%u", port + i, 8001 + i);
	}
	command_add(&command, PORT_IMAGE("libmicrohttpd", "server"));
	command_start(&command, process);
	command_free(&command);
	cr_assert(process_await(process, &process->out,
				"^external: ", START_MS),
		  "does not start: %s", process->err.data);
}

Test(libmicrohttpd, serves_in_each_way)
{
	struct process process;
	uint16_t port = free_ports(WAYS);

	start(&process, port);
	for (unsigned i = 0; i < WAYS; i++, port++) {
		expect_kept_alive(ways[i], port);
		expect_echo(ways[i], port);
		expect_status(ways[i], port, "/other", 404);
		expect_status(ways[i], port, "/ -X POST", 405);
		expect_many(ways[i], port);
	}
	process_close_input(&process);
	cr_expect(process_await(&process, &process.out, "^ended$", REQUEST_MS));
	cr_expect(process_wait(&process, REQUEST_MS));
	cr_expect_eq(process.status, 0, "status %d: %s", process.status,
		     process.err.data);
	process_finish(&process);
}

Test(libmicrohttpd, benchmark)
{
	struct process process;
	struct bytes page = { 0 };
	uint16_t port = free_ports(1);
	char forward[32];

	snprintf(forward, sizeof forward, "%u:8080", port);
	denali_start(&process, "-p", forward,
		     PORT_IMAGE("libmicrohttpd", "benchmark"), "8080", NULL);
	cr_assert(http_await(&process, port, &page, REQUEST_MS, START_MS), "%s",
		  process.err.data);
	cr_expect(bytes_match(&page, "libmicrohttpd demo"), "%s", page.data);
	process_write(&process, "\n", 1);
	cr_expect(process_wait(&process, REQUEST_MS));
	/* It ends with a histogram of how long requests took. */
	cr_expect(bytes_match(&process.out, "^D: [0-9]+ [0-9]+$"), "%s",
		  process.out.data);
	bytes_free(&page);
	process_finish(&process);
}
