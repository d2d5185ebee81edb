/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Other processes: there are none, and none can be made.  The linker warns of
 * whoever calls these.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "syscall.h"

SYSCALL_WARNING(fork, "fork always fails here: a VM is one process");
SYSCALL_WARNING(vfork, "vfork always fails here: a VM is one process");
SYSCALL_WARNING(execve, "execve always fails here: a VM is one program");

int _execve(const char *path, char *const arguments[],
	    char *const environment[]);

pid_t fork(void)
{
	return (pid_t)syscall_result(-ENOSYS);
}

pid_t vfork(void)
{
	return (pid_t)syscall_result(-ENOSYS);
}

int execve(const char *path, char *const arguments[], char *const environment[])
{
	(void)path;
	(void)arguments;
	(void)environment;
	return (int)syscall_result(-ENOSYS);
}

/* newlib's execl and so on end here. */
int _execve(const char *path, char *const arguments[],
	    char *const environment[])
{
	return execve(path, arguments, environment);
}

pid_t wait(int *status)
{
	(void)status;
	return (pid_t)syscall_result(-ECHILD);
}

pid_t waitpid(pid_t process, int *status, int options)
{
	(void)process;
	(void)status;
	(void)options;
	return (pid_t)syscall_result(-ECHILD);
}
