/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clients that are slow, wrong or many.  After each, the API serves others.
 */
#include <criterion/criterion.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"
#include "harness/net.h"

#define MANY 200
#define PLACES 48

static struct standin standin;

static void begin(void)
{
	standin_start(&standin);
}

static void finish(void)
{
	struct reply reply = ask(&standin, "GET", "/v1", NULL);

	cr_expect_eq(reply.status, 200, "it serves no more");
	reply_finish(&reply);
	standin_finish(&standin);
}

TestSuite(hostile, .init = begin, .fini = finish, .timeout = 240);

static bool send_text(struct client *client, const char *text)
{
	const char *at = strchr(text, '@');

	if (at == NULL)
		return client_send(client, text, strlen(text));
	return client_send(client, text, (size_t)(at - text)) &&
	       client_send(client, standin.token, strlen(standin.token)) &&
	       client_send(client, at + 1, strlen(at + 1));
}

/* Sends this text, with the administrator's token for @. */
static struct reply say(const char *text)
{
	struct client *client = client_open(standin.port);
	struct reply reply = { 0 };

	cr_assert_not_null(client);
	cr_assert(send_text(client, text));
	if (!client_answer(client, &reply))
		reply.status = 0;
	client_close(client);
	return reply;
}

static void expect(const char *text, int status)
{
	struct reply reply = say(text);

	cr_expect_eq(reply.status, status, "%s: %d %s", text, reply.status,
		     reply.body.data == NULL ? "" : (char *)reply.body.data);
	reply_finish(&reply);
}

#define TENANTS "POST /v1/tenants HTTP/1.1\r\nHost: h\r\n"
#define BEARER "Authorization: Bearer @\r\n"

#define NEWS                                                                   \
	"GET /v1/audit?after=99999&wait=50 HTTP/1.1\r\nHost: h\r\n" BEARER     \
	"\r\n"

/* Milliseconds until the peer has ended the connection; -1: it did not. */
static double ended_after(int socket, int milliseconds)
{
	double began = now_ms();
	char piece[512];
	ssize_t count;

	do {
		struct pollfd wanted = { .fd = socket, .events = POLLIN };

		poll(&wanted, 1, 500);
		if (wanted.revents == 0)
			continue;
		count = read(socket, piece, sizeof piece);
		if (count <= 0)
			return now_ms() - began;
		cr_expect_null(memmem(piece, (size_t)count, "HTTP", 4));
	} while (now_ms() - began < milliseconds);
	return -1;
}

/* ---- heads ---- */

Test(hostile, wrong_lengths)
{
	expect(TENANTS BEARER "Content-Length: x\r\n\r\n", 400);
	expect(TENANTS BEARER "Content-Length: -1\r\n\r\n", 400);
	expect(TENANTS BEARER
	       "Content-Length: 99999999999999999999999999\r\n\r\n",
	       413);
	expect(TENANTS BEARER "Content-Length: 5000\r\n\r\n", 413);
	expect(TENANTS BEARER "Content-Length: 4097\r\n\r\n", 413);
	expect(TENANTS BEARER "Transfer-Encoding: chunked\r\n\r\n"
			      "c\r\n{\"name\":\"a\"}\r\n0\r\n\r\n",
	       411);
	expect(TENANTS BEARER "\r\n", 400);
	expect("GET /v1 HTTP/1.1\r\nHost: h\r\n" BEARER
	       "Content-Length: 3\r\n\r\nabc",
	       413);
	/* More than is announced is another request, and none. */
	expect(TENANTS BEARER "Content-Length: 12\r\n\r\n{\"name\":\"a\"}xyz",
	       201);
}

Test(hostile, wrong_paths)
{
	static const char *const targets[] = {
		"/v1/tenants/%00",      "/v1/tenants/%zz",
		"/v1/tenants/%2",       "/v1/tenants/%ff",
		"/v1/tenants/%c0%ae",   "/v1//tenants",
		"/v1/tenants/",         "/v1/audit?a&a",
		"/v1/audit?=1",         "/v1/audit?a=%0a",
		"/v1/audit?&",          "/a/b/c/d/e/f/g/h/i",
		"/v1/tenants/%1b[31mx",
	};
	char text[512];

	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		snprintf(text, sizeof text,
			 "GET %s HTTP/1.1\r\nHost: h\r\n" BEARER "\r\n",
			 targets[i]);
		expect(text, 400);
	}
	expect("GET /v1/tenants/..%2f..%2fx HTTP/1.1\r\nHost: h\r\n" BEARER
	       "\r\n",
	       404);
}

