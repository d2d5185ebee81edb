/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <time.h>

#include "clocks.h"

int timespec_get(struct timespec *time, int base)
{
	if (base != TIME_UTC)
		return 0;
	*time = timespec_of((uint64_t)ilw_clock_realtime());
	return base;
}
