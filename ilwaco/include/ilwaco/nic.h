/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The network interface's rings.  No copies: buffers are the caller's, and
 * belong to the kernel from the call that posts them until they come back.
 *
 * One caller at a time: callers hold a lock of their own around all calls
 * (lwIP's core lock); these do not lock.  Buffers lie in the image's data, on
 * the heap or on a stack; text and read-only data are fine to transmit.
 * Addresses and the other settings are in ilw_registers()->network
 * (registers.h); the event is DENALI_EVENT_NIC (event.h).
 */
#ifndef ILWACO_NIC_H
#define ILWACO_NIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/rings.h>

/* Descriptors that may wait before a transmit kicks instead of deferring. */
#define ILW_NIC_KICK_AT 16

struct ilw_nic_piece {
	const void *data;
	uint16_t length; /* may be 0: skipped */
};

/* What a frame asks for besides: see DENALI_NIC_CHECKSUM.  start 0: nothing. */
struct ilw_nic_checksum {
	uint16_t start;
	uint16_t offset;
};

/* Whether the VM has a NIC. */
bool ilw_nic_present(void);

/* Posts one frame of count (1 to DENALI_NIC_PIECES) pieces, together
 * DENALI_FRAME_MIN to DENALI_FRAME_MAX bytes.  cookie (not NULL) comes back
 * from ilw_nic_reap when the pieces are free again.  Kicks if ILW_NIC_KICK_AT
 * descriptors wait, else defers (kick.h).
 * False: no room; reap, or wait for the event, and try again. */
bool ilw_nic_transmit(const struct ilw_nic_piece *pieces, size_t count,
		      struct ilw_nic_checksum checksum, void *cookie);

/* The cookie of the oldest frame whose pieces are free again and that has not
 * been reaped; NULL: none.  Cheap when there is none: call it before each
 * transmit and in each event. */
void *ilw_nic_reap(void);

/* Free transmit descriptors. */
size_t ilw_nic_transmit_room(void);

/* Posts an empty buffer of capacity (DENALI_RX_BUFFER_MIN or more) bytes, with
 * a cookie that comes back with the frame.  False: the ring is full.
 * The kernel sees it at the next kick or idle. */
bool ilw_nic_receive_post(void *buffer, size_t capacity, void *cookie);

/* Empty buffers posted and not yet filled. */
size_t ilw_nic_receive_posted(void);

struct ilw_nic_frame {
	void *cookie;
	uint16_t length;
	bool checksum_good; /* the transport checksum need not be looked at */
};

/* Takes the oldest received frame.  False: none. */
bool ilw_nic_receive(struct ilw_nic_frame *frame);

/* Tells the kernel about everything posted; deferred, see kick.h. */
void ilw_nic_kick(void);

#endif
