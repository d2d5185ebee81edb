/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A port: messages (<denali/hostport.h>) that wait, in a ring of bytes, for
 * whoever reads them, which is the host or the supervisor; and the VMs that
 * wait for room in it, so that a reader who is slow holds up no VM of another
 * port.
 *
 * A message is taken whole or not at all, so that a sender that is refused
 * tries again when console_pump() or vm_reap() is called next.  A port without
 * a ring, which nobody reads, takes everything and keeps nothing.
 */
#ifndef PORT_H
#define PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "link.h"

struct port {
	uint8_t *ring;
	uint32_t size;          /* of it; a power of two */
	uint32_t posted, taken; /* bytes; free-running */
	void (*sent)(void);     /* a message has been added */
	struct link waiting;    /* VMs (console_wait) whose console has more */
	struct link dead;       /* VMs (run) that are not freed yet */
};

/* No ring yet. */
#define PORT_INITIAL(port, function)                                           \
	{                                                                      \
		.sent = (function),                                            \
		.waiting = { &(port).waiting, &(port).waiting }, .dead = {     \
			&(port).dead,                                          \
			&(port).dead                                           \
		}                                                              \
	}

/* What consoles leave free of a ring, for the last messages of a VM. */
#define PORT_RESERVE 6144u

/* Bytes of body that a message sent now could have. */
uint32_t port_room(const struct port *port);

/* Add a message; the body may be null if length is 0.  False if it does not
 * fit. */
bool port_send(struct port *port, uint8_t type, uint32_t vm, const void *body,
	       uint32_t length);

/* Copy length bytes that wait, from offset on, without taking them. */
void port_peek(const struct port *port, uint32_t offset, void *to,
	       uint32_t length);

#endif
