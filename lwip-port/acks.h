/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Acknowledgements in a row.  A batch of received segments makes lwIP answer
 * every second one; of answers that say nothing but "so far", the last says all
 * that those before it say, and each costs the host as much as a full frame.
 */
#ifndef LWIP_PORT_ACKS_H
#define LWIP_PORT_ACKS_H

#include <stdbool.h>

#include "lwip/pbuf.h"

/* Is this frame, whole in one pbuf, a TCP segment with an acknowledgement and
 * nothing else: no data, no flag but ACK? */
bool acks_only(const struct pbuf *frame);

/* Does the second such frame make the first needless?  It must be of the same
 * connection, of the same form (no other options) and acknowledge more: one
 * that repeats itself tells the peer of a loss. */
bool acks_supersede(const struct pbuf *first, const struct pbuf *second);

#endif
