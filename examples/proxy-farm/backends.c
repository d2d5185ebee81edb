/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "backends.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

#define BACKENDS_MAX 32
#define ALONE_MS 10000

static struct backend {
	const struct addrinfo *info;
	int64_t dead_until; /* 0: it is not known to be dead */
} backends[BACKENDS_MAX];
static unsigned int count, next;

void backends_find(void)
{
	struct addrinfo hints = { .ai_family = AF_INET,
				  .ai_socktype = SOCK_STREAM };
	const char *name = getenv("BACKENDS");
	struct addrinfo *list;
	int error = getaddrinfo(name != NULL ? name : "site", "80", &hints,
				&list);

	if (error != 0) {
		fprintf(stderr, "BACKENDS=%s: %s\n", name != NULL ? name : "",
			gai_strerror(error));
		exit(1);
	}
	for (; list != NULL && count < BACKENDS_MAX; list = list->ai_next)
		backends[count++].info = list;
}

unsigned int backends_count(void)
{
	return count;
}

static void choose(void)
{
	int64_t now = now_ms();

	for (unsigned int i = 0; i < count; i++) {
		unsigned int which = (next + i) % count;

		if (backends[which].dead_until <= now) {
			next = which;
			return;
		}
	}
}

int backends_connect(unsigned int *which)
{
	const struct addrinfo *info;
	int fd;

	choose();
	*which = next;
	next = (next + 1) % count;
	info = backends[*which].info;
	fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, info->ai_addr, info->ai_addrlen) != 0 &&
	    errno != EINPROGRESS) {
		close(fd);
		return -1;
	}
	return fd;
}

static void report(unsigned int which, const char *what)
{
	const struct addrinfo *info = backends[which].info;
	char host[64];

	if (getnameinfo(info->ai_addr, info->ai_addrlen, host, sizeof(host),
			NULL, 0, NI_NUMERICHOST) == 0)
		printf("%s %s\n", host, what);
}

void backends_lost(unsigned int which)
{
	if (backends[which].dead_until == 0)
		report(which, "does not answer");
	backends[which].dead_until = now_ms() + ALONE_MS;
}

void backends_found(unsigned int which)
{
	if (backends[which].dead_until != 0)
		report(which, "is back");
	backends[which].dead_until = 0;
}
