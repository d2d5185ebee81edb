/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The template kv-store, linked for this machine: its disk is a folder that
 * STORE in the environment names.
 */
#include <stdlib.h>

void __real_store_open(const char *folder);
void __wrap_store_open(const char *folder);

void __wrap_store_open(const char *folder)
{
	const char *other = getenv("STORE");

	__real_store_open(other != NULL ? other : folder);
}
