/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A thread's stack for handlers with SA_ONSTACK.  Whether it is in use is a
 * matter of where the stack pointer is, so that a handler may leave it by
 * siglongjmp.
 */
#include <stdint.h>

#include "signals.h"
#include "syscall.h"
#include "threads.h"

static int check(const stack_t *stack, bool in_use)
{
	if (in_use)
		return -EPERM;
	if ((stack->ss_flags & ~SS_DISABLE) != 0)
		return -EINVAL;
	if ((stack->ss_flags & SS_DISABLE) == 0 && stack->ss_size < MINSIGSTKSZ)
		return -ENOMEM;
	return 0;
}

int sigaltstack(const stack_t *restrict stack, stack_t *restrict old)
{
	stack_t *current = &pthread_self()->signals.stack;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	bool in_use = here - (uintptr_t)current->ss_sp < current->ss_size;
	stack_t before = *current;
	int result = stack != NULL ? check(stack, in_use) : 0;

	if (result != 0)
		return (int)syscall_result(result);
	if (stack != NULL)
		*current = *stack;
	if (stack != NULL && (stack->ss_flags & SS_DISABLE) != 0)
		*current = (stack_t){ .ss_flags = SS_DISABLE };
	if (old != NULL) {
		*old = before;
		if (before.ss_size == 0)
			old->ss_flags = SS_DISABLE;
		else if (in_use)
			old->ss_flags = SS_ONSTACK;
	}
	return 0;
}
