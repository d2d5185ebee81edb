/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The templates http and static-site, and clients that mean them no good.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service.h"

#define HELLO "GET /health HTTP/1.0\r\n\r\n"
#define END "\r\nHost: x\r\n\r\n"
#define OK "^HTTP/1\\.1 200 OK\r\n(.*\r\n)*\r\nok\n$"

#define STATUS(code) "^HTTP/1\\.1 " code " [^\r]*\r\n(.*\r\n)*\r\n.*\n$"

static const struct {
	const char *request, *reply;
} exchanges[] = {
	{ "GET /health HTTP/1.1" END, OK },
	{ "GET /health HTTP/1.1\nHost: x\n\n", OK },
	{ "GET http://x/health HTTP/1.1" END, OK },
	{ "GET /he%61lth?a=%zz HTTP/1.1" END, OK },
	{ "HEAD /health HTTP/1.1" END,
	  "^HTTP/1\\.1 200 OK\r\n(.*\r\n)*Content-Length: 3\r\n\r\n$" },
	{ "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na\nb",
	  "\r\n\r\na\nb$" },
	/* Several at a time, the last in two pieces with a body between. */
	{ "GET /health HTTP/1.1" END "POST /echo HTTP/1.1\r\nHost: x\r\n"
	  "Content-Length: 2\r\n\r\nhi" HELLO,
	  "\r\n\r\nok\nHTTP/1\\.1 200 (.*\r\n)*\r\nhiHTTP/1\\.1 200 "
	  "(.*\r\n)*\r\nok\n$" },
	{ "GET /nowhere HTTP/1.1" END, STATUS("404") },
	{ "DELETE / HTTP/1.1" END, STATUS("405") },
	{ "nonsense\r\n\r\n", STATUS("400") },
	{ "\r\n\r\n", STATUS("400") },
	{ "GET\r\n\r\n", STATUS("400") },
	{ "GET /\r\n\r\n", STATUS("400") },
	{ "GET / HTTP/1.1\r\n\r\n", STATUS("400") },
	{ "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", STATUS("400") },
	{ "GET / HTTP/2.0" END, STATUS("505") },
	{ "GET health HTTP/1.1" END, STATUS("400") },
	{ "GET /%zz HTTP/1.1" END, STATUS("400") },
	{ "GET /%0 HTTP/1.1" END, STATUS("400") },
	{ "GET /%00 HTTP/1.1" END, STATUS("400") },
	{ "GET /../health HTTP/1.1" END, STATUS("400") },
	{ "GET /a/%2e%2E HTTP/1.1" END, STATUS("400") },
	{ "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", STATUS("400") },
	{ "GET / HTTP/1.1\r\nHost : x\r\n\r\n", STATUS("400") },
	{ "GET / HTTP/1.1\r\nA: b\rContent-Length: 1" END, STATUS("400") },
	{ "GET / HTTP/1.1\r\nA: b\r\r\nHost: x\r\n\r\n", STATUS("400") },
	{ "GET / HTTP/1.1\r\nContent-Length: -1" END, STATUS("400") },
	{ "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2" END,
	  STATUS("400") },
	{ "GET / HTTP/1.1\r\nContent-Length: 8193" END, STATUS("413") },
	{ "GET / HTTP/1.1\r\nContent-Length: 8190" END, STATUS("413") },
	{ "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999" END,
	  STATUS("413") },
	{ "POST / HTTP/1.1\r\nTransfer-Encoding: chunked" END, STATUS("501") },
};

static void start(struct service *service)
{
	service_start(service, TEMPLATE_IMAGE("http"), "80", NULL);
	service_await(service, HELLO, OK);
}

/* A request of so many headers, or one header of so many bytes. */
static void expect_large(const struct service *service, unsigned int headers,
			 size_t bytes, const char *reply)
{
	struct bytes request = { 0 };

	bytes_append_text(&request, "GET /health HTTP/1.0\r\n");
	for (unsigned int i = 0; i < headers; i++)
		bytes_append_text(&request, "A: b\r\n");
	if (bytes > 0)
		bytes_append_text(&request, "A: ");
	for (size_t i = 0; i < bytes; i++)
		bytes_append_text(&request, "x");
	bytes_append_text(&request, bytes > 0 ? "\r\n\r\n" : "\r\n");
	service_expect(service, reply, request.data, request.length);
	bytes_free(&request);
}

Test(web, reads_requests)
{
	struct service service;

	start(&service);
	for (size_t i = 0; i < sizeof exchanges / sizeof exchanges[0]; i++)
		service_expect_text(&service, exchanges[i].reply,
				    exchanges[i].request);
	service_expect(&service, STATUS("400"), "GET /\0 HTTP/1.0\r\n\r\n", 19);
	service_expect(&service, STATUS("400"), "\x80\xff\r\n\r\n", 6);
	expect_large(&service, 32, 0, OK);
	expect_large(&service, 33, 0, STATUS("431"));
	expect_large(&service, 0, 8192 - 29, OK);
	expect_large(&service, 0, 8192 - 28, STATUS("431"));
	expect_large(&service, 0, 100000, STATUS("431"));
	service_stop(&service);
}

