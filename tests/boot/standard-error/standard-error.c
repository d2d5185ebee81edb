/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * stdout and stderr both are the console, in the order of their flushes.
 */
#include <stdio.h>

int main(void)
{
	printf("one ");
	fflush(stdout);
	fprintf(stderr, "two ");
	printf("three\n");
	fflush(stdout);
	perror("four");
	return 0;
}
