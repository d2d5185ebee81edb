/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clients that would have all connections for themselves: others get in.
 */
#include <criterion/criterion.h>

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"
#include "harness/net.h"

#define PLACES 48
/* What is slow makes room after 5 s; its own deadline is 20 s and more. */
#define SOON 15000
#define SLOW_MS 8000

static struct standin standin;

static void begin(void)
{
	standin_start(&standin);
}

static void finish(void)
{
	standin_finish(&standin);
}

TestSuite(share, .init = begin, .fini = finish, .timeout = 240);

static void send_some(struct client *client, size_t length)
{
	static const char zeros[16384];

	for (; length > sizeof zeros; length -= sizeof zeros)
		cr_assert(client_send(client, zeros, sizeof zeros));
	cr_assert(client_send(client, zeros, length));
}

/* An upload of 4,000,000 octets, of which so many have been sent. */
static struct client *upload(const char *token, size_t sent)
{
	struct client *client = client_open(standin.port);
	char head[400];

	cr_assert_not_null(client);
	snprintf(head, sizeof head,
		 "PUT /v1/images/%064d HTTP/1.1\r\nHost: h\r\n"
		 "Authorization: Bearer %s\r\nContent-Length: 4000000\r\n\r\n",
		 0, token);
	cr_assert(client_send(client, head, strlen(head)));
	send_some(client, sent);
	return client;
}

static void expect_served(const char *token)
{
	double began = now_ms();
	struct reply reply = ask_as(&standin, token, "GET", "/v1", NULL);

	cr_expect_eq(reply.status, 200);
	cr_expect_lt(now_ms() - began, SOON);
	reply_finish(&reply);
}

static bool has_ended(int socket)
{
	struct pollfd wanted = { .fd = socket, .events = POLLIN };
	char octet;

	return poll(&wanted, 1, 0) == 1 &&
	       recv(socket, &octet, 1, MSG_DONTWAIT | MSG_PEEK) <= 0;
}

/* However much it sends: it has more than half of the places. */
Test(share, one_tenant_has_all)
{
	struct client *clients[PLACES];
	char acme[80], other[80];

	standin_token(&standin, "acme", "deploy", acme);
	standin_token(&standin, "other", "read", other);
	for (int i = 0; i < PLACES; i++)
		clients[i] = upload(acme, 100000);
	for (int i = 0; i < 3; i++)
		expect_served(other);
	for (int i = 0; i < PLACES; i++)
		client_close(clients[i]);
}

struct asking {
	const char *token;
	pthread_t thread;
	atomic_bool served;
};

static void *ask_once(void *asking)
{
	struct asking *one = asking;

	expect_served(one->token);
	one->served = true;
	return NULL;
}

/* For each that waits one goes, however much comes until the server, which has
 * a slow disk, has left it. */
Test(share, no_more_make_room_than_are_needed)
{
	struct client *clients[PLACES];
	struct asking asking = { 0 };
	char acme[80], other[80];
	int ended = 0;

	standin_token(&standin, "acme", "deploy", acme);
	standin_token(&standin, "other", "read", other);
	for (int i = 0; i < PLACES; i++)
		clients[i] = upload(acme, 100000);
	standin_control(&standin, "slow 10");
	asking.token = other;
	cr_assert_eq(pthread_create(&asking.thread, NULL, ask_once, &asking),
		     0);
	while (!asking.served)
		for (int i = 0; i < PLACES; i++)
			client_send(clients[i], "some more", 9);
	pthread_join(asking.thread, NULL);
	for (int i = 0; i < PLACES; i++) {
		ended += has_ended(client_socket(clients[i]));
		client_close(clients[i]);
	}
	cr_expect_eq(ended, 1, "%d", ended);
}

