/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the parts of a VM's disks share: disk.c attaches them, diskring.c works
 * for them, and diskframes.c hands out the frames for it.
 */
#ifndef DISKPORT_H
#define DISKPORT_H

#include "block.h"
#include "disk.h"
#include "limit.h"

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
	struct link holding;      /* frames of theirs, since: */
	uint64_t finished_at;     /* ns */
	struct link waiting;      /* for frames */
	struct limit bytes, requests;
	bool delayed; /* the next request, by a limit */
	struct attached *disk[DENALI_DISKS];
	uint64_t count[DENALI_DISK_FLUSH + 1], blocks[DENALI_DISK_FLUSH + 1];
	uint64_t errors, delays;
};

/* A request of a VM, under way. */
struct request {
	struct block_request block; /* first; its link: in finished */
	struct vm *vm;
	struct attached *disk;
	struct denali_disk_request asked;
	uint32_t status;
	uint16_t begun, copied; /* blocks: given to the device; to the VM */
	uint32_t frame_count;
	uint32_t place[DENALI_DISK_COUNT]; /* on the device */
	frame_t frame[DENALI_DISK_COUNT];
};

/* ---- diskframes.c ---- */

/* May the VM have so many frames now?  If not, it stands in the line. */
bool disk_frames_allow(struct vm *vm, uint32_t count);
/* Give a request those it needs.  False, and it has none: memory is short. */
bool disk_take_frames(struct request *request);
void disk_release_frames(struct request *request);
/* Take the VM out of the line, if it stands there. */
void disk_leave_line(struct disk_port *port);
/* The VM is to come for frames that were read. */
void disk_await_collection(struct disk_port *port);

/* ---- diskring.c ---- */

/* Forget what was to be answered. */
void disk_drop_finished(struct disk_port *port);

#endif
