/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The host's name, as programs in the VM see it: "vm" and the VM's number,
 * until it is set.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <ilwaco/preempt.h>
#include <ilwaco/registers.h>

#include "syscall.h"

static char hostname[HOST_NAME_MAX + 1];

static void begin(void)
{
	char name[16];

	snprintf(name, sizeof name, "vm%u", (unsigned)ilw_registers()->vm_id);
	strcpy(hostname, name);
}

int gethostname(char *name, size_t size)
{
	size_t length;

	ilw_preempt_disable();
	if (hostname[0] == '\0')
		begin();
	length = strlen(hostname) + 1;
	memcpy(name, hostname, size < length ? size : length);
	ilw_preempt_enable();
	return (int)syscall_result(size < length ? -ENAMETOOLONG : 0);
}

int sethostname(const char *name, size_t length)
{
	if (length == 0 || length > HOST_NAME_MAX)
		return (int)syscall_result(-EINVAL);
	ilw_preempt_disable();
	memcpy(hostname, name, length);
	hostname[length] = '\0';
	ilw_preempt_enable();
	return 0;
}

long gethostid(void)
{
	return (long)ilw_registers()->vm_id;
}
