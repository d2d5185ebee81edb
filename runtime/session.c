/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sessions and process groups: the process is alone in its own, and leads both.
 */
#include <unistd.h>

#include "file.h"
#include "syscall.h"

static bool is_self(pid_t process)
{
	return process == 0 || process == getpid();
}

static pid_t leader_of(pid_t process)
{
	return is_self(process) ? getpid() : (pid_t)syscall_result(-ESRCH);
}

pid_t getpgrp(void)
{
	return getpid();
}

pid_t getpgid(pid_t process)
{
	return leader_of(process);
}

pid_t getsid(pid_t process)
{
	return leader_of(process);
}

/* Who leads a group cannot begin a session. */
pid_t setsid(void)
{
	return (pid_t)syscall_result(-EPERM);
}

/* Who leads a session stays in its group. */
int setpgid(pid_t process, pid_t group)
{
	if (group < 0)
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(is_self(process) ? -EPERM : -ESRCH);
}

int setpgrp(void)
{
	return (int)getpid();
}