/* Who says nothing, or little, keeps nobody out; nor does who never reads. */
Test(web, lets_nobody_keep_others_out)
{
	static int silent[200];
	struct service service;
	struct bytes many = { 0 };

	start(&service);
	service_crowd(&service, silent, 200, "GET /hea");
	service_await(&service, HELLO, OK);
	close_all(silent, 200);
	for (unsigned int i = 0; i < 20000; i++)
		bytes_append_text(&many, "GET / HTTP/1.1" END);
	service_crowd(&service, silent, 1, "");
	send(silent[0], many.data, many.length, MSG_DONTWAIT | MSG_NOSIGNAL);
	service_expect_text(&service, OK, HELLO);
	close_all(silent, 1);
	bytes_free(&many);
	service_expect_text(&service, OK, HELLO);
	service_stop(&service);
}

/* A byte at a time is as good as all at once. */
Test(web, takes_pieces)
{
	struct service service;
	struct bytes reply = { 0 };
	int socket;

	start(&service);
	socket = tcp_connect(LOOPBACK, service.port, SERVICE_MS);
	for (const char *at = HELLO; *at != '\0'; at++)
		cr_assert(send_all(socket, at, 1));
	cr_expect(receive(socket, &reply, 0) && bytes_match(&reply, OK));
	close(socket);
	bytes_free(&reply);
	service_stop(&service);
}

#define SITE_TAG "\r\nETag: \"[0-9a-f]{16}\"\r\n"

static const struct {
	const char *request, *reply;
} pages[] = {
	{ "GET / HTTP/1.0\r\n\r\n",
	  SITE_TAG "Content-Type: text/html; charset=utf-8\r\n"
		   "Content-Length: [0-9]+\r\n\r\n<!doctype html>" },
	{ "GET /style.css HTTP/1.0\r\n\r\n",
	  "Content-Type: text/css; charset=utf-8\r\n(.*\r\n)*\r\nbody [{]" },
	{ "GET /about HTTP/1.0\r\n\r\n",
	  "^HTTP/1\\.1 301 [^\r]*\r\n(.*\r\n)*Location: /about/\r\n" },
	{ "GET /about/ HTTP/1.0\r\n\r\n", "<h1>About</h1>" },
	{ "HEAD / HTTP/1.0\r\n\r\n", "^HTTP/1\\.1 200 (.*\r\n)*\r\n$" },
	{ "GET /x HTTP/1.0\r\n\r\n", STATUS("404") },
	{ "GET //style.css HTTP/1.0\r\n\r\n", STATUS("404") },
	{ "GET /style.css/ HTTP/1.0\r\n\r\n", STATUS("404") },
	{ "GET /about/../style.css HTTP/1.0\r\n\r\n", STATUS("400") },
	{ "GET /..%2fdev/console HTTP/1.0\r\n\r\n", STATUS("400") },
	{ "GET /dev/console HTTP/1.0\r\n\r\n", STATUS("404") },
	{ "GET /site/index.html HTTP/1.0\r\n\r\n", STATUS("404") },
	{ "PUT / HTTP/1.0\r\n\r\n", STATUS("405") },
};

/* Whoever has the page is told that it is still the same. */
static void expect_unchanged(const struct service *service)
{
	struct bytes reply = { 0 };
	char request[128], *tag, *end;

	cr_assert(tcp_exchange(LOOPBACK, service->port,
			       "GET / HTTP/1.0\r\n\r\n", 18, &reply,
			       SERVICE_MS));
	tag = strstr(reply.data, "ETag: ");
	cr_assert_not_null(tag);
	end = strchr(tag, '\r');
	cr_assert_not_null(end);
	snprintf(request, sizeof request,
		 "GET / HTTP/1.0\r\nIf-None-Match: %.*s\r\n\r\n",
		 (int)(end - tag) - 6, tag + 6);
	service_expect_text(service, "^HTTP/1\\.1 304 (.*\r\n)*\r\n$", request);
	service_expect_text(service, "^HTTP/1\\.1 200 ",
			    "GET / HTTP/1.0\r\nIf-None-Match: \"0\"\r\n\r\n");
	bytes_free(&reply);
}

Test(web, serves_its_site)
{
	struct service service;

	service_start(&service, TEMPLATE_IMAGE("static-site"), "80", NULL);
	service_await(&service, pages[0].request, pages[0].reply);
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
		service_expect_text(&service, pages[i].reply, pages[i].request);
	expect_unchanged(&service);
	service_stop(&service);
}
