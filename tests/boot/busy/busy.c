/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Computes for ever and calls nothing: a run ends by its time limit all the
 * same.
 */
#include <stdio.h>

int main(void)
{
	puts("busy");
	fflush(stdout);
	for (;;)
		__asm__ volatile("");
}
