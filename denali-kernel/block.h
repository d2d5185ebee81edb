/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A disk of the machine: pages moved to and from frames, asynchronously.
 *
 * A request is the disk's from block_submit until its done is called, which
 * comes from block_poll alone, once for each request and in any order; done may
 * submit again.  Requests beyond what the device takes at once wait in the
 * driver, in order.  Nothing here waits for the device.
 *
 * Errors.  done's ok is false when the device reports an error, or the request
 * reaches past its end; which of the pages were moved then is unknown.  A
 * device that stops answering stops its requests, and nothing else.
 */
#ifndef BLOCK_H
#define BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/plan.h>

#include "frame.h"
#include "link.h"

#define BLOCK_PAGES_MAX DENALI_SWAP_BLOCK_MAX

/* Lies in the window: the device reads header and writes status. */
struct block_request {
	struct link link; /* the driver's, while it waits there */
	void (*done)(struct block_request *request, bool ok);
	bool write;
	uint8_t status; /* the driver's */
	uint16_t count; /* 1 to BLOCK_PAGES_MAX */
	uint64_t page;  /* first page of the disk; pages are of 4 KiB */
	struct {
		uint32_t type, reserved;
		uint64_t sector;
	} header; /* the driver's */
	frame_t frames[BLOCK_PAGES_MAX];
};

/* Find the machine's disk; false: there is none. */
bool block_init(void);

/* Its size in pages; 0: none. */
uint64_t block_pages(void);

void block_submit(struct block_request *request);

/* Call done for what is finished, and start what waits.  True: something was.
 * Cheap when there is nothing. */
bool block_poll(void);

/* Tell the device of what was submitted; before the kernel is left. */
void block_flush(void);

/* For start-up: poll until the request is done, at most a second; false: it is
 * not, and never will be reported. */
bool block_wait(struct block_request *request);

#endif
