/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clocks of threads.  One is named by its thread, and no thread is where the
 * names of the others are.
 */
#include <pthread.h>

#include <ilwaco/cputime.h>
#include <ilwaco/preempt.h>
#include <ilwaco/thread.h>

#include "clocks.h"
#include "syscall.h"
#include "threads.h"

int pthread_getcpuclockid(pthread_t thread, clockid_t *clock)
{
	if (thread->ended)
		return ESRCH;
	*clock = (clockid_t)thread;
	return 0;
}

int clock_read_thread(clockid_t clock, uint64_t *time)
{
	const struct __pthread *thread = &pthread_main;

	ilw_preempt_disable();
	while (thread != NULL && (clockid_t)thread != clock)
		thread = thread->peer;
	if (thread != NULL)
		*time = ilw_cputime_of(thread == &pthread_main ?
					       ilw_thread_main :
					       thread->thread);
	ilw_preempt_enable();
	return thread != NULL ? 0 : -EINVAL;
}