Test(hostile, long_heads)
{
	static const struct {
		size_t length;
		int status;
	} tries[] = { { 15000, 200 }, { 17000, 431 } };
	char *filler = calloc(1, 20000);

	for (size_t i = 0; i < 2; i++) {
		struct client *client = client_open(standin.port);
		struct reply reply;

		memset(filler, 'a', tries[i].length);
		cr_assert(send_text(client,
				    "GET /v1 HTTP/1.1\r\nHost: h\r\n" BEARER
				    "X-Long: "));
		cr_assert(client_send(client, filler, tries[i].length));
		cr_assert(client_send(client, "\r\n\r\n", 4));
		cr_assert(client_answer(client, &reply));
		cr_expect_eq(reply.status, tries[i].status, "%d", reply.status);
		reply_finish(&reply);
		client_close(client);
	}
	free(filler);
}

Test(hostile, endless_heads)
{
	struct client *client = client_open(standin.port);
	struct reply reply = { 0 };
	char line[1100];
	int sent = 0;

	memset(line, 'a', sizeof line);
	for (int i = 0; i < 8; i++)
		line[i] = "X-Long: "[i];
	line[1022] = '\r';
	line[1023] = '\n';
	cr_assert(client_send(client, "GET /v1 HTTP/1.1\r\n", 18));
	while (sent < 256 && client_send(client, line, 1024))
		sent++;
	if (client_answer(client, &reply))
		cr_expect(reply.status >= 400, "%d", reply.status);
	reply_finish(&reply);
	client_close(client);
	/* One name, 100,000 times as long. */
	client = client_open(standin.port);
	cr_assert(client_send(client, "GET /", 5));
	memset(line, 'a', sizeof line);
	for (sent = 0; sent < 100 && client_send(client, line, 1000); sent++)
		;
	if (client_answer(client, &reply))
		cr_expect(reply.status >= 400, "%d", reply.status);
	reply_finish(&reply);
	client_close(client);
}

/* ---- bodies ---- */

static void expect_body(const void *body, size_t length, const char *code)
{
	struct client *client = client_open(standin.port);
	struct reply reply;

	cr_assert(client_ask(client, "POST", "/v1/tenants", standin.token, body,
			     length, &reply));
	cr_expect_eq(reply.status, 400);
	cr_expect_str_eq(reply_code(&reply), code, "%s",
			 (char *)reply.body.data);
	reply_finish(&reply);
	client_close(client);
}

Test(hostile, deep_nesting_and_nuls)
{
	static const char brackets[] =
		"{\"name\":\"[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"}";
	char body[4000];

	memset(body, '[', sizeof body);
	expect_body(body, sizeof body, "json");
	for (size_t i = 0; i < sizeof body; i += 5)
		for (size_t j = 0; j < 5; j++)
			body[i + j] = "{\"a\":"[j];
	expect_body(body, sizeof body, "json");
	memset(body, 0, sizeof body);
	expect_body(body, sizeof body, "json");
	expect_body("{\"name\":\"a\0b\"}", 14, "json");
	expect_body("{\"name\":\"a\"}\0", 13, "json");
	expect_body("{\"name\":\"\\u0000\"}", 17, "json");
	expect_body("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"", 30, "json");
	/* In a string brackets are text, however many. */
	expect_body(brackets, sizeof brackets - 1, "name");
}

/* ---- other protocols ---- */

Test(hostile, plain_http)
{
	int plain = tcp_connect(LOOPBACK, standin.port, CLIENT_TIME);
	static const char request[] = "GET /v1 HTTP/1.1\r\nHost: h\r\n\r\n";

	cr_assert(send_all(plain, request, sizeof request - 1));
	cr_expect(ended_after(plain, 15000) >= 0);
	close(plain);
}

Test(hostile, renegotiation)
{
	struct client *client = client_open(standin.port);
	struct reply reply;

	cr_assert(client_ask(client, "GET", "/v1", standin.token, NULL, 0,
			     &reply));
	reply_finish(&reply);
	cr_expect_not(client_renegotiate(client));
	client_close(client);
}

