/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * @NAME@: answers datagrams.
 *
 *	time         the time, as in 2026-01-31T12:00:00Z
 *	echo WORDS   the words
 *
 * It answers at the port that PORT in the environment says, or 4000.  Whoever
 * sends a datagram can write any sender on it, so answers are kept about as
 * short as questions: a service that answers little with much is a weapon.  Nor
 * is an answer of this service answered, or two such services, each named to
 * the other as who asks, would not end.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "net.h"

#define DATAGRAM_MAX 512
#define TURN 100 /* datagrams, then SIGTERM is looked for */

/* Makes the answer to a question, which is a string.  Its length; 0: none. */
static size_t answer(const char *question, char *to, size_t room)
{
	static const char what[] = "what?";
	struct tm tm;
	time_t now = time(NULL);

	if (strcmp(question, "time") == 0)
		return strftime(to, room, "%Y-%m-%dT%H:%M:%SZ",
				gmtime_r(&now, &tm));
	if (strncmp(question, "echo ", 5) == 0)
		return (size_t)snprintf(to, room, "%s", question + 5);
	if (strcmp(question, what) == 0)
		return 0;
	return (size_t)snprintf(to, room, "%s", what);
}

/* Cuts off the end of a line, which netcat sends too. */
static void make_string(char *data, ssize_t size)
{
	data[size] = '\0';
	data[strcspn(data, "\r\n")] = '\0';
}

/* Takes one datagram.  False: there is none. */
static bool serve(int fd)
{
	char question[DATAGRAM_MAX + 1], text[DATAGRAM_MAX];
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	/* With MSG_TRUNC the size is the datagram's, even if it was cut. */
	ssize_t size = recvfrom(fd, question, DATAGRAM_MAX, MSG_TRUNC,
				(struct sockaddr *)&from, &length);
	size_t answered = 0;

	if (size > 0 && size <= DATAGRAM_MAX) {
		make_string(question, size);
		answered = answer(question, text, sizeof(text));
	}
	/* What cannot be sent is lost, as datagrams may be. */
	if (answered > 0)
		sendto(fd, text, answered, 0, (struct sockaddr *)&from, length);
	return size >= 0;
}

int main(void)
{
	int fd = open_port(SOCK_DGRAM, setting("PORT", 1, 65535, 4000));
	struct pollfd polls = { .fd = fd, .events = POLLIN };

	catch_stop();
	while (!stopping()) {
		await(&polls, 1, FOREVER);
		for (int i = 0; i < TURN && serve(fd); i++)
			;
	}
	return 0;
}
