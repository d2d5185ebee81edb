/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Works off the messages of the queue, for ever: prints each, and acknowledges
 * it.
 *
 *	worker [COUNT]
 *
 * With a count it ends after so many, and does not acknowledge the last, as one
 * that dies while it works.
 */
#define _GNU_SOURCE /* dprintf(), getaddrinfo() */
#include <netdb.h>
#include <stdbool.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE 1100
#define PAUSE_S 1

/* A connection to the queue, which may still have to come up. */
static int connect_to_queue(void)
{
	struct addrinfo hints = { .ai_family = AF_INET,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	int on = 1, fd;

	if (getaddrinfo("queue", "7100", &hints, &list) != 0) {
		puts("there is no VM called queue");
		exit(1);
	}
	for (;;) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd >= 0 &&
		    connect(fd, list->ai_addr, list->ai_addrlen) == 0)
			break;
		close(fd);
		sleep(PAUSE_S);
	}
	freeaddrinfo(list);
	/* A queue that has ended without a word is noticed in the end. */
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	return fd;
}

/* One message.  False: the connection is broken. */
static bool work(FILE *queue, bool last)
{
	unsigned long long number;
	char line[LINE];
	int at = 0;

	if (dprintf(fileno(queue), "GET\n") < 0 ||
	    fgets(line, sizeof(line), queue) == NULL ||
	    sscanf(line, "MSG %llu %n", &number, &at) != 1 || at == 0)
		return false;
	printf("%s", line + at);
	fflush(stdout);
	if (last)
		_exit(0);
	return dprintf(fileno(queue), "ACK %llu\n", number) > 0 &&
	       fgets(line, sizeof(line), queue) != NULL;
}

int main(int argc, char **argv)
{
	unsigned long left = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;

	for (;;) {
		FILE *queue = fdopen(connect_to_queue(), "r");

		while (queue != NULL && work(queue, left == 1))
			if (left > 0)
				left--;
		if (queue != NULL)
			fclose(queue);
		sleep(PAUSE_S);
	}
}
