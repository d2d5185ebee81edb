/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TCP segments for tests, and checksums of frames.
 */
#ifndef TESTS_KERNEL_NET_TCP_H
#define TESTS_KERNEL_NET_TCP_H

#include "frames.h"

#define TCP_FRAME4 (14 + 20) /* where the segment is */
#define TCP_FRAME6 (14 + 40)

/* A segment over IPv4 or IPv6, as frames.h has UDP, with flags, sequence number
 * and so much payload. */
void frame_tcp4(struct frame *frame, uint32_t to, uint32_t from,
		uint16_t source, uint16_t destination, uint8_t flags,
		uint32_t sequence, uint32_t payload);
void frame_tcp6(struct frame *frame, uint32_t to, uint32_t from,
		uint16_t source, uint16_t destination, uint8_t flags,
		uint32_t sequence, uint32_t payload);

/* Fill in the checksums of a frame with TCP, UDP or ICMPv6; are they right? */
void frame_sum(struct frame *frame);
bool frame_sums_right(const uint8_t *bytes, uint32_t length);

/* The transport's checksum as a guest leaves it to the NIC; and complete it, as
 * the NIC does. */
void frame_sum_partly(struct frame *frame);
void frame_complete(struct frame *frame);

#endif
