/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * For a supervisor without an engine.
 */
#include "sdk/supervisor/engine.h"

bool engine_start(void)
{
	return true;
}

void engine_wake(void)
{
}

void engine_stop_host(void)
{
}
