/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * lighttpd as browsers use it: files, whole and in part, compressed, changed
 * or not; listings; refusals; its log and its status page.  All with the memory
 * that it is to make do with.
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define START_MS 120000
#define REQUEST_MS 30000
#define CONNECTIONS 100
#define LINES "examples/ports/lighttpd/files/srv/www/files/lines.txt"

/* Starts it with so much memory; its port on this machine. */
static uint16_t start(struct process *process, const char *memory)
{
	uint16_t port = free_ports(1);
	struct bytes page = { 0 };
	char forward[32];

	snprintf(forward, sizeof forward, "%u:80", port);
	denali_start(process, "-m", memory, "-p", forward,
		     PORT_IMAGE("lighttpd", "lighttpd"), "-D", "-f",
		     "/etc/lighttpd.conf", NULL);
	cr_assert(http_await(process, port, &page, REQUEST_MS, START_MS),
		  "%s%s", process->out.data, process->err.data);
	cr_expect(bytes_match(&page, "It works"), "%s", page.data);
	bytes_free(&page);
	return port;
}

/* What a shell says after `url` has been set; it must end well. */
static void expect_shell(uint16_t port, const char *words,
			 const char *expression)
{
	struct process process;
	char all[512];

	snprintf(all, sizeof all, "url=http://" LOOPBACK ":%u; %s", port,
		 words);
	cr_expect(process_run(&process,
			      (const char *[]){ "sh", "-ec", all, NULL },
			      REQUEST_MS) &&
			  process.status == 0 &&
			  bytes_match(&process.out, expression),
		  "%s: status %d: %s%s", words, process.status,
		  process.out.data, process.err.data);
	process_finish(&process);
}

static void expect_files(uint16_t port)
{
	expect_shell(port, "curl -sS $url/files/lines.txt | cmp - " LINES, "");
	expect_shell(port,
		     "curl -sS --compressed $url/files/lines.txt | "
		     "cmp - " LINES,
		     "");
	expect_shell(port, "curl -sSI $url/files/lines.txt",
		     "^Content-Type: text/plain");
	expect_shell(port,
		     "curl -sS -D - -o /dev/null -H 'Accept-Encoding: gzip' "
		     "$url/files/lines.txt",
		     "^Content-Encoding: gzip");
	expect_shell(port,
		     "curl -sS -r 5-10 -w '%{http_code}' "
		     "$url/files/lines.txt",
		     "^1 of a206$");
	expect_shell(port, "curl -sS $url/files/", "lines.txt</a>");
}

static void expect_conditions(uint16_t port)
{
	expect_shell(port,
		     "etag=$(curl -sSI $url/ | tr -d '\\r' | "
		     "sed -n 's/^ETag: //p'); curl -sS -w '%{http_code}' "
		     "-H \"If-None-Match: $etag\" $url/",
		     "^304$");
	expect_shell(port, "curl -sS -o /dev/null -w '%{http_code}' $url/other",
		     "^404$");
	expect_shell(port, "curl -sS -o /dev/null -w '%{http_code}' $url/x.inc",
		     "^403$");
	expect_shell(port,
		     "curl -sS -o /dev/null -w '%{http_code}' --path-as-is "
		     "$url/../../etc/lighttpd.conf",
		     "^404$");
	expect_shell(port,
		     "curl -sS -o /dev/null -w '%{num_connects} ' $url/ "
		     "-o /dev/null $url/files/lines.txt",
		     "^1 0 $");
}

/* Connections that are open together are each answered. */
static void expect_many(uint16_t port)
{
	static const char request[] =
		"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	int sockets[CONNECTIONS], answered = 0;

	for (int i = 0; i < CONNECTIONS; i++)
		sockets[i] = tcp_connect(LOOPBACK, port, REQUEST_MS);
	for (int i = CONNECTIONS - 1; i >= 0; i--) {
		struct bytes reply = { 0 }, body = { 0 };

		if (sockets[i] >= 0 &&
		    send_all(sockets[i], request, sizeof request - 1) &&
		    receive(sockets[i], &reply, 0) && http_body(&reply, &body))
			answered++;
		close(sockets[i]);
		bytes_free(&reply);
		bytes_free(&body);
	}
	cr_expect_eq(answered, CONNECTIONS, "answered %d", answered);
}

Test(lighttpd, serves)
{
	struct process process;
	uint16_t port = start(&process, "8M");

	expect_files(port);
	expect_conditions(port);
	expect_many(port);
	expect_shell(port, "curl -sS $url/server-status", "<td>Traffic</td>");
	cr_expect(process_await(&process, &process.out,
				"\"GET /files/lines.txt HTTP/1.1\" 206 6 ",
				REQUEST_MS),
		  "log: %s", process.out.data);
	process_finish(&process);
}

/* What it takes to start and serve. */
Test(lighttpd, in_little_memory)
{
	struct process process;
	uint16_t port = start(&process, "3M");

	expect_many(port);
	expect_shell(port, "curl -sS $url/files/lines.txt | cmp - " LINES, "");
	process_finish(&process);
}
