/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks: arrays of blocks of 4 KiB.
 *
 * Which disks the VM has is up to whoever makes it (`denali run -v`, or the
 * supervisor), by number from 0 to DENALI_DISKS - 1, with gaps; a supervisor
 * may add, change and take away disks while the VM runs.  A disk keeps what is
 * written to it after the VM has ended, once it is flushed: until then a loss
 * of power may undo it, each block by itself.
 *
 * There are two sets of calls: ilw_disk_read and its like block the calling
 * thread and suit most; struct ilw_disk_request lets one thread keep many
 * requests under way, which a disk finishes in any order.
 *
 * Buffers are on the heap, in the image's data or on a stack, and 4-byte
 * aligned.  A buffer is the kernel's until its request is done; what the
 * service writes there meanwhile may or may not get to the disk.
 *
 * Results are 0 (DENALI_DISK_OK) or another DENALI_DISK_* of <denali/rings.h>:
 * _FAILED, _MISSING, _OUTSIDE, _READ_ONLY, _NO_MEMORY.
 *
 * From any thread.  A service that uses none of this has none of it.
 */
#ifndef ILWACO_DISK_H
#define ILWACO_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/rings.h>

#define ILW_DISK_BLOCK 4096

/* Blocks of a disk; 0: there is no such disk. */
uint32_t ilw_disk_blocks(unsigned disk);
/* Whether writes to it fail; false for a disk that is not there. */
bool ilw_disk_is_read_only(unsigned disk);

/* ---- calls that block ---- */

/* Moves any number of blocks, from block on.  Returns when all is done: the
 * first result that is not 0, if there is one; which blocks were moved then is
 * unknown.  A write is not flushed. */
int ilw_disk_read(unsigned disk, uint32_t block, uint32_t count, void *data);
/* As ilw_disk_read, the other way. */
int ilw_disk_write(unsigned disk, uint32_t block, uint32_t count,
		   const void *data);

/* Returns when all that was written, by whoever was told so, will survive a
 * loss of power. */
int ilw_disk_flush(unsigned disk);

/* ---- calls that do not ---- */

/* Whoever submits it sets what is not marked; it stays where it is until it is
 * done. */
struct ilw_disk_request {
	/* Called when it is done, as event functions are (event.h): short, may
	 * not block, may submit.  NULL: ilw_disk_wait tells. */
	void (*done)(struct ilw_disk_request *request);
	void *data;        /* NULL for a flush */
	uint32_t block;    /* 0 for a flush */
	uint16_t count;    /* 1 to DENALI_DISK_COUNT; 0 for a flush */
	uint8_t disk;      /* its number */
	uint8_t operation; /* DENALI_DISK_READ, _WRITE or _FLUSH */

	volatile bool pending;         /* ours: it is not done yet */
	int status;                    /* ours: the result, when it is done */
	struct ilw_disk_request *next; /* ours */
};

/* Begins a request.  From anywhere, event functions included.  Of any number
 * DENALI_DISK_SLOTS are with the kernel at once; the others wait their turn.
 * The kernel learns of it when the thread blocks or the VM idles, and at
 * ilw_disk_kick.  Where the VM has no disk at all it is done at once.
 *
 * A flush covers the writes that were done when it was submitted. */
void ilw_disk_submit(struct ilw_disk_request *request);

/* Tells the kernel of what was submitted: for who computes on. */
void ilw_disk_kick(void);

/* Blocks until the request is done, and returns its result. */
int ilw_disk_wait(struct ilw_disk_request *request);

#endif
