/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Prints its arguments and one environment variable; returns how many
 * arguments there are.
 */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	const char *colour = getenv("COLOUR");

	for (int i = 1; i < argc; i++)
		printf("[%s]\n", argv[i]);
	if (argv[argc] != NULL)
		puts("argv does not end in NULL");
	printf("COLOUR=%s\n", colour == NULL ? "(none)" : colour);
	return argc - 1;
}
