/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "throng.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

/* A question, which is echoed; the number of the connection is in it. */
#define QUESTION 32

/* Descriptors that a program has besides. */
#define OTHERS 64

#define TRY_MS 500

bool throng_possible(int count)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max < (rlim_t)count + OTHERS)
		return false;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

bool throng_await(struct process *process, const char *address,
		  int milliseconds)
{
	double deadline = now_ms() + milliseconds;
	struct bytes echo = { 0 };
	bool up = false;

	while (!up && !process->ended && now_ms() < deadline) {
		up = tcp_exchange(address, THRONG_PORT, "up?", 3, &echo,
				  TRY_MS);
		process_read_for(process, 1);
	}
	bytes_free(&echo);
	return up;
}

bool throng_open(struct throng *throng, const char *address, int count,
		 int milliseconds)
{
	throng->sockets = calloc((size_t)count, sizeof *throng->sockets);
	if (throng->sockets == NULL)
		abort();
	for (throng->count = 0; throng->count < count; throng->count++) {
		int made = tcp_connect(address, THRONG_PORT, milliseconds);

		if (made < 0) {
			perror("throng");
			return false;
		}
		throng->sockets[throng->count] = made;
	}
	return true;
}

void throng_close(struct throng *throng)
{
	for (int i = 0; i < throng->count; i++)
		close(throng->sockets[i]);
	free(throng->sockets);
}

/* The answer is acknowledged at once, so that all connections cost as many
 * segments: else the next question on the same one would do it, or a timer. */
static bool question(const struct throng *throng, int i)
{
	char text[QUESTION] = { 0 };
	int one = 1;

	setsockopt(throng->sockets[i], IPPROTO_TCP, TCP_QUICKACK, &one,
		   sizeof one);
	snprintf(text, sizeof text, "question %d", i);
	return send_all(throng->sockets[i], text, sizeof text);
}

static bool answer(const struct throng *throng, int i)
{
	char text[QUESTION] = { 0 }, got[QUESTION];

	snprintf(text, sizeof text, "question %d", i);
	return recv(throng->sockets[i], got, sizeof got, MSG_WAITALL) ==
		       sizeof got &&
	       memcmp(got, text, sizeof got) == 0;
}

int throng_ask(const struct throng *throng, int count, int times, int ahead)
{
	int asked = count * times, right = 0;

	for (int i = 0; i < asked + ahead; i++) {
		if (i < asked && !question(throng, i % count))
			break;
		if (i >= ahead && !answer(throng, (i - ahead) % count))
			break;
		right += i >= ahead;
	}
	return right;
}

double throng_wait_ticks(const struct throng *throng)
{
	struct bytes reply = { 0 };
	double ticks = -1;

	if (send_all(throng->sockets[0], "measure\n", 8) &&
	    receive(throng->sockets[0], &reply, QUESTION))
		ticks = bytes_number_after(&reply, "ticks ");
	bytes_free(&reply);
	return ticks;
}
