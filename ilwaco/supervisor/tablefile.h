/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disk table's two copies on the disk.
 */
#ifndef ILWACO_SUPERVISOR_TABLEFILE_H
#define ILWACO_SUPERVISOR_TABLEFILE_H

#include <ilwaco/disktable.h>

/* Blocks a copy has room for. */
#define TABLEFILE_PLACE 64

/* Reads the newest copy that is whole. */
int tablefile_read(struct ilw_disktable *table);

/* Writes the table as it is in memory as the next copy. */
int tablefile_write(struct ilw_disktable *table);

/* Are all blocks that copies take zero?  0, or the error. */
int tablefile_check_blank(struct ilw_disktable *table);

/* Makes sure that neither place has a copy any more. */
int tablefile_erase(struct ilw_disktable *table);

/* Zeros blocks of the disk. */
int tablefile_zero(struct ilw_disktable *table, uint32_t block, uint32_t count);

#endif
