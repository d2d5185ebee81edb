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

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/shell.h"

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
	shell_expect(REQUEST_MS, expression, "url=http://" LOOPBACK ":%u; %s",
		     port, words);
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
	cr_expect_eq(http_get_together(port, CONNECTIONS, REQUEST_MS),
		     CONNECTIONS);
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
