/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Receive buffers: what the NIC's receive ring is filled with, and what becomes
 * a pbuf, in place, when a frame has come.
 *
 * A buffer is free, posted (the kernel's), or held (a pbuf of lwIP's or of a
 * socket's queue).  Two fit in a page.  Memory of buffers that hold nothing
 * costs nothing: it is not touched before the first frame, and given back when
 * no frame has come for a while.
 *
 * All calls with the core lock held.
 */
#ifndef LWIP_PORT_BUFFER_H
#define LWIP_PORT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwip/pbuf.h"

#define BUFFER_CAPACITY 1536

/* The pbuf, which is one only while the buffer is held, precedes its data: so
 * lwIP finds room for headers where it took headers off. */
struct buffer {
	struct pbuf_custom custom;
	uint8_t frame[BUFFER_CAPACITY];
};

/* A free buffer, for the ring; NULL: none is left. */
struct buffer *buffer_take(void);

/* Gives back one that was taken and not made a pbuf. */
void buffer_return(struct buffer *buffer);

/* The frame as a pbuf, the caller's; freeing it frees the buffer. */
struct pbuf *buffer_hold(struct buffer *buffer, uint16_t length);

/* Called with what is going to be kept for long (a socket's queue): copies
 * it into smaller memory where many buffers are held by little data, so that
 * small frames cannot use up all of them.  Returns what to keep instead. */
struct pbuf *buffer_compact(struct pbuf *p);

/* Gives the memory of all buffers that hold no frame back, posted ones
 * included. */
void buffer_release(void);

#endif
