/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <ilwaco/registers.h>

int uname(struct utsname *name)
{
	*name = (struct utsname){
		.sysname = "Denali",
		.version = "Ilwaco",
		.machine = "i686",
	};
	snprintf(name->release, sizeof name->release, "%u",
		 (unsigned)ilw_registers()->contract_version);
	return gethostname(name->nodename, sizeof name->nodename);
}
