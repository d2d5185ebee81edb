/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <unistd.h>

#include <ilwaco/crash.h>

_Noreturn void _exit(int status)
{
	ilw_terminate(status);
}

_Noreturn void _Exit(int status)
{
	ilw_terminate(status);
}