Test(hostile, sessions_are_resumed)
{
	for (int i = 0; i < 3; i++)
		client_close(client_open(standin.port));
	cr_expect_eq(client_resumed(), 2);
}

/* ---- slow ones ---- */

Test(hostile, half_open_tls)
{
	int silent = tcp_connect(LOOPBACK, standin.port, CLIENT_TIME);
	int partial = tcp_connect(LOOPBACK, standin.port, CLIENT_TIME);
	double after;

	cr_assert(send_all(partial, "\x16\x03\x01\x02\x00\x01", 6));
	after = ended_after(silent, 30000);
	cr_expect(after > 8000 && after < 25000, "%g", after);
	cr_expect(ended_after(partial, 15000) >= 0);
	close(silent);
	close(partial);
}

#define IMAGE                                                                  \
	"PUT /v1/images/"                                                      \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"     \
	"?tenant=acme HTTP/1.1\r\nHost: h\r\n"

Test(hostile, slow_heads_and_bodies)
{
	struct client *head = client_open(standin.port);
	struct client *body = client_open(standin.port);
	struct client *image = client_open(standin.port);
	double began = now_ms();
	bool alive = true;

	expect(TENANTS BEARER "Content-Length: 15\r\n\r\n{\"name\":\"acme\"}",
	       201);
	cr_assert(
		send_text(body, TENANTS BEARER "Content-Length: 4000\r\n\r\n"));
	/* There is time for what comes, not for what is promised. */
	cr_assert(send_text(image,
			    IMAGE BEARER "Content-Length: 4000000\r\n\r\nx"));
	while (alive && now_ms() - began < 60000) {
		struct pollfd wanted = { .fd = client_socket(head),
					 .events = POLLIN };

		alive = client_send(head, "X", 1);
		client_send(body, " ", 1);
		alive = alive && poll(&wanted, 1, 300) == 0;
	}
	cr_expect_not(alive, "a head may take forever");
	cr_expect_lt(now_ms() - began, 30000);
	cr_expect(ended_after(client_socket(body), 40000) >= 0,
		  "a body may take forever");
	cr_expect(ended_after(client_socket(image), 40000) >= 0,
		  "a long body may take forever");
	client_close(image);
	client_close(head);
	client_close(body);
}

/* ---- many ---- */

Test(hostile, many_at_once)
{
	struct client *clients[PLACES];
	int waiting[MANY], served = 0;
	double began = now_ms();
	struct reply reply;

	/* All places are taken by some that say nothing, and more want one. */
	for (int i = 0; i < PLACES; i++)
		clients[i] = client_open(standin.port);
	for (int i = 0; i < MANY; i++) {
		waiting[i] = tcp_connect(LOOPBACK, standin.port, CLIENT_TIME);
		cr_assert_geq(waiting[i], 0);
	}
	for (int i = 0; i < MANY; i++)
		close(waiting[i]);
	for (int i = 0; i < 3; i++) {
		reply = ask(&standin, "GET", "/v1", NULL);
		served += reply.status == 200;
		reply_finish(&reply);
	}
	cr_expect_eq(served, 3);
	cr_expect_lt(now_ms() - began, 60000);
	for (int i = 0; i < PLACES; i++)
		client_close(clients[i]);
}

Test(hostile, those_who_wait_for_news_make_room)
{
	struct client *clients[PLACES];
	struct reply reply;
	double began;

	for (int i = 0; i < PLACES; i++) {
		clients[i] = client_open(standin.port);
		cr_assert_not_null(clients[i]);
		cr_assert(send_text(clients[i], NEWS));
	}
	began = now_ms();
	reply = ask(&standin, "GET", "/v1", NULL);
	cr_expect_eq(reply.status, 200);
	cr_expect_lt(now_ms() - began, 20000);
	reply_finish(&reply);
	for (int i = 0; i < PLACES; i++)
		client_close(clients[i]);
}

Test(hostile, clients_that_go_while_they_wait)
{
	for (int i = 0; i < 3 * PLACES; i++) {
		struct client *client = client_open(standin.port);

		cr_assert_not_null(client, "client %d", i);
		cr_assert(send_text(client, NEWS));
		client_close(client);
	}
}
