/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Other programs: none can be run.  The linker warns of whoever calls these.
 */
#include <unistd.h>

#include "syscall.h"

#define WARNING(name)                                                          \
	SYSCALL_WARNING(name, #name " always fails here: a VM is one program")

WARNING(execl);
WARNING(execle);
WARNING(execlp);
WARNING(execv);
WARNING(execve);
WARNING(execvp);
WARNING(execvpe);
WARNING(fexecve);

int execl(const char *path, const char *argument, ...)
{
	(void)path;
	(void)argument;
	return (int)syscall_result(-ENOSYS);
}

int execle(const char *path, const char *argument, ...)
{
	(void)path;
	(void)argument;
	return (int)syscall_result(-ENOSYS);
}

int execlp(const char *file, const char *argument, ...)
{
	(void)file;
	(void)argument;
	return (int)syscall_result(-ENOSYS);
}

int execv(const char *path, char *const arguments[])
{
	(void)path;
	(void)arguments;
	return (int)syscall_result(-ENOSYS);
}

int execve(const char *path, char *const arguments[], char *const environment[])
{
	(void)path;
	(void)arguments;
	(void)environment;
	return (int)syscall_result(-ENOSYS);
}

int execvp(const char *file, char *const arguments[])
{
	(void)file;
	(void)arguments;
	return (int)syscall_result(-ENOSYS);
}

int execvpe(const char *file, char *const arguments[],
	    char *const environment[])
{
	return execve(file, arguments, environment);
}

int fexecve(int fd, char *const arguments[], char *const environment[])
{
	(void)fd;
	(void)arguments;
	(void)environment;
	return (int)syscall_result(-ENOSYS);
}
