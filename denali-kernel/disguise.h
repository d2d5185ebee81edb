/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Frames that leave in the host's name.
 */
#ifndef DISGUISE_H
#define DISGUISE_H

#include <stdbool.h>

#include "headers.h"
#include "packet.h"

struct vm;

/* Send a frame that the VM may send to the wire: as from a port of the host's,
 * if it is of one that is forwarded, and from the host's MAC address, if it is
 * routed.  Whoever has yet to see the frame, a group or a capture, sees it as
 * the VM has sent it.  False: it is not to be sent. */
bool disguise_send(struct vm *vm, struct packet *packet,
		   const struct headers *headers);

#endif
