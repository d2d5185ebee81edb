/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Prints numbered lines and a last one that has no end.
 */
#include <stdio.h>

int main(void)
{
	for (int i = 0; i < 100; i++)
		printf("line %d\n", i);
	printf("the end");
	return 0;
}
