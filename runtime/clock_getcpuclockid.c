/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <time.h>
#include <unistd.h>

#include "syscall.h"

int clock_getcpuclockid(pid_t process, clockid_t *clock)
{
	if (process != 0 && process != getpid())
		return ESRCH;
	*clock = CLOCK_PROCESS_CPUTIME_ID;
	return 0;
}
