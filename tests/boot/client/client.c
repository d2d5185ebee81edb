/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Connects to the address and port of its arguments, over whichever family it
 * is of, sends a line, and prints what comes until the other side closes.
 */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *to;
	int made, error = getaddrinfo(host, port, &hints, &to);

	if (error != 0) {
		printf("%s: %s\n", host, gai_strerror(error));
		return -1;
	}
	made = socket(to->ai_family, to->ai_socktype, 0);
	if (made >= 0 && connect(made, to->ai_addr, to->ai_addrlen) != 0) {
		printf("%s: %s\n", host, strerror(errno));
		close(made);
		made = -1;
	}
	freeaddrinfo(to);
	return made;
}

int main(int argc, char **argv)
{
	static const char line[] = "a line from a VM\n";
	char buffer[512];
	ssize_t length;
	int connection;

	if (argc != 3)
		return 2;
	connection = connect_to(argv[1], argv[2]);
	if (connection < 0)
		return 1;
	if (send(connection, line, sizeof line - 1, 0) !=
	    (ssize_t)sizeof line - 1)
		return 3;
	while ((length = recv(connection, buffer, sizeof buffer, 0)) > 0)
		fwrite(buffer, 1, (size_t)length, stdout);
	close(connection);
	return length < 0 ? 4 : 0;
}
