/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "linkersection.h"

#include <string.h>

bool linker_made(const char *section)
{
	static const char *const names[] = {
		".dynamic",  ".dynstr", ".dynsym", ".gnu.hash",          ".got",
		".got.plt",  ".hash",   ".iplt",   ".note.gnu.build-id", ".plt",
		".relr.dyn", NULL,
	};

	for (int i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], section) == 0)
			return true;
	return strncmp(section, ".rel.", strlen(".rel.")) == 0;
}
