/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * <threads.h>: what is done once.
 */
#include <pthread.h>
#include <threads.h>

void call_once(once_flag *flag, void (*function)(void))
{
	pthread_once(flag, function);
}
