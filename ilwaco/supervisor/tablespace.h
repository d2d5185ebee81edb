/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which blocks of the disk are whose.
 */
#ifndef ILWACO_SUPERVISOR_TABLESPACE_H
#define ILWACO_SUPERVISOR_TABLESPACE_H

#include <ilwaco/disktable.h>

/* Are all disks of a table that was read what the format says?  0, or the
 * error. */
int tablespace_check(struct ilw_disktable *table);

/* Appends free blocks to a disk, in as few pieces as there can be.  On an error
 * the disk is left as it happens to be. */
int tablespace_extend(struct ilw_disktable *table,
		      struct ilw_disktable_disk *disk, uint32_t more);

/* Cuts a disk to so many blocks, fewer than it has and not 0. */
void tablespace_cut(struct ilw_disktable_disk *disk, uint32_t blocks);

#endif
