/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One program, many ways to end: each instance carries out the case that its
 * number has among the arguments.
 */
#ifndef GUEST_CASES_H
#define GUEST_CASES_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <ilwaco/registers.h>

struct guest_case {
	const char *name;
	void (*run)(void);
};

#define CASE(function)                                                         \
	{                                                                      \
		.name = #function, .run = function                             \
	}

/* Ends with a name of NULL.  Returns the status of a case that returns: 0, or
 * 1 where there is none of that name. */
static inline int run_case(const struct guest_case *cases, int argc,
			   char **argv)
{
	unsigned number = ilw_registers()->vm_id + 1;
	const char *name = number < (unsigned)argc ? argv[number] : "nothing";

	while (cases->name != NULL && strcmp(cases->name, name) != 0)
		cases++;
	if (cases->name == NULL) {
		printf("no case %s\n", name);
		return 1;
	}
	cases->run();
	printf("%s: nothing happened\n", name);
	return 0;
}

#endif
