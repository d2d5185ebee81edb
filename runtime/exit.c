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

#include "exit.h"

static void flush_streams(void)
{
	void (*cleanup)(struct _reent *) = _impure_ptr->__cleanup;

	if (cleanup == NULL)
		cleanup = _global_impure_ptr->__cleanup;
	if (cleanup != NULL)
		cleanup(_global_impure_ptr);
}

_Noreturn void exit(int status)
{
	void (*const *function)(void) = __fini_array_end;

	if (__call_exitprocs != NULL)
		__call_exitprocs(status, NULL);
	while (function-- > __fini_array_start)
		(*function)();
	flush_streams();
	_exit(status);
}
