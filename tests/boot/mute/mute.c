/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Connects to a service of another VM, by name, and neither speaks nor reads.
 *
 *	mute HOST PORT
 */
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define TRIES 100
#define PAUSE_US 100000

static int try(const struct addrinfo *info)
{
	int fd = socket(info->ai_family, info->ai_socktype, 0);

	if (fd >= 0 && connect(fd, info->ai_addr, info->ai_addrlen) == 0)
		return fd;
	close(fd);
	return -1;
}

int main(int argc, char **argv)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list;
	int fd = -1;

	if (argc != 3 || getaddrinfo(argv[1], argv[2], &hints, &list) != 0) {
		puts("no such service");
		return 1;
	}
	/* It may still have to come up. */
	for (int i = 0; i < TRIES && fd < 0; i++) {
		fd = try(list);
		if (fd < 0)
			usleep(PAUSE_US);
	}
	if (fd < 0) {
		puts("nobody answers");
		return 1;
	}
	for (;;)
		pause();
}
