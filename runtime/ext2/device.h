/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A virtual disk with many requests under way.  What is added is done in any
 * order until device_finish; requests that lie side by side on the disk and in
 * memory become one.
 */
#ifndef EXT2_DEVICE_H
#define EXT2_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/disk.h>

#define DEVICE_REQUESTS 16

struct device {
	unsigned disk;
	int error; /* the first one since device_finish */
	unsigned next;
	struct ilw_disk_request *last; /* not submitted yet; NULL: none */
	struct ilw_disk_request requests[DEVICE_REQUESTS];
};

/* A negative errno value of a disk's result. */
int device_error(int status);

void device_read(struct device *device, uint32_t block, void *data);
void device_write(struct device *device, uint32_t block, const void *data);
/* Waits for all of them.  The first error, negative, or 0. */
int device_finish(struct device *device);
/* The same, and then all that was written will survive a loss of power. */
int device_flush(struct device *device);

#endif
