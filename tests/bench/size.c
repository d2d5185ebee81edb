/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sizes of stripped images, which are what is shipped.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"
#include "table.h"

static void measure(const struct target *target, const char *path)
{
	struct stat file;

	if (stat(path, &file) != 0)
		table_failed(target, "%s: %s", path, strerror(errno));
	else
		table_row(target, (double)file.st_size / 1024, "%lld bytes",
			  (long long)file.st_size);
}

void bench_size(void)
{
	measure(&(struct target){ "image of hello", "KiB", AT_MOST, 40 },
		HELLO_IMAGE);
	measure(&(struct target){ "image of http-hello", "KiB", AT_MOST, 128 },
		HTTP_IMAGE);
}