/* All places ask all the time, with that token or none; another gets in. */
static void expect_busy_ones_make_room(const char *token, const char *other)
{
	struct client *clients[PLACES];
	struct asking asking = { .token = other };

	for (int i = 0; i < PLACES; i++) {
		clients[i] = client_open(standin.port);
		cr_assert_not_null(clients[i]);
	}
	cr_assert_eq(pthread_create(&asking.thread, NULL, ask_once, &asking),
		     0);
	while (!asking.served)
		for (int i = 0; i < PLACES; i++) {
			struct reply reply = { 0 };

			if (!has_ended(client_socket(clients[i])))
				client_ask(clients[i], "GET", "/v1", token,
					   NULL, 0, &reply);
			reply_finish(&reply);
		}
	pthread_join(asking.thread, NULL);
	for (int i = 0; i < PLACES; i++)
		client_close(clients[i]);
}

Test(share, strangers_ask_all_the_time)
{
	char other[80];

	standin_token(&standin, "other", "read", other);
	expect_busy_ones_make_room(NULL, other);
}

Test(share, a_tenant_asks_all_the_time)
{
	char acme[80], other[80];

	standin_token(&standin, "acme", "read", acme);
	standin_token(&standin, "other", "read", other);
	expect_busy_ones_make_room(acme, other);
}

static int stranger(const char *address)
{
	struct sockaddr_in own = { .sin_family = AF_INET };
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(standin.port) };
	int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert_eq(inet_pton(AF_INET, address, &own.sin_addr), 1);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	cr_assert_eq(bind(peer, (struct sockaddr *)&own, sizeof own), 0);
	cr_assert_eq(connect(peer, (struct sockaddr *)&to, sizeof to), 0);
	return peer;
}

/* Strangers come again as soon as they are gone: who has shown a token, slow as
 * he is, stays. */
Test(share, strangers_push_out_strangers_only)
{
	struct client *slow[PLACES / 3];
	int strangers[PLACES];
	char acme[80];
	double end;

	standin_token(&standin, "acme", "deploy", acme);
	for (int i = 0; i < PLACES / 3; i++)
		slow[i] = upload(acme, 8000);
	for (int i = 0; i < PLACES; i++)
		strangers[i] = stranger("127.0.0.2");
	end = now_ms() + SLOW_MS;
	while (now_ms() < end)
		for (int i = 0; i < PLACES; i++) {
			if (!has_ended(strangers[i]))
				continue;
			close(strangers[i]);
			strangers[i] = stranger("127.0.0.2");
		}
	for (int i = 0; i < PLACES; i++)
		close(strangers[i]);
	for (int i = 0; i < PLACES / 3; i++) {
		cr_expect_not(has_ended(client_socket(slow[i])), "%d", i);
		client_close(slow[i]);
	}
}

/* Together they have all: who is slow makes room, and who is not goes on. */
Test(share, several_tenants_have_all)
{
	struct client *clients[PLACES];
	char tokens[4][80], name[16];
	int ended = 0;

	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "tenant-%d", i);
		standin_token(&standin, name, i < 3 ? "deploy" : "read",
			      tokens[i]);
	}
	for (int i = 0; i < PLACES; i++)
		clients[i] = upload(tokens[i % 3], i < 2 ? 3000000 : 8000);
	expect_served(tokens[3]);
	for (int i = 0; i < PLACES; i++)
		ended += has_ended(client_socket(clients[i]));
	cr_expect_geq(ended, 1);
	for (int i = 0; i < 2; i++) {
		struct reply reply;

		send_some(clients[i], 1000000);
		cr_assert(client_answer(clients[i], &reply));
		cr_expect_eq(reply.status, 422, "%d", reply.status);
		reply_finish(&reply);
	}
	for (int i = 0; i < PLACES; i++)
		client_close(clients[i]);
}

/* Of strangers those make room that are many from one address. */
Test(share, strangers_from_one_address)
{
	int alone = stranger("127.0.0.3"), many[PLACES - 1], ended = 0;

	for (int i = 0; i < PLACES - 1; i++)
		many[i] = stranger("127.0.0.2");
	expect_served(standin.token);
	expect_served(standin.token);
	cr_expect_not(has_ended(alone));
	for (int i = 0; i < PLACES - 1; i++) {
		ended += has_ended(many[i]);
		close(many[i]);
	}
	cr_expect_geq(ended, 1);
	close(alone);
}
