/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Idles for ever: a run ends by its time limit.
 */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	puts("idle");
	fflush(stdout);
	for (;;)
		pause();
}
