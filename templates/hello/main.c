/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * @NAME@: greets its arguments, or the world.
 *
 *	@NAME@ [WHOM...]
 *
 * GREETING in the environment replaces "hello".
 */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[])
{
	const char *greeting = getenv("GREETING");

	if (greeting == NULL)
		greeting = "hello";
	if (argc == 1)
		printf("%s, world\n", greeting);
	for (int i = 1; i < argc; i++)
		printf("%s, %s\n", greeting, argv[i]);
	return 0;
}
