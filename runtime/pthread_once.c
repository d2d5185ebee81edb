/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Things done once.
 */
#include <ilwaco/preempt.h>

#include "threads.h"

enum { NOT_YET, UNDER_WAY, DONE };

static void settle(pthread_once_t *once, int state)
{
	ilw_preempt_disable();
	once->__state = state;
	ilw_wake_all((void *)&once->__queue);
	ilw_preempt_enable();
}

/* Whoever did it was cancelled. */
static void give_up(void *once)
{
	settle(once, NOT_YET);
}

int pthread_once(pthread_once_t *once, void (*function)(void))
{
	bool ours;

	if (once->__state == DONE)
		return 0;
	ilw_preempt_disable();
	while (once->__state == UNDER_WAY)
		ilw_wait((void *)&once->__queue, ILW_NEVER);
	ours = once->__state == NOT_YET;
	if (ours)
		once->__state = UNDER_WAY;
	ilw_preempt_enable();
	if (!ours)
		return 0;
	pthread_cleanup_push(give_up, once);
	function();
	pthread_cleanup_pop(0);
	settle(once, DONE);
	return 0;
}
