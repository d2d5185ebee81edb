/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Linked with a program that writes files where it stands: it begins at the
 * root, which cannot be written to.
 */
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void go_to_tmp(void)
{
	if (chdir("/tmp") != 0)
		abort();
}
