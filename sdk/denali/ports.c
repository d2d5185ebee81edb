/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "ports.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "forward.h"

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
			     "program, or another option, has it; stop that "
			     "or choose another port",
			     what, kind, port);
	if (errno == EACCES)
		return error("%s: %s port %u of 127.0.0.1 is not yours to "
			     "open; choose one from 1024 on",
			     what, kind, port);
	return error("%s: cannot open %s port %u of 127.0.0.1: %s", what, kind,
		     port, strerror(errno));
}

/* All of one -p: their sockets go into held, and count becomes larger. */
static int hold_all(const struct part_options *part,
		    const struct forward *forward, int *held, uint32_t *count)
{
	char what[48];

	for (uint32_t i = 0; i < forward_ports(forward, part); i++) {
		uint16_t port = (uint16_t)(forward->host + i);

		held[*count] = hold(port, forward->udp);
		if (held[*count] < 0) {
			snprintf(what, sizeof what, "-p %u:%s%s%u%s",
				 forward->host, forward->address,
				 forward->address[0] == '\0' ? "" : ":",
				 forward->guest, forward->udp ? "/udp" : "");
			return refuse(what, port, forward->udp);
		}
		++*count;
	}
	return 0;
}

int ports_check(const struct run_options *options)
{
	int *held = allocate(forward_total(options), sizeof *held);
	uint32_t count = 0;
	int status = 0;

	/* All are held until the last is, so that a port asked for twice is
	 * found to be busy too. */
	for (uint32_t i = 0; i < options->part_count; i++) {
		const struct part_options *part = &options->parts[i];

		for (uint32_t j = 0; status == 0 && j < part->forward_count;
		     j++)
			status = hold_all(part, &part->forwards[j], held,
					  &count);
	}
	while (count-- > 0)
		close(held[count]);
	free(held);
	return status;
}

bool port_is_free(uint16_t port, bool udp)
{
	int fd = hold(port, udp);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int ports_check_one(const char *what, uint16_t port)
{
	int fd = hold(port, false);

	if (fd < 0)
		return refuse(what, port, false);
	close(fd);
	return 0;
}

/* Has an option asked for the port? */
static bool is_forwarded(const struct run_options *options, uint32_t port,
			 bool udp)
{
	for (uint32_t i = 0; i < options->part_count; i++) {
		const struct part_options *part = &options->parts[i];

		for (uint32_t j = 0; j < part->forward_count; j++) {
			const struct forward *forward = &part->forwards[j];

			if (forward->udp == udp && port >= forward->host &&
			    port - forward->host < forward_ports(forward, part))
				return true;
		}
	}
	return false;
}

/* Until QEMU has the port other runs that choose one must pass it over: the
 * first to bind a name for it, which is its until it ends, has it. */
static bool reserve(uint32_t port, bool udp)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1,
			      "denali-%s-%u", udp ? "udp" : "tcp", port);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				     1 + (size_t)length);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) == 0)
		return true;
	close(fd);
	return false;
}

static bool is_free(const struct run_options *options, uint32_t port, bool udp)
{
	return !is_forwarded(options, port, udp) &&
	       port_is_free((uint16_t)port, udp) && reserve(port, udp);
}

uint16_t ports_find(const struct run_options *options, uint16_t wish,
		    uint32_t count, bool udp)
{
	uint32_t row = 0;

	for (uint32_t port = wish; port <= UINT16_MAX; port++) {
		row = is_free(options, port, udp) ? row + 1 : 0;
		if (row == count)
			return (uint16_t)(port - count + 1);
	}
	return 0;
}

uint16_t ports_find_any(uint32_t count, bool udp)
{
	static uint32_t next;
	uint32_t row = 0;

	if (next == 0)
		next = (uint32_t)getpid() * 61;
	for (uint32_t tries = 0; tries < 2 * PORTS_COUNT; tries++) {
		uint32_t at = next++ % PORTS_COUNT;
		uint16_t port = (uint16_t)(PORTS_FIRST + at);

		if (at == 0)
			row = 0;
		row = port_is_free(port, udp) ? row + 1 : 0;
		if (row == count)
			return (uint16_t)(port - count + 1);
	}
	return 0;
}
