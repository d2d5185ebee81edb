/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Starts the stack before main(), in every service that uses the network: the
 * lock, without which nobody can, is here so that this is linked too.
 */
#include "stack.h"

struct ilw_mutex net_core_lock = ILW_MUTEX_INIT;

__attribute__((constructor)) static void start(void)
{
	net_start();
}
