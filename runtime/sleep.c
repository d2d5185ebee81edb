/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sleeping for a time.  Handlers end it, whatever their flags.
 */
#include "sleep.h"

#include <time.h>
#include <unistd.h>

#include <ilwaco/wait.h>

#include "clocks.h"
#include "syscall.h"

static int wait_until(uint64_t deadline)
{
	struct ilw_wait_queue nobody = ILW_WAIT_QUEUE_INIT;
	enum ilw_waited waited;

	ilw_preempt_disable();
	do
		waited = ilw_wait_interruptible(&nobody, deadline);
	while (waited == ILW_WAIT_WOKEN);
	ilw_preempt_enable();
	return waited == ILW_WAIT_INTERRUPTED ? -EINTR : 0;
}

int sleep_until(uint64_t deadline)
{
	int result;

	do {
		syscall_blocking_enter();
		result = wait_until(deadline);
	} while (syscall_waiting_again(result));
	return result;
}

uint64_t time_left(uint64_t deadline)
{
	uint64_t now = ilw_clock_monotonic();

	return deadline > now ? deadline - now : 0;
}

int nanosleep(const struct timespec *time, struct timespec *rest)
{
	uint64_t deadline;
	int result;

	if (!timespec_is_time(time))
		return (int)syscall_result(-EINVAL);
	deadline = ilw_clock_after(timespec_nanoseconds(time));
	result = sleep_until(deadline);
	if (result == -EINTR && rest != NULL)
		*rest = timespec_of(time_left(deadline));
	return (int)syscall_result(result);
}

/* What is left of a second counts as one: not 0 unless all of it was slept. */
unsigned int sleep(unsigned int seconds)
{
	uint64_t deadline = ilw_clock_after(seconds * ILW_SECOND);

	if (sleep_until(deadline) == 0)
		return 0;
	return (unsigned int)((time_left(deadline) + ILW_SECOND - 1) /
			      ILW_SECOND);
}

int usleep(useconds_t microseconds)
{
	return (int)syscall_result(
		sleep_until(ilw_clock_after(microseconds * ILW_MICROSECOND)));
}
