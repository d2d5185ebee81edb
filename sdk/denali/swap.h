/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The swap disk of a run, as a descriptor that QEMU makes a disk of.
 *
 * Given a size, it is a sparse file without a name, which is gone with the last
 * descriptor, whatever becomes of us.  Given a file or block device, it is
 * that; then all that is on it is lost, so it must be empty in its first page
 * or have been a swap disk before.
 */
#ifndef DENALI_CMD_SWAP_H
#define DENALI_CMD_SWAP_H

#define SWAP_MIN 0x100000u /* 1 MiB */

/* Make or open what option --swap says, null if there was none, and write the
 * header (struct denali_swap_header).  *fd is its descriptor, -1 if there is
 * none.  Returns 0, or prints an error and returns STATUS_ERROR. */
int swap_open(const char *value, int *fd);

#endif
