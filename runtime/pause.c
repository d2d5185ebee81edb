/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <unistd.h>

#include "signals.h"
#include "syscall.h"

int pause(void)
{
	return (int)syscall_result(signal_suspend(NULL));
}
