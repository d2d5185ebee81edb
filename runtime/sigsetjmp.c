/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>

#include "signals.h"
#include "threads.h"

void __sigsetjmp_mask(sigjmp_buf to, int save)
{
	to->__has_mask = save;
	if (save)
		to->__mask = pthread_self()->signals.mask;
}

_Noreturn void siglongjmp(sigjmp_buf from, int result)
{
	if (from->__has_mask)
		signal_set_mask(from->__mask);
	longjmp(from->__registers, result);
}
