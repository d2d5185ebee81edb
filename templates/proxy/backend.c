/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 */
#include "backend.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
	struct sockaddr_storage address;
	socklen_t length;
} backends[BACKENDS];
static size_t count, turn;

static _Noreturn void refuse(const char *text, const char *why)
{
	fprintf(stderr, "BACKENDS: %s: %s\n", text, why);
	exit(1);
}

/* HOST:PORT, where an IPv6 address stands in brackets. */
static void add(const char *text)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
	const char *colon = strrchr(text, ':');
	char host[256];
	size_t length;
	int error;

	if (colon == NULL || colon == text || colon[1] == '\0')
		refuse(text, "not HOST:PORT");
	length = (size_t)(colon - text);
	if (*text == '[' && colon[-1] == ']') {
		text++;
		length -= 2;
	}
	if (length >= sizeof(host) || count == BACKENDS)
		refuse(text, "too long, or too many");
	memcpy(host, text, length);
	host[length] = '\0';
	error = getaddrinfo(host, colon + 1, &hints, &found);
	if (error != 0)
		refuse(text, gai_strerror(error));
	memcpy(&backends[count].address, found->ai_addr, found->ai_addrlen);
	backends[count++].length = found->ai_addrlen;
	freeaddrinfo(found);
}

void backends_read(const char *list)
{
	char *copy = strdup(list), *rest = copy, *part;

	if (copy == NULL)
		refuse(list, strerror(errno));
	while ((part = strsep(&rest, ",")) != NULL)
		add(part);
	free(copy);
}

size_t backend_count(void)
{
	return count;
}

size_t backend_next(void)
{
	return turn++;
}

int backend_connect(size_t number)
{
	const struct sockaddr *address;
	int fd, on = 1;

	number %= count;
	address = (const struct sockaddr *)&backends[number].address;
	fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(fd, address, backends[number].length) == 0 ||
	    errno == EINPROGRESS)
		return fd;
	close(fd);
	return -1;
}
