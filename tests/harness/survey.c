/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "survey.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"
#include "process.h"

#define HTTP_PORT 80

static const char request[] = "GET / HTTP/1.1\r\nHost: survey\r\n"
			      "Connection: close\r\n\r\n";

struct question {
	char address[16];
	struct bytes reply;
	double begun;
};

/* One place for each connection; fd -1: it is free. */
struct round {
	struct pollfd fds[SURVEY_PARALLEL];
	struct question questions[SURVEY_PARALLEL];
	struct in_addr next;
	uint32_t left; /* not asked yet */
	int open;
};

static void ask(struct round *round, int i, int milliseconds)
{
	struct question *question = &round->questions[i];
	int made;

	inet_ntop(AF_INET, &round->next, question->address,
		  sizeof question->address);
	round->next.s_addr = htonl(ntohl(round->next.s_addr) + 1);
	round->left--;
	made = tcp_begin(question->address, HTTP_PORT, milliseconds);
	if (made < 0) {
		perror("socket");
		abort();
	}
	bytes_clear(&question->reply);
	question->begun = now_ms();
	round->fds[i] = (struct pollfd){ .fd = made, .events = POLLOUT };
	round->open++;
}

/* Goes on with a connection that is ready.  True: it is over. */
static bool advance(struct pollfd *fd, struct question *question)
{
	char buffer[4096];
	ssize_t got;

	if (fd->events == POLLOUT) {
		fd->events = POLLIN;
		return !send_all(fd->fd, request, sizeof request - 1);
	}
	got = recv(fd->fd, buffer, sizeof buffer, MSG_DONTWAIT);
	if (got <= 0)
		return true;
	bytes_append(&question->reply, buffer, (size_t)got);
	return false;
}

static void finish(struct round *round, int i, const struct bytes *page,
		   struct survey *survey)
{
	struct question *question = &round->questions[i];
	double took = now_ms() - question->begun;
	struct bytes body = { 0 };

	if (http_body(&question->reply, &body) && bytes_same(&body, page))
		survey->right++;
	else
		memcpy(survey->wrong, question->address, sizeof survey->wrong);
	if (took > survey->slowest)
		survey->slowest = took;
	bytes_free(&body);
	close(round->fds[i].fd);
	round->fds[i].fd = -1;
	round->open--;
}

/* Waits for any connection, and goes on with all that can. */
static void serve(struct round *round, const struct bytes *page,
		  int milliseconds, struct survey *survey)
{
	poll(round->fds, SURVEY_PARALLEL, 100);
	for (int i = 0; i < SURVEY_PARALLEL; i++) {
		struct pollfd *fd = &round->fds[i];
		struct question *question = &round->questions[i];

		if (fd->fd < 0)
			continue;
		if ((fd->revents != 0 && advance(fd, question)) ||
		    now_ms() - question->begun > milliseconds)
			finish(round, i, page, survey);
	}
}

void survey_all(struct survey *survey, const char *first, uint32_t count,
		const struct bytes *page, int milliseconds)
{
	struct round round = { .left = count };
	double begun = now_ms();

	*survey = (struct survey){ 0 };
	inet_pton(AF_INET, first, &round.next);
	for (int i = 0; i < SURVEY_PARALLEL; i++)
		round.fds[i].fd = -1;
	while (round.left > 0 || round.open > 0) {
		for (int i = 0; i < SURVEY_PARALLEL && round.left > 0; i++)
			if (round.fds[i].fd < 0)
				ask(&round, i, milliseconds);
		serve(&round, page, milliseconds, survey);
	}
	for (int i = 0; i < SURVEY_PARALLEL; i++)
		bytes_free(&round.questions[i].reply);
	survey->milliseconds = now_ms() - begun;
}
