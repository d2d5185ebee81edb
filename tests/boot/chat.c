/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The chat room: a crowd, and people who are a nuisance to it.
 */
#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define CROWD 120
#define TIMEOUT_MS 60000

struct person {
	int socket; /* -1: has left */
	struct bytes heard;
};

static struct process server;
static uint16_t port;
static struct person people[CROWD];
static unsigned int present;

static void start(void)
{
	char forward[32];

	port = free_ports(1);
	snprintf(forward, sizeof forward, "%u:7000", port);
	denali_start(&server, "--timeout", "100", "-p", forward,
		     EXAMPLE_IMAGE("chat"), NULL);
}

static void start_with_mute(void)
{
	char forward[32];

	port = free_ports(1);
	snprintf(forward, sizeof forward, "%u:7000", port);
	denali_start(&server, "--timeout", "100", "-p", forward,
		     EXAMPLE_IMAGE("chat"), "--and", BOOT_IMAGE("mute/mute"),
		     "chat", "7000", NULL);
}

static void finish(void)
{
	while (present-- > 0) {
		close(people[present].socket);
		bytes_free(&people[present].heard);
	}
	cr_expect(!server.ended, "the server has ended: %s", server.err.data);
	process_finish(&server);
}

TestSuite(chat, .init = start, .fini = finish, .timeout = 120);
TestSuite(chat_with_mute, .init = start_with_mute, .fini = finish,
	  .timeout = 120);

static bool has_heard(const struct person *person, const char *text)
{
	return memmem(person->heard.data, person->heard.length, text,
		      strlen(text)) != NULL;
}

static unsigned int times_heard(const struct person *person, const char *text)
{
	const char *at = person->heard.data, *end = at + person->heard.length;
	unsigned int times = 0;

	while ((at = memmem(at, (size_t)(end - at), text, strlen(text)))) {
		at += strlen(text);
		times++;
	}
	return times;
}

/* Everybody but the first so many listens for a moment. */
static void listen_all(unsigned int from)
{
	struct pollfd polls[CROWD];
	char text[16384];

	for (unsigned int i = from; i < present; i++)
		polls[i] = (struct pollfd){ people[i].socket, POLLIN, 0 };
	poll(polls + from, present - from, 50);
	for (unsigned int i = from; i < present; i++) {
		ssize_t size;

		if (polls[i].revents == 0)
			continue;
		size = recv(people[i].socket, text, sizeof text, MSG_DONTWAIT);
		if (size > 0)
			bytes_append(&people[i].heard, text, (size_t)size);
	}
	process_read_for(&server, 0);
}

/* Until everybody but the first so many has heard it so often. */
static void await_all(unsigned int from, const char *text, unsigned int times)
{
	double deadline = now_ms() + TIMEOUT_MS;
	unsigned int i = from;

	while (i < present && now_ms() < deadline && !server.ended) {
		listen_all(from);
		while (i < present && times_heard(&people[i], text) >= times)
			i++;
	}
	cr_assert(i == present, "%u of %u have heard \"%s\"; the next: %s", i,
		  present, text, people[i].heard.data);
}

/* The room opens when the service listens. */
static void enter(void)
{
	struct person *person = &people[present++];
	double deadline = now_ms() + TIMEOUT_MS;

	do {
		person->socket = tcp_connect(LOOPBACK, port, TIMEOUT_MS);
		if (person->socket >= 0 &&
		    receive(person->socket, &person->heard, 9))
			break;
		close(person->socket);
		process_read_for(&server, 10);
	} while (now_ms() < deadline && !server.ended);
	cr_assert(has_heard(person, "* welcome"), "nobody lets us in: %s",
		  server.err.data);
}

static void say(unsigned int i, const char *text)
{
	cr_assert(send_all(people[i].socket, text, strlen(text)));
}

Test(chat, crowd)
{
	char text[64];

	for (unsigned int i = 0; i < CROWD; i++)
		enter();
	for (unsigned int i = 0; i < CROWD; i++) {
		snprintf(text, sizeof text, "this is %u.\n", i);
		say(i, text);
	}
	await_all(0, ": this is ", CROWD - 1);
	for (unsigned int i = 0; i < CROWD; i++)
		for (unsigned int j = 0; j < CROWD; j++) {
			snprintf(text, sizeof text, ": this is %u.\n", j);
			cr_assert_eq(times_heard(&people[i], text), i != j);
		}
}

Test(chat, commands)
{
	enter();
	enter();
	say(0, "/name ann\n");
	await_all(0, "* guest1 is ann\n", 1);
	say(1, "/name ann\n/name a b\n/name \n/name x\x1b[2J\n");
	await_all(1, "* that is no name, or somebody's\n", 4);
	say(1, "/name bob\r\n");
	await_all(0, "* guest2 is bob\n", 1);
	say(1, "/who\n");
	await_all(1, "* 2 here: ann bob\n", 1);
	say(1, "a\x1b[31m\x07"
	       "b\r\n\n/nonsense\n");
	while (!has_heard(&people[0], "/nonsense"))
		listen_all(0);
	say(0, "/quit\n");
	await_all(1, "* ann has left\n", 1);
	cr_expect(has_heard(&people[0], "bob: a [31m b\nbob: /nonsense\n"),
		  "%s", people[0].heard.data);
}

/* One line may come in pieces, and what never ends is cut. */
Test(chat, pieces)
{
	char text[1100];

	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	enter();
	enter();
	say(0, "he");
	listen_all(0);
	say(0, "llo\n");
	await_all(1, "guest1: hello\n", 1);
	say(0, text);
	await_all(1, "guest1: xxxxxxxx", 2);
	say(0, "\n");
	await_all(1, "guest1: xxxxxxxx", 3);
}

/* Who speaks all the time is heard at a pace that others can follow. */
Test(chat, flood)
{
	enter();
	enter();
	for (unsigned int i = 0; i < 200; i++)
		say(0, "me me me me me me me me me me me me me me me me me\n");
	say(1, "calm\n");
	await_all(1, "guest1: me", 20);
	while (!has_heard(&people[0], "guest2: calm\n"))
		listen_all(0);
	cr_expect(times_heard(&people[1], "guest1: me") < 150,
		  "%u lines at once", times_heard(&people[1], "guest1: me"));
	await_all(1, "guest1: me", 40);
}

/* One does not read: he is put out, and all others hear everything.  He is in a
 * VM, where not megabytes of what he has not read find room. */
Test(chat_with_mute, slow)
{
	double deadline = now_ms() + TIMEOUT_MS;
	unsigned int said = 0;
	char text[480];

	memset(text, 'y', sizeof text);
	text[sizeof text - 2] = '\n';
	text[sizeof text - 1] = '\0';
	for (unsigned int i = 0; i < 9; i++)
		enter();
	while (!has_heard(&people[0], "* 10 here: ") && now_ms() < deadline) {
		say(0, "/who\n");
		listen_all(0);
	}
	while (!has_heard(&people[0], " has left\n") && now_ms() < deadline) {
		for (unsigned int i = 0; i < present; i++)
			say(i, text);
		said++;
		await_all(0, ": yyyyyyyy", said * (present - 1));
	}
	cr_expect(has_heard(&people[0], " has left\n"),
		  "after %u lines he is still there", said);
}
