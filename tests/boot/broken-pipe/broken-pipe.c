/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A write that nobody reads ends a program that has no signals at all.
 */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	int ends[2];

	if (pipe(ends) != 0)
		return 2;
	puts("written so far");
	close(ends[0]);
	(void)!write(ends[1], "x", 1);
	puts("and on");
	return 0;
}
