/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <poll.h>
#include <time.h>

#include <ilwaco/clock.h>

#include "descriptors.h"
#include "polling.h"
#include "syscall.h"

static int wait_for(struct pollfd *entries, nfds_t count, uint64_t deadline,
		    const sigset_t *mask)
{
	sigset_t old;
	int result;

	if (count > DESCRIPTORS_MAX)
		return -EINVAL;
	syscall_blocking_enter();
	syscall_mask(mask, &old);
	while (syscall_waiting_again(
		result = poll_files(entries, count, deadline)))
		syscall_blocking_enter();
	if (mask != NULL)
		syscall_mask(&old, NULL);
	return result;
}

int poll(struct pollfd *entries, nfds_t count, int milliseconds)
{
	uint64_t deadline = ILW_NEVER;

	if (milliseconds == 0)
		deadline = 0;
	else if (milliseconds > 0)
		deadline = ilw_clock_after((uint64_t)milliseconds *
					   ILW_MILLISECOND);
	return (int)syscall_result(wait_for(entries, count, deadline, NULL));
}

int ppoll(struct pollfd *entries, nfds_t count, const struct timespec *wait,
	  const sigset_t *mask)
{
	uint64_t deadline;

	if (!poll_deadline(wait, &deadline))
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(wait_for(entries, count, deadline, mask));
}
