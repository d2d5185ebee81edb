/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Things done once.
 */
#include <ilwaco/preempt.h>

#include "threads.h"

enum { NOT_YET, UNDER_WAY, DONE };

int pthread_once(pthread_once_t *once, void (*function)(void))
{
	struct ilw_wait_queue *queue = (void *)&once->__queue;

	if (once->__state == DONE)
		return 0;
	ilw_preempt_disable();
	while (once->__state == UNDER_WAY)
		ilw_wait(queue, ILW_NEVER);
	if (once->__state == NOT_YET) {
		once->__state = UNDER_WAY;
		ilw_preempt_enable();
		function();
		ilw_preempt_disable();
		once->__state = DONE;
		ilw_wake_all(queue);
	}
	ilw_preempt_enable();
	return 0;
}
