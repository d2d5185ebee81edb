/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks with file systems as files of this machine: made, and looked at after
 * the power went.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include <stdint.h>

/* Makes a file of that size with a file system that mke2fs, called with these
 * words, puts on it. */
void judge_make_disk(const char *path, uint64_t size, const char *const *words);

void judge_copy(const char *from, const char *to);
void judge_write(const char *path, const void *data, uint64_t size);

/* Mounts it as a VM would, and unmounts it; after that e2fsck must find nothing
 * to mend, and check nothing wrong in the files.  NULL: all is well; else what
 * is wrong, until the next call. */
const char *judge_image(const char *path,
			const char *(*check)(const char *folder,
					     unsigned int acknowledged),
			unsigned int acknowledged);

#endif
