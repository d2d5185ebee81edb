/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * abort() is an invalid instruction rather than a status, so that the host has
 * a post-mortem with the caller's name.  A handler is given its chance before;
 * only programs with signals can have one.
 */
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>

#include <ilwaco/crash.h>

#include "signals.h"

_Noreturn void abort(void)
{
	if (signal_abort != NULL)
		signal_abort();
	ilw_crash("abort() was called");
}
