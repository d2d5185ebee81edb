/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The end of a program: what atexit registered, destructors, streams.
 *
 * newlib notes in the state of whichever thread first used a stream that
 * streams are to be flushed; the library OS carries that over to the first
 * thread's when it switches.
 */
#include <reent.h>
#include <stdlib.h>
#include <unistd.h>

#include <ilwaco/image.h>
#include <ilwaco/thread.h>

#include "exit.h"

static void flush_streams(void)
{
	void (*cleanup)(struct _reent *) = _impure_ptr->__cleanup;

	if (cleanup == NULL)
		cleanup = _global_impure_ptr->__cleanup;
	if (cleanup != NULL)
		cleanup(_global_impure_ptr);
}

/* The first thread that comes goes on.  What it calls here may come again, and
 * does what is left; all others stay. */
static void enter_alone(void)
{
	static struct ilw_thread *first;

	ilw_preempt_disable();
	if (first == NULL)
		first = ilw_thread_self();
	ilw_preempt_enable();
	while (first != ilw_thread_self())
		ilw_thread_sleep(ILW_NEVER);
}

_Noreturn void exit(int status)
{
	static void (*const *function)(void) = __fini_array_end;

	enter_alone();
	if (__call_exitprocs != NULL)
		__call_exitprocs(status, NULL);
	while (function > __fini_array_start)
		(*--function)();
	flush_streams();
	_exit(status);
}
