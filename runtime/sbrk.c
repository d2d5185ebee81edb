/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap has all of memory from the start, so there is no break to move.
 */
#include <unistd.h>

#include "syscall.h"

void *sbrk(ptrdiff_t increment)
{
	(void)increment;
	return (void *)syscall_result(-ENOMEM);
}
