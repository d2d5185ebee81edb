/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the switch reads of DHCP: which VM a reply is for, and which address it
 * has been given, since that is the one it may then send from.
 */
#ifndef DHCP_H
#define DHCP_H

#include <stdbool.h>
#include <stdint.h>

#include "headers.h"

struct dhcp_reply {
	const uint8_t *client; /* MAC, in the frame */
	uint32_t address;      /* network byte order; 0: it gives none */
};

/* Read a DHCP server's message to a client.  False: the frame, of which these
 * are the headers, is none.  An address is taken only from an acknowledgement,
 * and only if a host could have it. */
bool dhcp_reply(struct dhcp_reply *reply, const uint8_t *frame,
		const struct headers *headers);

#endif
