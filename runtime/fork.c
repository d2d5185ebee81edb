/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Other processes: none can be made.  The linker warns of whoever calls these.
 */
#include <unistd.h>

#include "syscall.h"

SYSCALL_WARNING(fork, "fork always fails here: a VM is one process");
SYSCALL_WARNING(_Fork, "_Fork always fails here: a VM is one process");
SYSCALL_WARNING(vfork, "vfork always fails here: a VM is one process");
SYSCALL_WARNING(daemon, "daemon always fails here: a VM is one process");

pid_t fork(void)
{
	return (pid_t)syscall_result(-ENOSYS);
}

pid_t _Fork(void)
{
	return (pid_t)syscall_result(-ENOSYS);
}

pid_t vfork(void)
{
	return (pid_t)syscall_result(-ENOSYS);
}

int daemon(int keep_folder, int keep_streams)
{
	(void)keep_folder;
	(void)keep_streams;
	return (int)syscall_result(-ENOSYS);
}
