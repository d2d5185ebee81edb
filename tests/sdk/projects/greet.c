/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The library of a little project, for the tests of build systems.
 */
#include <stdio.h>

void greet(const char *who);

void greet(const char *who)
{
	printf("hello, %s\n", who);
}
