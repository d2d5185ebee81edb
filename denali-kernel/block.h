/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A disk of the machine: pages moved to and from frames, asynchronously.
 *
 * A request is the disk's from block_submit until its done is called, which
 * comes from block_poll alone, once for each request and in any order; done may
 * submit again, but not poll.  Requests beyond what the device takes at once
 * wait in the driver, in order; nothing orders what the device has.  Nothing
 * here waits for the device, except block_wait.
 *
 * Errors.  done's ok is false when the device reports an error or moves less
 * than it was asked to, or when the request reaches past its end; which of the
 * pages were moved then is unknown.  A device that stops answering stops its
 * requests, and nothing else.
 */
#ifndef BLOCK_H
#define BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/plan.h>

#include "frame.h"
#include "link.h"

#define BLOCK_PAGES_MAX DENALI_SWAP_BLOCK_MAX

/* Lies in the window: the device reads header and writes status.  Whoever
 * submits it sets what is not the driver's. */
struct block_request {
	struct link link; /* the driver's, while it waits there */
	void (*done)(struct block_request *request, bool ok);
	bool write;
	bool pending; /* the driver's, as is all up to count */
	uint8_t status;
	uint16_t moved, part; /* pages: done, and with the device */
	uint16_t count;       /* 1 to BLOCK_PAGES_MAX */
	uint64_t page;        /* first page of the disk; pages are of 4 KiB */
	struct {
		uint32_t type, reserved;
		uint64_t sector;
	} header; /* the driver's */
	frame_t frames[BLOCK_PAGES_MAX];
};

/* Find the machine's disk; false: there is none that can be used (logged), and
 * every request will fail.  Once, after interrupts and the clock are up. */
bool block_init(void);

/* Its size in whole pages; 0: there is none. */
uint64_t block_pages(void);

/* Calls no done, even if the request cannot succeed. */
void block_submit(struct block_request *request);

/* Call done for what is finished, and start what waits.  True: something was
 * finished.  A few comparisons if there is nothing. */
bool block_poll(void);

/* Tell the device of what was submitted, or started by block_poll: before the
 * kernel returns to a VM, and before it halts.  One notification for all. */
void block_flush(void);

/* For start-up: flush and poll until the request is done, at most a second.
 * False: it is not.  The device is then reset, so that it writes nothing any
 * more; what else was submitted is never reported, and the disk is gone. */
bool block_wait(struct block_request *request);

#endif
