/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mounts a disk on /data before this runs, if it does.
 */
#include <stdio.h>

int main(void)
{
	puts("main");
	return 0;
}
