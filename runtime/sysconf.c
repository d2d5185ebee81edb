/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What can be asked of the system: constants in a table, where 0 stands for
 * "no limit" and "not there" alike; and a few that are counted.
 */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ilwaco/heap.h>
#include <ilwaco/registers.h>

#include "syscall.h"

/* Enough for getpwnam_r and so on. */
#define ENTRY_SIZE 64

static const long values[] = {
	[_SC_ARG_MAX] = ARG_MAX,
	[_SC_CLK_TCK] = 100,
	[_SC_NGROUPS_MAX] = NGROUPS_MAX,
	[_SC_JOB_CONTROL] = _POSIX_JOB_CONTROL,
	[_SC_SAVED_IDS] = _POSIX_SAVED_IDS,
	[_SC_VERSION] = _POSIX_VERSION,
	[_SC_PAGESIZE] = PAGESIZE,
	[_SC_NPROCESSORS_CONF] = 1,
	[_SC_NPROCESSORS_ONLN] = 1,
	[_SC_RTSIG_MAX] = RTSIG_MAX,
	[_SC_SEM_VALUE_MAX] = SEM_VALUE_MAX,
	[_SC_SIGQUEUE_MAX] = SIGQUEUE_MAX,
	[_SC_TZNAME_MAX] = TZNAME_MAX,
	[_SC_MAPPED_FILES] = 0, /* mmap() is for memory alone */
	[_SC_MEMORY_PROTECTION] = _POSIX_MEMORY_PROTECTION,
	[_SC_REALTIME_SIGNALS] = _POSIX_REALTIME_SIGNALS,
	[_SC_SEMAPHORES] = _POSIX_SEMAPHORES,
	[_SC_TIMERS] = _POSIX_TIMERS,
	[_SC_DELAYTIMER_MAX] = DELAYTIMER_MAX,
	[_SC_THREAD_KEYS_MAX] = PTHREAD_KEYS_MAX,
	[_SC_THREAD_STACK_MIN] = PTHREAD_STACK_MIN,
	[_SC_TTY_NAME_MAX] = TTY_NAME_MAX,
	[_SC_THREADS] = _POSIX_THREADS,
	[_SC_THREAD_ATTR_STACKADDR] = _POSIX_THREAD_ATTR_STACKADDR,
	[_SC_THREAD_ATTR_STACKSIZE] = _POSIX_THREAD_ATTR_STACKSIZE,
	[_SC_THREAD_PRIORITY_SCHEDULING] = _POSIX_THREAD_PRIORITY_SCHEDULING,
	[_SC_THREAD_PRIO_INHERIT] = _POSIX_THREAD_PRIO_INHERIT,
	[_SC_THREAD_PRIO_PROTECT] = _POSIX_THREAD_PRIO_PROTECT,
	[_SC_THREAD_PROCESS_SHARED] = _POSIX_THREAD_PROCESS_SHARED,
	[_SC_THREAD_SAFE_FUNCTIONS] = _POSIX_THREAD_SAFE_FUNCTIONS,
	[_SC_GETGR_R_SIZE_MAX] = ENTRY_SIZE,
	[_SC_GETPW_R_SIZE_MAX] = ENTRY_SIZE,
	[_SC_LOGIN_NAME_MAX] = LOGIN_NAME_MAX,
	[_SC_THREAD_DESTRUCTOR_ITERATIONS] = PTHREAD_DESTRUCTOR_ITERATIONS,
	[_SC_BARRIERS] = _POSIX_BARRIERS,
	[_SC_BC_BASE_MAX] = BC_BASE_MAX,
	[_SC_BC_DIM_MAX] = BC_DIM_MAX,
	[_SC_BC_SCALE_MAX] = BC_SCALE_MAX,
	[_SC_BC_STRING_MAX] = BC_STRING_MAX,
	[_SC_CLOCK_SELECTION] = _POSIX_CLOCK_SELECTION,
	[_SC_COLL_WEIGHTS_MAX] = _POSIX2_COLL_WEIGHTS_MAX,
	[_SC_CPUTIME] = _POSIX_CPUTIME,
	[_SC_EXPR_NEST_MAX] = EXPR_NEST_MAX,
	[_SC_HOST_NAME_MAX] = HOST_NAME_MAX,
	[_SC_IOV_MAX] = IOV_MAX,
	[_SC_IPV6] = _POSIX_IPV6,
	[_SC_LINE_MAX] = LINE_MAX,
	[_SC_MESSAGE_PASSING] = _POSIX_MESSAGE_PASSING,
	[_SC_MONOTONIC_CLOCK] = _POSIX_MONOTONIC_CLOCK,
	[_SC_MQ_PRIO_MAX] = MQ_PRIO_MAX,
	[_SC_READER_WRITER_LOCKS] = _POSIX_READER_WRITER_LOCKS,
	[_SC_REGEXP] = _POSIX_REGEXP,
	[_SC_RE_DUP_MAX] = RE_DUP_MAX,
	[_SC_SPIN_LOCKS] = _POSIX_SPIN_LOCKS,
	[_SC_SYMLOOP_MAX] = SYMLOOP_MAX,
	[_SC_THREAD_CPUTIME] = _POSIX_THREAD_CPUTIME,
	[_SC_TIMEOUTS] = _POSIX_TIMEOUTS,
	[_SC_V7_ILP32_OFF32] = 1,
	[_SC_STREAM_MAX] = FOPEN_MAX,
	[_SC_PRIORITY_SCHEDULING] = _POSIX_PRIORITY_SCHEDULING,
	[_SC_2_C_BIND] = _POSIX2_C_BIND,
	[_SC_2_VERSION] = _POSIX2_VERSION,
};

static long available_pages(void)
{
	struct ilw_heap_usage usage = ilw_heap_usage();
	size_t used = ilw_registers()->image_end + usage.total - usage.free;

	return (long)((ilw_registers()->memory_size - used) / PAGESIZE);
}

static long most_open(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	return (long)limit.rlim_cur;
}

long sysconf(int name)
{
	switch (name) {
	case _SC_OPEN_MAX:
		return most_open();
	case _SC_PHYS_PAGES:
		return (long)(ilw_registers()->memory_size / PAGESIZE);
	case _SC_AVPHYS_PAGES:
		return available_pages();
	default:
		break;
	}
	if (name < 0 || name > _SC_POSIX_26_VERSION)
		return syscall_result(-EINVAL);
	if (name >= (int)(sizeof values / sizeof *values) || values[name] == 0)
		return -1;
	return values[name];
}

int getpagesize(void)
{
	return PAGESIZE;
}

int getdtablesize(void)
{
	return (int)most_open();
}
