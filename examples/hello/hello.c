/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Prints a greeting, or its arguments, one a line, and returns how many there
 * were.
 */
#include <stdio.h>

int main(int argc, char **argv)
{
	if (argc == 1)
		printf("hello, %s\n", "world");
	for (int i = 1; i < argc; i++)
		printf("%s\n", argv[i]);
	return argc - 1;
}
