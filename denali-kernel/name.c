/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Checks of names.
 */
#include "name.h"

#include <stdint.h>

#include "string.h"

bool name_ends(const char *name)
{
	return strnlen(name, DENALI_NAME_MAX) < DENALI_NAME_MAX;
}

bool name_is_plain(const char *name)
{
	for (const char *c = name; *c != '\0'; c++)
		if ((uint8_t)*c < ' ' || *c == '\177')
			return false;
	return true;
}
