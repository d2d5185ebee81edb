/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One question to a VM: does it take a connection at its port, and if there is
 * a path, does it answer a GET of it with 200 to 399?  Any number at once; none
 * waits for another, and nobody for any.
 *
 * All calls with host_lock held; done is called so too, in the engine's thread,
 * and may begin the probe anew.
 */
#ifndef SUPERVISOR_PROBE_H
#define SUPERVISOR_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "enginepoll.h"
#include "timers.h"

/* All zeros: there is none under way. */
struct probe {
	struct watched watched;                       /* first */
	void (*done)(struct probe *probe, bool good); /* null: none */
	struct timer timer; /* its deadline, or what is known by then */
	int fd;             /* from 1 */
	bool good;
	uint32_t ipv4;
	uint16_t port;
	const char *path;  /* null: it need only take the connection */
	uint16_t sent;     /* bytes of the request */
	uint16_t received; /* of the answer */
	char answer[16];   /* as much of it as says what it is */
};

/* Begins one, which has milliseconds of time; path stays where it is until it
 * is done.  done is not called before this returns. */
void probe_begin(struct probe *probe, uint32_t ipv4, uint16_t port,
		 const char *path, int64_t milliseconds,
		 void (*done)(struct probe *probe, bool good));
/* Ends it, if there is one, without a word. */
void probe_cancel(struct probe *probe);

#endif
