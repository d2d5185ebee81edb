/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * In place of newlib's, which takes an empty text for none, so that the last of
 * the fields in "a," would be missing.
 */
#include <string.h>

char *strsep(char **rest, const char *separators)
{
	char *field = *rest;
	size_t length;

	if (field == NULL)
		return NULL;
	length = strcspn(field, separators);
	*rest = field[length] != '\0' ? field + length + 1 : NULL;
	field[length] = '\0';
	return field;
}
