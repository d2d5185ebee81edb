/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Takes and gives bytes over TCP, one client at a time.
 *
 *	bulk [-n] [-s BYTES]
 *
 * Port 5001 takes whatever comes until the client has no more, and answers
 * with one line: how many bytes, and their SHA-256.  Port 5002 gives BYTES
 * bytes (1 GiB unless said otherwise).  Each transfer is one line on standard
 * output too.  -n: no hash, which takes longer than the transfer.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sha256.h"

#define SINK_PORT 5001
#define SOURCE_PORT 5002
#define CHUNK 65536

static uint64_t source_size = UINT64_C(1) << 30;
static bool hashing = true;
static uint8_t chunk[CHUNK];

static void die(const char *what)
{
	fprintf(stderr, "bulk: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* One line about a transfer; returns its length. */
static int describe(char *to, size_t room, struct sha256 *hash, uint64_t bytes)
{
	uint8_t result[SHA256_SIZE];
	int length = snprintf(to, room, "%llu", (unsigned long long)bytes);

	if (!hashing)
		return length;
	sha256_end(hash, result);
	length += snprintf(to + length, room - (size_t)length, " ");
	for (int i = 0; i < SHA256_SIZE; i++)
		length += snprintf(to + length, room - (size_t)length, "%02x",
				   result[i]);
	return length;
}

static void sink(int fd)
{
	struct sha256 hash;
	uint64_t sum = 0;
	char line[128];
	ssize_t size;
	int length;

	sha256_begin(&hash);
	while ((size = recv(fd, chunk, CHUNK, 0)) > 0) {
		if (hashing)
			sha256_add(&hash, chunk, (size_t)size);
		sum += (uint64_t)size;
	}
	length = describe(line, sizeof(line) - 1, &hash, sum);
	printf("sink %s\n", line);
	line[length++] = '\n';
	send(fd, line, (size_t)length, MSG_NOSIGNAL);
}

/* Bytes that differ from chunk to chunk, and within one. */
static void fill(uint64_t position)
{
	uint32_t x = 2463534242u + (uint32_t)(position / CHUNK);

	if (position == 0)
		for (size_t i = 0; i < CHUNK; i += sizeof(x)) {
			x ^= x << 13;
			x ^= x >> 17;
			x ^= x << 5;
			memcpy(chunk + i, &x, sizeof(x));
		}
	memcpy(chunk, &position, sizeof(position));
}

static void source(int fd)
{
	struct sha256 hash;
	uint64_t sum = 0;
	char line[128];

	sha256_begin(&hash);
	while (sum < source_size) {
		uint64_t left = source_size - sum;
		size_t size = left < CHUNK ? (size_t)left : CHUNK;
		size_t sent = 0;

		fill(sum);
		while (sent < size) {
			ssize_t part = send(fd, chunk + sent, size - sent,
					    MSG_NOSIGNAL);

			if (part < 0) {
				printf("source: %s\n", strerror(errno));
				return;
			}
			sent += (size_t)part;
		}
		if (hashing)
			sha256_add(&hash, chunk, size);
		sum += size;
	}
	describe(line, sizeof(line), &hash, sum);
	printf("source %s\n", line);
}

static int listen_at(uint16_t port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port) };
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	int on = 1, off = 0;

	if (fd < 0)
		die("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
		die("bind");
	if (listen(fd, SOMAXCONN) < 0)
		die("listen");
	return fd;
}

static void serve(int listener, void (*transfer)(int fd))
{
	int fd = accept(listener, NULL, NULL);

	if (fd < 0)
		return;
	transfer(fd);
	close(fd);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct pollfd polls[2] = { { .events = POLLIN }, { .events = POLLIN } };
	int option;

	while ((option = getopt(argc, argv, "ns:")) != -1) {
		if (option == 'n')
			hashing = false;
		else if (option == 's')
			source_size = strtoull(optarg, NULL, 10);
		else
			return 2;
	}
	polls[0].fd = listen_at(SINK_PORT);
	polls[1].fd = listen_at(SOURCE_PORT);
	for (;;) {
		if (poll(polls, 2, -1) < 0 && errno != EINTR)
			die("poll");
		if (polls[0].revents != 0)
			serve(polls[0].fd, sink);
		if (polls[1].revents != 0)
			serve(polls[1].fd, source);
	}
}
