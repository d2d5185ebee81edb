/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The process's policy and priority are those of the thread that asks, as they
 * are in Linux; threads that it makes inherit them.  They change nothing.
 */
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <ilwaco/thread.h>

#include "syscall.h"
#include "threads.h"

static bool is_us(pid_t process)
{
	return process == 0 || process == getpid();
}

static int set(pid_t process, int policy, const struct sched_param *parameters)
{
	if (process < 0)
		return -EINVAL;
	if (!is_us(process))
		return -ESRCH;
	return -pthread_setschedparam(pthread_self(), policy, parameters);
}

int sched_setscheduler(pid_t process, int policy,
		       const struct sched_param *parameters)
{
	int former = pthread_self()->policy;
	int result = set(process, policy, parameters);

	return (int)syscall_result(result < 0 ? result : former);
}

int sched_getscheduler(pid_t process)
{
	if (process < 0)
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(is_us(process) ? pthread_self()->policy :
						    -ESRCH);
}

int sched_setparam(pid_t process, const struct sched_param *parameters)
{
	return (int)syscall_result(
		set(process, pthread_self()->policy, parameters));
}

int sched_getparam(pid_t process, struct sched_param *parameters)
{
	if (process < 0 || parameters == NULL)
		return (int)syscall_result(-EINVAL);
	if (!is_us(process))
		return (int)syscall_result(-ESRCH);
	parameters->sched_priority = pthread_self()->priority;
	return 0;
}

/* A VM has one virtual processor. */
int sched_getcpu(void)
{
	return 0;
}

int sched_rr_get_interval(pid_t process, struct timespec *interval)
{
	if (process < 0)
		return (int)syscall_result(-EINVAL);
	if (!is_us(process))
		return (int)syscall_result(-ESRCH);
	*interval = (struct timespec){ .tv_nsec = (long)ILW_SLICE };
	return 0;
}
