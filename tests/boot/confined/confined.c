/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Greets who connects to its ports 80 and 81, and says when it has reached the
 * address and port of its arguments itself.  Its image lets in port 80 alone,
 * and nothing out (tests/module.mk).
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_on(uint16_t port)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons(port) };
	int made = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(made, (struct sockaddr *)&any, sizeof any) != 0 ||
	    listen(made, SOMAXCONN) != 0)
		exit(1);
	return made;
}

/* Begins to connect. */
static int reach_for(char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)atoi(argv[2])) };
	int made = socket(AF_INET, SOCK_STREAM, 0);

	inet_pton(AF_INET, argv[1], &to.sin_addr);
	fcntl(made, F_SETFL, O_NONBLOCK);
	connect(made, (struct sockaddr *)&to, sizeof to);
	return made;
}

static void greet(int listener)
{
	int made = accept(listener, NULL, NULL);

	if (made < 0)
		return;
	send(made, "welcome", 7, 0);
	close(made);
}

int main(int argc, char **argv)
{
	struct pollfd fds[3] = { { listen_on(80), POLLIN, 0 },
				 { listen_on(81), POLLIN, 0 },
				 { -1, POLLOUT, 0 } };

	if (argc == 3)
		fds[2].fd = reach_for(argv);
	while (poll(fds, 3, -1) > 0) {
		for (int i = 0; i < 2; i++)
			if (fds[i].revents != 0)
				greet(fds[i].fd);
		if (fds[2].revents == 0)
			continue;
		puts(fds[2].revents == POLLOUT ? "reached" : "refused");
		fflush(stdout);
		fds[2].fd = -1;
	}
	return 0;
}
