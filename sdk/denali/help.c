/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "help.h"

#include <stdio.h>

#include "error.h"
#include "verbs.h"

static void print_overview(void)
{
	const struct verb *verb;

	printf("usage: denali VERB [argument...]\n\n");
	for (size_t i = 0; (verb = verb_at(i)) != NULL; i++)
		printf("  %-8s %s\n", verb->name, verb->summary);
	printf("\n  denali help VERB    tells more\n"
	       "  denali --version    tells the version\n");
}

int help_print(const char *name)
{
	const struct verb *verb;

	if (name == NULL) {
		print_overview();
		return 0;
	}
	verb = verb_find(name);
	if (verb == NULL)
		return STATUS_ERROR;
	fputs(verb->help, stdout);
	return 0;
}
