/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is to be mounted, and how.
 */
#ifndef EXT2_OPTIONS_H
#define EXT2_OPTIONS_H

#include <stdint.h>

struct options {
	unsigned disk;
	uint32_t cache; /* pages */
};

/* source: "disk0" and so on; -ENODEV: it is no such name; -ENXIO: there is no
 * such disk.  options: "cache=SIZE", in bytes or with K, M or G; -EINVAL. */
int options_read(const char *source, const char *options,
		 struct options *wanted);

#endif
