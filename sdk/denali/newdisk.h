/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks that a manifest asks for, made the first time.
 */
#ifndef DENALI_CMD_NEWDISK_H
#define DENALI_CMD_NEWDISK_H

#include "manifest.h"

/* Have the disk at path: as it is, if it is there; else made of the size that
 * the manifest says, with an empty ext4 file system if it is to be mounted.
 * Returns 0, or prints an error, leaves nothing half made, and returns
 * STATUS_ERROR. */
int newdisk_make(const char *path, const struct manifest_disk *disk);

/* Make an empty ext4 file system in a file that has its size; path is what
 * messages call it.  As above. */
int newdisk_format(const char *path, char *file);

#endif
