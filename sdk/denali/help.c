/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "help.h"

#include <stdio.h>

#include "error.h"
#include "verbs.h"

static const char *const group_titles[VERB_GROUP_END] = {
	[VERB_OTHER] = "Other",     [VERB_BUILD] = "Build",
	[VERB_RUN] = "Run",         [VERB_PUBLISH] = "Publish",
	[VERB_EXAMINE] = "Examine", [VERB_MAINTAIN] = "Maintain",
};

static void print_group(enum verb_group group)
{
	const struct verb *verb;
	const char *title = group_titles[group];

	for (size_t i = 0; (verb = verb_at(i)) != NULL; i++) {
		if (verb->group != group)
			continue;
		if (title != NULL)
			printf("\n%s\n", title);
		title = NULL;
		printf("  %-8s %s\n", verb->name, verb->summary);
	}
}

static void print_overview(void)
{
	printf("usage: denali VERB [argument...]\n");
	for (enum verb_group group = VERB_OTHER; group < VERB_GROUP_END;
	     group++)
		print_group(group);
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
