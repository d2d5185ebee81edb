/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <poll.h>
#include <time.h>

#include <ilwaco/clock.h>

#include "descriptors.h"
#include "polling.h"
#include "syscall.h"

int poll(struct pollfd *entries, nfds_t count, int milliseconds)
{
	uint64_t deadline = ILW_NEVER;

	if (count > DESCRIPTORS_MAX)
		return (int)syscall_result(-EINVAL);
	if (milliseconds == 0)
		deadline = 0;
	else if (milliseconds > 0)
		deadline = ilw_clock_after((uint64_t)milliseconds *
					   ILW_MILLISECOND);
	return (int)syscall_result(poll_files(entries, count, deadline));
}

/* The signal mask has nothing to hold back: no signal comes from outside. */
int ppoll(struct pollfd *entries, nfds_t count, const struct timespec *wait,
	  const sigset_t *mask)
{
	uint64_t deadline;

	(void)mask;
	if (count > DESCRIPTORS_MAX || !poll_deadline(wait, &deadline))
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(poll_files(entries, count, deadline));
}
