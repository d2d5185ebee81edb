/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "qemuqueue.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

/* Linux's list of connections; addresses are as in memory, in hexadecimal. */
#define CONNECTIONS "/proc/net/tcp"

/* Where one end of a connection is. */
struct end {
	unsigned address, port;
};

static struct end make_end(const struct sockaddr_in *address)
{
	return (struct end){ address->sin_addr.s_addr,
			     ntohs(address->sin_port) };
}

static bool same(struct end one, struct end other)
{
	return one.address == other.address && one.port == other.port;
}

/* Bytes unread at own of what peer has sent. */
static unsigned unread(FILE *list, struct end own, struct end peer)
{
	struct end local, remote;
	unsigned waiting;
	char line[256];

	while (fgets(line, sizeof line, list) != NULL)
		if (sscanf(line, "%*u: %8X:%4X %8X:%4X %*2X %*8X:%8X",
			   &local.address, &local.port, &remote.address,
			   &remote.port, &waiting) == 5 &&
		    same(local, own) && same(remote, peer))
			return waiting;
	return 0;
}

bool qemu_queue_waits(int connection)
{
	struct sockaddr_in ours, theirs;
	socklen_t length = sizeof ours;
	unsigned waiting;
	FILE *list;

	if (getsockname(connection, (struct sockaddr *)&ours, &length) != 0)
		return false;
	length = sizeof theirs;
	if (getpeername(connection, (struct sockaddr *)&theirs, &length) != 0)
		return false;
	list = fopen(CONNECTIONS, "re");
	if (list == NULL)
		return false;
	waiting = unread(list, make_end(&theirs), make_end(&ours));
	fclose(list);
	return waiting > 0;
}
