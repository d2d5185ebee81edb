/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Transport checksums that the NIC completes.
 */
#ifndef LWIP_PORT_OFFLOAD_H
#define LWIP_PORT_OFFLOAD_H

#include <stdint.h>

/* What a frame asks of the NIC: where the sum starts, and where its field is
 * from there.  start 0: nothing. */
struct offload {
	uint16_t start;
	uint16_t offset;
};

/* Looks at an outgoing Ethernet frame, of which headers bytes are at frame.
 * If it is a TCP or UDP packet whose checksum field is 0, the sum over its
 * pseudo-header is put there and the rest asked for.  A field that is not 0 has
 * been completed already. */
struct offload offload_prepare(uint8_t *frame, uint16_t headers);

#endif
