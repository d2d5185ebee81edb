/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Upstream programs: the image of a port, and the program that the same recipe
 * makes for the Linux peer.
 */
#ifndef BENCH_PORTS_H
#define BENCH_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "contest.h"
#include "harness/denali.h"

struct port {
	const char *name;      /* of a folder in examples/ports */
	const char *image;     /* that it leaves */
	const char *arguments; /* the program's, a blank between two */
	uint16_t listens;      /* TCP port; 0: it ends by itself */
	const char *disk;      /* file of a disk for /data; NULL: none */
};

/* Both programs, and the peer, are there; false, with the reason in *why. */
bool port_prepare(const struct port *port, const char **why);

/* What starts each, with so much memory ("16M"), and with an address on the
 * rivals' network if it listens.  command_free() when it has been started. */
void port_our_command(const struct port *port, const char *memory,
		      struct command *command);
void port_peer_command(const struct port *port, const char *memory,
		       struct command *command);

/* Starts both, lets the contests run, and prints their rows whatever happens.
 */
void port_contest(const struct port *port, const struct contest *contests,
		  unsigned count);

#endif
