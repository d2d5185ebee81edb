/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Keeps a disk table on the VM's first disk.
 *
 *	changes make SEED COUNT   a new table, and so many changes of it, each
 *	                          acknowledged on the console
 *	changes list              what disks there are
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/disk.h>

#include "../script.h"

static struct ilw_disktable table;

static void acknowledge(uint32_t change)
{
	printf("acknowledged %lu\n", (unsigned long)change);
	fflush(stdout);
}

static int list(const struct ilw_disktable_io *io)
{
	int error = ilw_disktable_open(&table, io);

	for (uint32_t i = 0; i < table.copy.count; i++)
		printf("%s: %lu blocks\n", table.copy.disk[i].name,
		       (unsigned long)table.copy.disk[i].blocks);
	if (error == 0)
		printf("%lu disks\n", (unsigned long)table.copy.count);
	return error;
}

int main(int argc, char **argv)
{
	const struct ilw_disktable_io io = ilw_disktable_slot(
		0, ilw_disk_blocks(0));
	int error;

	if (argc == 4 && strcmp(argv[1], "make") == 0)
		error = script_run(&table, &io, strtoul(argv[2], NULL, 10),
				   strtoul(argv[3], NULL, 10), acknowledge);
	else
		error = list(&io);
	if (error != 0)
		printf("error: %s\n", ilw_disktable_error(error));
	return error != 0;
}
