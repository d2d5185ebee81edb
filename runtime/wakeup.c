/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "wakeup.h"

#include <errno.h>

void wakeup_call(struct wakeup *wakeup)
{
	wakeup->called = true;
	ilw_wake_one(&wakeup->queue);
}

int wakeup_sleep(struct wakeup *wakeup, uint64_t deadline)
{
	enum ilw_waited waited = ILW_WAIT_WOKEN;
	bool called;

	ilw_preempt_disable();
	while (!wakeup->called && waited == ILW_WAIT_WOKEN)
		waited = ilw_wait_interruptible(&wakeup->queue, deadline);
	called = wakeup->called;
	wakeup->called = false;
	ilw_preempt_enable();
	if (!called && waited == ILW_WAIT_INTERRUPTED)
		return -EINTR;
	return called;
}
