/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of virtual disks.
 */
#ifndef ILWACO_SUPERVISOR_TABLENAME_H
#define ILWACO_SUPERVISOR_TABLENAME_H

#include <stdbool.h>

#include <ilwaco/disktable.h>

/* Is it one?  At most ILW_DISKTABLE_NAME bytes are looked at. */
static inline bool tablename_is_good(const char *name)
{
	unsigned int i = 0;

	while (i < ILW_DISKTABLE_NAME && (unsigned char)name[i] >= ' ' &&
	       name[i] != 0x7f)
		i++;
	return i > 0 && i < ILW_DISKTABLE_NAME && name[i] == '\0';
}

#endif
