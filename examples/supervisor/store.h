/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disk of the machine that has the table of virtual disks.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/disktable.h>

extern struct ilw_disktable store;
extern uint32_t store_disk; /* the machine's; 0: none is open */

/* Makes a whole disk of the machine one of this VM's own, and says how many
 * blocks it has.  Returns 0, or the instruction's error. */
int32_t own_disk(uint32_t disk, uint32_t slot, uint32_t *blocks);

/* Reads from this VM's own disk.  0, or anything else if it failed. */
int own_disk_read(uint32_t slot, uint32_t block, uint32_t count, void *data);

/* Opens the table, or makes a new one first.  NULL, or what is wrong. */
const char *store_open(uint32_t disk, bool format, bool force);

#endif
