/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disks of the machine: pages moved to and from frames, asynchronously.
 *
 * A request is its disk's from block_submit until its done is called, which
 * comes from block_poll alone, once for each request and in any order; done may
 * submit again, but not poll.  Requests beyond what the device takes at once
 * wait here, in order; nothing orders what the device has.  Nothing here waits
 * for a device, except block_wait.
 *
 * A flush is done when all writes that were done when it was submitted will
 * survive a loss of power.
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
#define BLOCK_DISKS 16 /* of the machine; others are not used */

struct block_device;
struct pci_device;

/* Lies in the window, so that a device can read header and write status.
 * Whoever submits it sets what is not the driver's. */
struct block_request {
	struct link link; /* while it waits here */
	void (*done)(struct block_request *request, bool ok);
	struct block_device *disk;
	bool pending;         /* block.c's, as is moved */
	uint8_t operation;    /* DENALI_DISK_* (denali/rings.h) */
	uint8_t status;       /* the driver's, as is part */
	uint16_t moved, part; /* pages: done, and with the device */
	uint16_t count;       /* 1 to BLOCK_PAGES_MAX; flush: 0 */
	uint64_t page;        /* first page of the disk; pages are of 4 KiB */
	struct {
		uint32_t type, reserved;
		uint64_t sector;
	} header; /* the driver's */
	frame_t frames[BLOCK_PAGES_MAX];
};

/* ---- for those who use disks ---- */

/* Find the machine's disks.  Once, after interrupts and the clock are up. */
void block_init(void);

/* By its number, from 1 up, in the order of bus, device, function and port;
 * null: there is none. */
struct block_device *block_disk(uint32_t number);

/* Calls no done, even if the request cannot succeed. */
void block_submit(struct block_request *request);

/* Call done for what is finished, and start what waits.  True: something was
 * finished.  A comparison if nothing was submitted. */
extern uint32_t block_pending; /* requests submitted and not done */
bool block_poll_disks(void);
static inline bool block_poll(void)
{
	return block_pending && block_poll_disks();
}

/* Tell devices of what was submitted, or started by block_poll: before the
 * kernel returns to a VM, and before it halts.  One notification for all. */
extern bool block_untold;
void block_tell_disks(void);
static inline void block_tell(void)
{
	if (block_untold)
		block_tell_disks();
}

/* For start-up: tell and poll until the request is done, at most a second.
 * False: it is not.  The device is then stopped, so that it writes nothing any
 * more; what else it was asked is never reported, and the disk is gone. */
bool block_wait(struct block_request *request);

/* ---- for drivers ---- */

struct block_driver {
	char name[16];
	/* Have the device do the next part of a request: its operation on pages
	 * from page + moved on, with frames from frames[moved] on, as many as
	 * the device takes at once (part), up to count.  False: it has no room
	 * now; it has when it has nothing to do. */
	bool (*start)(struct block_device *disk, struct block_request *request);
	/* Start it going on what was started since the last call. */
	void (*tell)(struct block_device *disk);
	/* Call block_part_done for what it has done.  False: nothing.  An
	 * interrupt comes for whatever is done after this. */
	bool (*poll)(struct block_device *disk);
	/* It must touch no memory afterwards. */
	void (*stop)(struct block_device *disk);
};

/* First in the driver's own record of a disk. */
struct block_device {
	const struct block_driver *driver;
	uint64_t pages; /* 0: it is gone */
	bool read_only;
	bool flushes; /* it takes flushes; else what is done is safe */

	/* block.c's. */
	bool swap;     /* the kernel swaps to it (swap.c) */
	uint32_t busy; /* parts it has */
	struct link waiting;
};

/* Number a disk that is ready to work; with all but block.c's fields set.
 * False: there are too many. */
bool block_add(struct block_device *disk);

/* The device has done its part, or failed. */
void block_part_done(struct block_request *request, bool ok);

/* Add the disks there are at one PCI device; none if it is not the driver's.
 * Called for each device of the machine, in order. */
void virtio_blk_probe(const struct pci_device *pci);
void ahci_probe(const struct pci_device *pci);

#endif
