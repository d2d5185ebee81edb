/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/stat.h>

/* Kept, since programs read it back; files cannot be made. */
mode_t umask(mode_t mask)
{
	static mode_t current = 022;
	mode_t last = current;

	current = mask & 0777;
	return last;
}
