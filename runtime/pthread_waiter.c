/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Threads that wait to be let in, by one who names them.  Who is let in finds
 * that out on its own stack, and touches nothing that may be gone by then.
 */
#include <ilwaco/wait.h>

#include "threads.h"

bool pthread_await_admission(struct pthread_waiter *waiter, uint64_t deadline)
{
	while (!waiter->admitted && ilw_wait(&waiter->queue, deadline))
		;
	return waiter->admitted;
}

void pthread_admit(struct pthread_waiter *waiter)
{
	waiter->admitted = true;
	ilw_wake_one(&waiter->queue);
}
