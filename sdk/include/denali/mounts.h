/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is to be mounted when a program starts: what `denali-cc --mount` puts
 * into the image's read-only data.
 *
 * A list of NUL-terminated strings, four a mount: source ("disk0", "tmpfs"),
 * target (an absolute path, which the table of bundled files has as a
 * directory), type ("ext4", for ext2 and ext3 too, or "tmpfs"), options
 * (comma-separated, "" if none).  An empty source ends it.
 */
#ifndef DENALI_MOUNTS_H
#define DENALI_MOUNTS_H

/* Its address is NULL where nothing is to be mounted. */
#ifdef __denali__
extern const char denali_mounts[] __attribute__((weak));
#endif

#endif
