/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The end of a VM that wants to end.
 */
#include <ilwaco/crash.h>

#include "call.h"

_Noreturn void ilw_terminate(int status)
{
	for (;;)
		ilw_call(DENALI_TERMINATE, (uint32_t)status, 0, 0);
}
