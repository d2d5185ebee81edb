/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for children, of which there are none.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include "syscall.h"

#define OPTIONS (WNOHANG | WUNTRACED | WCONTINUED)
#define STATES (WEXITED | WSTOPPED | WCONTINUED)

pid_t wait(int *status)
{
	syscall_testcancel();
	(void)status;
	return (pid_t)syscall_result(-ECHILD);
}

pid_t waitpid(pid_t process, int *status, int options)
{
	syscall_testcancel();
	(void)process;
	(void)status;
	return (pid_t)syscall_result(options & ~OPTIONS ? -EINVAL : -ECHILD);
}

pid_t wait3(int *status, int options, struct rusage *usage)
{
	(void)usage;
	return waitpid(-1, status, options);
}

pid_t wait4(pid_t process, int *status, int options, struct rusage *usage)
{
	(void)usage;
	return waitpid(process, status, options);
}

int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	syscall_testcancel();
	(void)id;
	(void)info;
	if (type != P_ALL && type != P_PID && type != P_PGID)
		return (int)syscall_result(-EINVAL);
	if (!(options & STATES) || options & ~(OPTIONS | STATES | WNOWAIT))
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(-ECHILD);
}
