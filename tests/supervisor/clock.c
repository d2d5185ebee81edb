/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The supervisor's clocks, by the stand-in machine's, which can be moved.
 */
#include "sdk/supervisor/host.h"

#include <ilwaco/clock.h>

int64_t clock_monotonic(void)
{
	return (int64_t)(ilw_clock_monotonic() / ILW_MILLISECOND);
}

int64_t clock_wall(void)
{
	return ilw_clock_realtime() / (int64_t)ILW_MILLISECOND;
}
