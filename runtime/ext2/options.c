/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/disk.h>
#include <ilwaco/registers.h>

#include "cache.h"

#define SHARE                                                                  \
	8 /* the cache's part of the VM's memory, if nothing else is said */

static int read_disk(const char *source, unsigned *disk)
{
	if (strncmp(source, "disk", 4) != 0 || source[4] < '0' ||
	    source[4] > '9' || source[5] != '\0')
		return -ENODEV;
	*disk = (unsigned)(source[4] - '0');
	return *disk < DENALI_DISKS && ilw_disk_blocks(*disk) != 0 ? 0 : -ENXIO;
}

static int read_size(const char *text, size_t length, uint32_t *pages)
{
	char *end;
	unsigned long long size = strtoull(text, &end, 10);

	if (*text < '0' || *text > '9')
		return -EINVAL;
	switch (*end) {
	case 'G':
		size <<= 10;
		/* fallthrough */
	case 'M':
		size <<= 10;
		/* fallthrough */
	case 'K':
		size <<= 10;
		end++;
	}
	if (end != text + length || size > UINT32_MAX)
		return -EINVAL;
	*pages = (uint32_t)(size / CACHE_PAGE);
	return 0;
}

int options_read(const char *source, const char *options,
		 struct options *wanted)
{
	int error = read_disk(source, &wanted->disk);

	while (error == 0 && *options != '\0') {
		size_t length = strcspn(options, ",");

		if (strncmp(options, "cache=", 6) == 0)
			error = read_size(options + 6, length - 6,
					  &wanted->cache);
		else if (length != 0)
			error = -EINVAL;
		options += length;
		if (*options == ',')
			options++;
	}
	if (wanted->cache == 0 && error == 0)
		wanted->cache = ilw_registers()->memory_size / SHARE /
				CACHE_PAGE;
	return error;
}
