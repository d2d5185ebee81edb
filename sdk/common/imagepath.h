/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Paths in images: where files are bundled and disks mounted.
 */
#ifndef COMMON_IMAGEPATH_H
#define COMMON_IMAGEPATH_H

/* Null, or what is wrong with the path, for a message "PATH ...". */
const char *imagepath_wrong(const char *path);

#endif
