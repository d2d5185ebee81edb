/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * pause() waits for a signal; none comes from outside.
 */
#include <unistd.h>

#include <ilwaco/thread.h>

int pause(void)
{
	for (;;)
		ilw_thread_sleep(ILW_NEVER);
}
