/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Between the files of disks.h: rows, and the thread that makes them true.
 */
#ifndef SUPERVISOR_DISKROW_H
#define SUPERVISOR_DISKROW_H

#include <stdbool.h>
#include <stdint.h>

#include "api.h"
#include "volumes.h"

/* As they are in the database. */
enum disk_state {
	DISK_READY,
	DISK_MAKING,
	DISK_GROWING,
	DISK_REMOVING,
	DISK_FAILED, /* it could not be made */
};

#define DISK_BLOCKS_MAX 0x10000000 /* 1 TiB */

struct disk_row {
	int64_t id; /* 0: there is none */
	uint32_t blocks, wanted;
	enum disk_state state;
	int error; /* of the table, the last */
	bool filesystem;
};

struct disk_row disk_find(int64_t tenant, const char *name);
struct disk_row disk_by_id(int64_t id);

/* Bytes as blocks; false, the error in the answer: it is no size of a disk. */
bool disk_size(struct answer *answer, const char *name, int64_t bytes,
	       bool filesystem, uint32_t *blocks);

/* May the tenant have so many more blocks, and has the host?  False: the error
 * is in the answer. */
bool disk_allowed(struct answer *answer, int64_t tenant, const char *name,
		  uint32_t blocks);

/* A row for a disk that is to be made, and is allowed; also in place of one
 * that could not be made.  Its number; 0: the error is in the answer. */
int64_t disk_make(struct answer *answer, int64_t tenant, const char *name,
		  uint32_t blocks, bool filesystem);

/* Rows have changed: the thread looks at them when the lock is given back. */
void disk_work(void);

/* VMs that use the disk see that it has grown. */
void disk_show_growth(int64_t disk);

/* May the service use the disk so, beside those that use it already?  False:
 * the error is in the answer. */
bool disk_free_for(struct answer *answer, int64_t disk, const char *name,
		   int64_t service, bool read_only);

/* Has the service use the disk under a name of its own, in place of another.
 * False: the error is in the answer. */
bool disk_bind(struct answer *answer, int64_t service, const char *name,
	       int64_t disk, bool read_only);

#endif
