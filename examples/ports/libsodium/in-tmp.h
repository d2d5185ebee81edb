/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Before everything else in each of the suite's programs: they write what they
 * print to a file where they stand, and cannot write to the root.
 */
#include <stdlib.h>
#include <unistd.h>

static void __attribute__((constructor)) stand_in_tmp(void)
{
	if (chdir("/tmp") != 0)
		abort();
}
