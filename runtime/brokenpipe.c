/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * SIGPIPE.  A program without signals does with it what it does by default.
 */
#include <signal.h>
#include <unistd.h>

#include "signals.h"
#include "syscall.h"

void syscall_broken_pipe(void)
{
	if (signal_raise == NULL)
		_exit(128 + SIGPIPE);
	signal_raise(SIGPIPE);
}
