/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Idles for ever: a run ends by its time limit.
 */
#include <poll.h>
#include <stdio.h>

int main(void)
{
	puts("idle");
	fflush(stdout);
	for (;;)
		poll(NULL, 0, -1);
}
