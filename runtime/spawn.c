/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * posix_spawn, which cannot work: there is one process.
 */
#include <spawn.h>

#include "syscall.h"

SYSCALL_WARNING(posix_spawn,
		"posix_spawn always fails here: a VM is one process");
SYSCALL_WARNING(posix_spawnp,
		"posix_spawnp always fails here: a VM is one process");

int posix_spawn(pid_t *process, const char *path,
		const posix_spawn_file_actions_t *actions,
		const posix_spawnattr_t *attributes, char *const arguments[],
		char *const environment[])
{
	(void)process;
	(void)path;
	(void)actions;
	(void)attributes;
	(void)arguments;
	(void)environment;
	return ENOSYS;
}

int posix_spawnp(pid_t *process, const char *file,
		 const posix_spawn_file_actions_t *actions,
		 const posix_spawnattr_t *attributes, char *const arguments[],
		 char *const environment[])
{
	return posix_spawn(process, file, actions, attributes, arguments,
			   environment);
}
