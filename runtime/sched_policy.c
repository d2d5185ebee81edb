/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which policies and priorities there are.  SCHED_OTHER has one priority; the
 * others have as many as elsewhere, for programs that are particular.
 */
#include <sched.h>

#include "syscall.h"
#include "threads.h"

#define LOWEST 1
#define HIGHEST 99

bool sched_is_policy(int policy)
{
	return policy == SCHED_OTHER || policy == SCHED_FIFO ||
	       policy == SCHED_RR;
}

bool sched_is_priority(int policy, int priority)
{
	if (policy == SCHED_OTHER)
		return priority == 0;
	return priority >= LOWEST && priority <= HIGHEST;
}

static int bound(int policy, int of_others)
{
	if (!sched_is_policy(policy))
		return (int)syscall_result(-EINVAL);
	return policy == SCHED_OTHER ? 0 : of_others;
}

int sched_get_priority_min(int policy)
{
	return bound(policy, LOWEST);
}

int sched_get_priority_max(int policy)
{
	return bound(policy, HIGHEST);
}
