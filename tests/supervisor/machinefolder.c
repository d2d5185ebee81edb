/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <stdlib.h>

#include "machine.h"

#define BLOCKS 1024

static char folder[] = "/tmp/denali-machine-XXXXXX";

const char *machine_make(void)
{
	if (mkdtemp(folder) == NULL || !machine_open(folder, BLOCKS, false)) {
		perror(folder);
		abort();
	}
	return folder;
}

void machine_remove(void)
{
	char command[64];

	snprintf(command, sizeof command, "rm -r %s", folder);
	if (system(command) != 0)
		abort();
}
