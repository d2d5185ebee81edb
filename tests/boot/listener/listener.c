/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Says when it listens on port 9, then greets whoever connects.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons(9) };
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(listener, (struct sockaddr *)&any, sizeof any) != 0 ||
	    listen(listener, SOMAXCONN) != 0) {
		perror("listen");
		return 1;
	}
	puts("listening");
	fflush(stdout);
	for (;;) {
		int connection = accept(listener, NULL, NULL);

		if (connection < 0)
			continue;
		send(connection, "welcome", 7, 0);
		close(connection);
	}
}
