/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * main() of every hostile guest: the first instance attacks when its input
 * brings a line, the others serve HTTP.  The example's own main() is compiled
 * under another name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attack.h"

#undef main

int http_hello_main(int argc, char **argv);
int main(int argc, char **argv);

void attack_case(const struct attack_case *cases, size_t count,
		 const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(cases[i].name, name) == 0) {
			cases[i].attack();
			return;
		}
	printf("no case %s\n", name);
	exit(3);
}

void attack_check(int condition, const char *what)
{
	if (condition)
		return;
	printf("not so: %s\n", what);
	exit(2);
}

int main(int argc, char **argv)
{
	if (ro_registers->vm_id != 0)
		return http_hello_main(1, argv);
	puts("armed");
	fflush(stdout);
	if (getchar() == EOF)
		return 1;
	ATTACK(argc > 1 ? argv[1] : "");
	puts("survived");
	return 0;
}
