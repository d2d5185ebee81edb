/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The SDK's templates: folders of share/denali/templates.
 */
#ifndef DENALI_CMD_TEMPLATES_H
#define DENALI_CMD_TEMPLATES_H

#include <stddef.h>

struct template
{
	char *name;
	char *folder;
	char *summary; /* what its README.md says first, below the heading */
};

struct templates {
	struct template *list; /* by name */
	size_t count;
};

/* Read which there are.  Returns 0 or, the error printed, STATUS_ERROR. */
int templates_read(struct templates *templates);
void templates_free(struct templates *templates);

/* The template of that name; null, an error with a suggestion printed, if
 * there is none. */
const struct template *templates_find(const struct templates *templates,
				      const char *name);

#endif
