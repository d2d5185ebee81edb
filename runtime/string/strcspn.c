/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "span.h"

/* One or two are what is looked for most. */
static size_t without_either(const char *string, char one, char two)
{
	const char *at = string;

	while (*at != '\0' && *at != one && *at != two)
		at++;
	return (size_t)(at - string);
}

size_t strcspn(const char *string, const char *rejected)
{
	const char *at = string;
	struct span span;

	if (rejected[0] == '\0' || rejected[1] == '\0' || rejected[2] == '\0')
		return without_either(string, rejected[0],
				      rejected[0] == '\0' ? '\0' : rejected[1]);
	span_of(&span, rejected);
	span_add(&span, '\0');
	while (!span_has(&span, (uint8_t)*at))
		at++;
	return (size_t)(at - string);
}
