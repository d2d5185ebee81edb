/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the two halves of a VM's disks share: disk.c, which attaches them, and
 * diskring.c, which works for them.
 */
#ifndef DISKPORT_H
#define DISKPORT_H

#include "disk.h"
#include "limit.h"
#include "link.h"

struct block_device;

/* One disk of a VM; without blocks: there is none. */
struct attached {
	struct block_device *device;
	uint32_t blocks;
	uint16_t busy; /* requests under way */
	bool read_only;
	struct denali_extent extent[DENALI_EXTENTS];
};

struct disk_port {
	struct vm *vm;
	uint32_t taken, answered; /* the indices the kernel advances */
	uint32_t busy;            /* requests taken and not dropped */
	uint32_t frames;          /* they have */
	struct link finished;     /* those that are to be answered */
	struct link waiting;      /* for frames */
	struct limit bytes, requests;
	bool delayed; /* the next request, by a limit */
	struct attached *disk[DENALI_DISKS];
	uint64_t count[DENALI_DISK_FLUSH + 1], blocks[DENALI_DISK_FLUSH + 1];
	uint64_t errors, delays;
};

/* Take the VM out of the line for frames, if it stands there. */
void disk_leave_line(struct disk_port *port);

/* Forget what was to be answered. */
void disk_drop_finished(struct disk_port *port);

#endif
