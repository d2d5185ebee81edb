/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * abort() is an invalid instruction rather than a status, so that the host has
 * a post-mortem with the caller's name.
 */
#include <stdlib.h>

#include <ilwaco/crash.h>

_Noreturn void abort(void)
{
	ilw_crash("abort() was called");
}
