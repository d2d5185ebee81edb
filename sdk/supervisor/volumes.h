/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disks of services as they lie on the host's: the disk table
 * (<ilwaco/disktable.h>) in the area that the configuration says, and who uses
 * which.  What they are called and whose they are is in the database (disks.h);
 * here they have numbers.
 *
 * All calls may be made from any thread, and wait for each other a few blocks'
 * time.  A change (volume_make, _grow, _remove) takes as long as the blocks do
 * that it has to write: not with host_lock held.  One thread makes changes.
 */
#ifndef SUPERVISOR_VOLUMES_H
#define SUPERVISOR_VOLUMES_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/supervisor.h>

#define VOLUME_BLOCK 4096

/* Gets at the area and its table, which is made if there are zeros only.  NULL,
 * or what is wrong. */
const char *volumes_open(void);
bool volumes_are_open(void);

/* What follows returns 0 or an error of the table, whose text
 * ilw_disktable_error has. */

/* A disk of so many blocks of zeros, or with an empty file system. */
int volume_make(int64_t number, uint32_t blocks, bool filesystem,
		uint32_t time);
int volume_grow(int64_t number, uint32_t blocks);
/* Also where there is none. */
int volume_remove(int64_t number);

/* Blocks of a disk; 0: there is none. */
uint32_t volume_blocks(int64_t number);
/* Blocks that no disk has. */
uint32_t volumes_free(void);
/* The number of the disk after this one, from 0 on; 0: there is no more. */
int64_t volume_next(int64_t number);

/* One user more or less.  extents: where the disk lies, for vm_disk; slot is
 * the caller's to set.  Refused: it has a user with whom that does not go. */
int volume_use(int64_t number, bool writable, struct denali_extents *extents);
void volume_leave(int64_t number);
/* Where it lies now; writable as it is used. */
bool volume_extents(int64_t number, struct denali_extents *extents);

#endif
