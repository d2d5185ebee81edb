/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who the program is: there are no users, and one process in the VM.
 */
#include <unistd.h>

#include <ilwaco/registers.h>

/* Different in each VM of a host; not 1, which programs take for init. */
pid_t getpid(void)
{
	return (pid_t)ilw_registers()->vm_id + 2;
}

pid_t getppid(void)
{
	return 1;
}

uid_t getuid(void)
{
	return 0;
}

uid_t geteuid(void)
{
	return 0;
}

gid_t getgid(void)
{
	return 0;
}

gid_t getegid(void)
{
	return 0;
}

int issetugid(void)
{
	return 0;
}
