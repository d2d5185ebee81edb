/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "hardware.h"

#include <string.h>

#include "error.h"

/* Is the value the one word or the other?  The second: *second is true. */
static int choose(const char *option, const char *value, const char *one,
		  const char *other, bool *second)
{
	*second = strcmp(value, other) == 0;
	if (*second || strcmp(value, one) == 0)
		return 0;
	return error("%s %s: not %s or %s", option, value, one, other);
}

int hardware_machine(struct run_options *options, const char *value)
{
	return choose("--machine", value, "pc", "q35", &options->q35);
}

int hardware_nic(struct run_options *options, const char *value)
{
	return choose("--nic", value, "virtio", "e1000", &options->e1000);
}

int hardware_disk_bus(struct run_options *options, const char *value)
{
	return choose("--disk-bus", value, "virtio", "ahci", &options->ahci);
}
