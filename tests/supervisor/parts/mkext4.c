/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * File systems of all sizes, judged by e2fsck; what the library OS makes of
 * them is tests/boot's to see.
 */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sdk/supervisor/crc32c.h"
#include "sdk/supervisor/mkext4.h"

static int disk;
static uint32_t written, most; /* blocks; 0: no bound */

static int write_block(void *context, uint32_t block, const void *data)
{
	(void)context;
	if (++written > most && most != 0)
		return 5;
	return pwrite(disk, data, MKEXT4_BLOCK, (off_t)block * MKEXT4_BLOCK) ==
			       MKEXT4_BLOCK ?
		       0 :
		       -1;
}

/* The disk is sparse, as that of a host is. */
static int make(const char *path, uint32_t blocks)
{
	struct mkext4_disk wanted = { .write = write_block,
				      .blocks = blocks,
				      .uuid = { 1, 2, 3, 0xff },
				      .time = 1700000000 };

	disk = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	cr_assert_geq(disk, 0);
	cr_assert_eq(ftruncate(disk, (off_t)blocks * MKEXT4_BLOCK), 0);
	written = 0;
	return mkext4(&wanted);
}

static void check(const char *path, uint32_t blocks)
{
	static const char *const places[] = { "/usr/sbin/e2fsck",
					      "/sbin/e2fsck" };
	size_t place = access(places[0], X_OK) == 0 ? 0 : 1;
	char command[300];

	snprintf(command, sizeof command, "LC_ALL=C %s -fn %s >%s.said 2>&1",
		 places[place], path, path);
	cr_expect_eq(system(command), 0, "of %lu blocks: %s",
		     (unsigned long)blocks, command);
}

Test(mkext4, of_all_sizes_is_right)
{
	static const uint32_t sizes[] = {
		MKEXT4_LEAST, 65,     100,    1024,    2047,    2048,  5000,
		32767,        32768,  32769,  33000,   34000,   98304, 98500,
		131072,       262144, 524288, 4194304, 4194305,
	};
	char folder[] = "/tmp/mkext4-XXXXXX", path[64];

	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/disk", folder);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		cr_expect_eq(make(path, sizes[i]), 0);
		close(disk);
		check(path, sizes[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/disk.said", folder);
	unlink(path);
	rmdir(folder);
}

/* Wherever the disk fails, that is said. */
Test(mkext4, tells_of_a_write_that_failed)
{
	char path[] = "/tmp/mkext4-XXXXXX";
	int unused = mkstemp(path);

	cr_assert_geq(unused, 0);
	close(unused);
	cr_expect_eq(make(path, 2048), 0);
	for (uint32_t count = written - 1; count > 0; count--) {
		close(disk);
		most = count;
		cr_expect_eq(make(path, 2048), 5, "%lu writes",
			     (unsigned long)count);
	}
	close(disk);
	unlink(path);
}

Test(crc32c, is_that_of_castagnoli)
{
	cr_expect_eq(~crc32c(~0u, "123456789", 9), 0xe3069283);
	cr_expect_eq(crc32c(crc32c(~0u, "1234", 4), "56789", 5),
		     crc32c(~0u, "123456789", 9));
	cr_expect_eq(crc32c(7, "", 0), 7);
}
