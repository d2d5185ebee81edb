/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sizes of ports' images as they are shipped, stripped.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"
#include "table.h"

static const struct {
	struct target target;
	const char *path;
} images[] = {
	{ { "image of Redis", "MB", AT_MOST, 1.8 },
	  "build/ports/redis/redis-server" },
	{ { "image of SQLite's shell", "MB", AT_MOST, 1.5 },
	  "build/ports/sqlite/sqlite3" },
	{ { "image of lighttpd", "MB", AT_MOST, 1.5 },
	  "build/ports/lighttpd/lighttpd" },
};

void bench_ports_size(void)
{
	struct stat file;

	for (unsigned i = 0; i < sizeof images / sizeof images[0]; i++)
		if (stat(images[i].path, &file) != 0)
			table_failed(&images[i].target, "%s: %s",
				     images[i].path, strerror(errno));
		else
			table_row(&images[i].target, (double)file.st_size / 1e6,
				  "%lld bytes", (long long)file.st_size);
}
