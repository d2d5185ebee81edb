/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "ports.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"

/* A socket that has the port, or -1 and errno. */
static int hold(uint16_t port, bool udp)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int type = udp ? SOCK_DGRAM : SOCK_STREAM;
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	int on = 1, saved;

	if (fd < 0)
		return -1;
	/* For TCP as QEMU does, so that a port which only has old connections
	 * counts as free.  For UDP it would let two of us have one port. */
	if (!udp)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
	    (udp || listen(fd, 1) == 0))
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static int refuse(const char *what, uint16_t port, bool udp)
{
	const char *kind = udp ? "UDP" : "TCP";

	if (errno == EADDRINUSE)
		return error("%s: %s port %u of 127.0.0.1 is in use: another "
			     "program has it; stop that or choose another "
			     "port",
			     what, kind, port);
	if (errno == EACCES)
		return error("%s: %s port %u of 127.0.0.1 is not yours to "
			     "open; choose one from 1024 on",
			     what, kind, port);
	return error("%s: cannot open %s port %u of 127.0.0.1: %s", what, kind,
		     port, strerror(errno));
}

int ports_check(const struct run_options *options)
{
	uint32_t count = options->forward_count * options->count;
	int *held = allocate(count, sizeof *held);
	uint32_t done;
	int status = 0;

	/* All are held until the last is, so that a port asked for twice is
	 * found to be busy too. */
	for (done = 0; done < count; done++) {
		const struct forward *forward =
			&options->forwards[done / options->count];
		uint16_t port = (uint16_t)(forward->host +
					   done % options->count);
		char what[32];

		held[done] = hold(port, forward->udp);
		if (held[done] >= 0)
			continue;
		snprintf(what, sizeof what, "-p %u:%u%s", forward->host,
			 forward->guest, forward->udp ? "/udp" : "");
		status = refuse(what, port, forward->udp);
		break;
	}
	while (done-- > 0)
		close(held[done]);
	free(held);
	return status;
}

int ports_check_one(const char *what, uint16_t port)
{
	int fd = hold(port, false);

	if (fd < 0)
		return refuse(what, port, false);
	close(fd);
	return 0;
}
