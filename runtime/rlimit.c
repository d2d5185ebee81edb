/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Limits of the process.  What is not a descriptor is limited by the VM's
 * making, and stays as it is.
 */
#include <sys/resource.h>

#include <ilwaco/image.h>
#include <ilwaco/preempt.h>
#include <ilwaco/registers.h>

#include "descriptors.h"
#include "syscall.h"

static int hard_limit = DESCRIPTORS_MAX;

static rlim_t fixed_limit(int resource)
{
	switch (resource) {
	case RLIMIT_STACK:
		return (rlim_t)(__stack_usual - __stack_bottom);
	case RLIMIT_DATA:
	case RLIMIT_RSS:
	case RLIMIT_AS:
		return ilw_registers()->memory_size;
	case RLIMIT_CORE:
	case RLIMIT_MEMLOCK:
		return 0;
	case RLIMIT_NPROC:
		return 1;
	default:
		return RLIM_INFINITY;
	}
}

static int get(int resource, struct rlimit *limit)
{
	if (resource < 0 || resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (resource == RLIMIT_NOFILE) {
		limit->rlim_cur = (rlim_t)descriptors_limit;
		limit->rlim_max = (rlim_t)hard_limit;
	} else {
		limit->rlim_cur = fixed_limit(resource);
		limit->rlim_max = limit->rlim_cur;
	}
	return 0;
}

static int set(int resource, const struct rlimit *limit)
{
	struct rlimit is;
	int error = get(resource, &is);

	if (error != 0)
		return error;
	if (limit->rlim_cur > limit->rlim_max)
		return -EINVAL;
	if (limit->rlim_max > is.rlim_max)
		return -EPERM;
	if (resource == RLIMIT_NOFILE) {
		hard_limit = (int)limit->rlim_max;
		descriptors_limit = (int)limit->rlim_cur;
		return 0;
	}
	return limit->rlim_cur < is.rlim_cur ? -EINVAL : 0;
}

int getrlimit(int resource, struct rlimit *limit)
{
	return (int)syscall_result(get(resource, limit));
}

int setrlimit(int resource, const struct rlimit *limit)
{
	int error;

	ilw_preempt_disable();
	error = set(resource, limit);
	ilw_preempt_enable();
	return (int)syscall_result(error);
}
