/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Judges what `changes` has left on a disk.
 *
 *	judge replay LOG SEED COUNT CUTS   LOG has all that QEMU was asked to
 *	                                   write and flush: is the disk right,
 *	                                   wherever that is cut?
 *	judge image FILE SEED CHANGE       is it right, that change having been
 *	                                   acknowledged?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/bytes.h"
#include "harness/recording.h"
#include "script.h"
#include "verify.h"

#define SIZE ((size_t)SCRIPT_BLOCKS * ILW_DISKTABLE_BLOCK)

/* Changes that may have been made since the console was last heard. */
#define AHEAD 100000

/* A replay of nothing would find no fault: each change must be in it. */
static bool is_complete(const struct recording *recording, long count)
{
	size_t flushes = 0;
	long marks = 0;

	for (size_t i = 0; i < recording->count; i++) {
		flushes += recording->entries[i].data == NULL;
		marks += verify_mark(&recording->entries[i]) == marks;
	}
	printf("%zu writes, %zu flushes, %ld changes acknowledged\n",
	       recording->count - flushes, flushes, marks - 1);
	return marks == count + 1 && flushes >= 2 * (size_t)count;
}

static int replay(const char *path, uint32_t seed, long count,
		  unsigned int cuts)
{
	struct recording recording = { 0 };
	unsigned int faults;

	if (!recording_read_log(&recording, path))
		return 1;
	if (!is_complete(&recording, count)) {
		fprintf(stderr, "%s: not all that was done\n", path);
		return 1;
	}
	faults = verify_cuts(&recording, SIZE, seed, cuts, seed, stderr);
	printf("%u cuts, %u with faults\n", cuts, faults);
	recording_free(&recording);
	return faults != 0;
}

static int image(const char *path, uint32_t seed, long change)
{
	struct bytes bytes = { 0 };
	const char *wrong;

	if (!bytes_read_file(&bytes, path) || bytes.length != SIZE) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return 1;
	}
	wrong = verify((uint8_t *)bytes.data, SIZE, seed, change, AHEAD);
	if (wrong != NULL)
		fprintf(stderr, "%s, after change %ld: %s\n", path, change,
			wrong);
	bytes_free(&bytes);
	return wrong != NULL;
}

int main(int argc, char **argv)
{
	if (argc == 6 && strcmp(argv[1], "replay") == 0)
		return replay(argv[2], (uint32_t)strtoul(argv[3], NULL, 10),
			      strtol(argv[4], NULL, 10),
			      (unsigned int)strtoul(argv[5], NULL, 10));
	if (argc == 5 && strcmp(argv[1], "image") == 0)
		return image(argv[2], (uint32_t)strtoul(argv[3], NULL, 10),
			     strtol(argv[4], NULL, 10));
	fprintf(stderr, "usage: see the top of the source\n");
	return 2;
}
