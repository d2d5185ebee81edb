/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "client.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/net.h"

#define PORT 80
#define PATIENCE_MS 60000 /* several retransmissions of one segment */
#define PIECE 4096
#define PIECES 8
#define SLOW_READS 6
#define PAUSE_MS 60

static int open_as(const char *address, char mode)
{
	int fd = tcp_connect(address, PORT, PATIENCE_MS);

	if (fd >= 0 && !send_all(fd, &mode, 1)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void pause_a_while(unsigned *random)
{
	poll(NULL, 0, rand_r(random) % PAUSE_MS);
}

static size_t make_text(char text[PIECE], unsigned *random)
{
	size_t length = 1 + (size_t)rand_r(random) % PIECE;

	for (size_t i = 0; i < length; i++)
		text[i] = (char)rand_r(random);
	return length;
}

static bool comes_back(int fd, const char *text, size_t length)
{
	struct bytes reply = { 0 };
	bool same = receive(fd, &reply, length) && reply.length == length &&
		    memcmp(reply.data, text, length) == 0;

	bytes_free(&reply);
	return same;
}

bool client_ping(int connection, unsigned *random)
{
	char text[PIECE];
	size_t length = make_text(text, random);

	return send_all(connection, text, length) &&
	       comes_back(connection, text, length);
}

int client_open(const char *address)
{
	return open_as(address, 'e');
}

bool client_echo(const char *address, unsigned *random)
{
	int pieces = 1 + rand_r(random) % PIECES;
	int fd = open_as(address, 'e');
	bool good = fd >= 0;

	for (int i = 0; good && i < pieces; i++)
		good = client_ping(fd, random);
	if (fd >= 0)
		close(fd);
	return good;
}

bool client_half_close(const char *address, unsigned *random)
{
	int fd = open_as(address, 'e');
	char text[PIECE];
	size_t length = make_text(text, random);
	struct bytes reply = { 0 };
	bool good = fd >= 0 && send_all(fd, text, length) &&
		    shutdown(fd, SHUT_WR) == 0 && receive(fd, &reply, 0) &&
		    reply.length == length &&
		    memcmp(reply.data, text, length) == 0;

	bytes_free(&reply);
	if (fd >= 0)
		close(fd);
	return good;
}

bool client_slow(const char *address, unsigned *random)
{
	int fd = open_as(address, 'g');
	struct bytes stream = { 0 };
	bool good = fd >= 0;

	for (int i = 0; good && i < SLOW_READS; i++) {
		good = receive(fd, &stream, PIECE);
		pause_a_while(random);
	}
	for (size_t i = 0; good && i < stream.length; i++)
		good = (unsigned char)stream.data[i] == (unsigned char)i;
	bytes_free(&stream);
	if (fd >= 0)
		close(fd);
	return good;
}

bool client_reset(const char *address, unsigned *random)
{
	const struct linger reset = { .l_onoff = 1, .l_linger = 0 };
	int fd = open_as(address, "eg"[rand_r(random) % 2]);
	char text[PIECE];

	if (fd < 0)
		return true;
	send_all(fd, text, make_text(text, random));
	pause_a_while(random);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	close(fd);
	return true;
}

bool client_silent(const char *address, unsigned *random)
{
	int fd = tcp_connect(address, PORT, PATIENCE_MS);

	if (fd < 0)
		return true;
	for (int i = 0; i < 10; i++)
		pause_a_while(random);
	close(fd);
	return true;
}

/* A socket under repair is closed without a segment. */
bool client_vanish(const char *address, unsigned *random)
{
	int fd = open_as(address, "eg"[rand_r(random) % 2]);
	int on = 1;

	if (fd < 0)
		return true;
	pause_a_while(random);
	if (setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on) != 0)
		perror("TCP_REPAIR");
	close(fd);
	return true;
}

bool client_report(const char *address, unsigned long *heap, int *descriptors)
{
	int fd = open_as(address, '?');
	struct bytes line = { 0 };
	bool good = fd >= 0;

	while (good &&
	       memchr(line.data ? line.data : "", '\n', line.length) == NULL)
		good = receive(fd, &line, 1);
	good = good && sscanf(line.data, "%lu %d", heap, descriptors) == 2;
	bytes_free(&line);
	if (fd >= 0)
		close(fd);
	return good;
}
