/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A virtio disk, and the machine's frames that it moves pages to and from: they
 * lie above 4 GiB, and are the test's memory.  It aborts when it is given what
 * the rules of virtio or its own limits forbid.
 */
#ifndef TESTS_KERNEL_BLOCK_DISK_H
#define TESTS_KERNEL_BLOCK_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"

#define DISK_PAGES 256
#define DISK_FRAMES 256
#define DISK_FIRST_FRAME 0x123450u

struct disk {
	uint64_t features;
	uint16_t queue_size;
	uint32_t told;     /* its limit, as it says if features has that */
	uint32_t segments; /* its limit */
	uint64_t sectors;  /* told; those past DISK_PAGES are bad */

	bool bad[DISK_PAGES]; /* requests that touch one of these fail */
	uint32_t fewer;       /* bytes that reads write less than asked for */
	bool silent;          /* answers nothing */
	bool no_status;       /* moves data, and does not say so */
	bool backwards;       /* answers the latest first */
	uint32_t at_once;     /* answers at most so many; 0: all */
};

#define DISK_SEGMENTS (1ull << 2)
#define DISK_READ_ONLY (1ull << 5)

extern struct disk disk;
extern uint8_t disk_pages[DISK_PAGES][PAGE_SIZE];
extern uint8_t disk_frames[DISK_FRAMES][PAGE_SIZE];

/* What it has seen. */
extern uint32_t disk_requests;    /* chains */
extern uint32_t disk_pieces;      /* of data, in the last chain taken */
extern uint64_t disk_first_page;  /* of the last chain taken */
extern uint32_t disk_interrupted; /* times the driver wanted it */

/* Make it the device that the driver finds. */
void disk_plug(void);

/* Take what is there, and answer.  How many were answered. */
uint32_t disk_serve(void);

#endif
