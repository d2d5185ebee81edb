/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Lines of any length, which newlib reads under other names.
 */
#include <errno.h>
#include <stdio.h>

ssize_t getdelim(char **restrict line, size_t *restrict room, int delimiter,
		 FILE *restrict file)
{
	if (line == NULL || room == NULL) {
		errno = EINVAL;
		return -1;
	}
	return __getdelim(line, room, delimiter, file);
}

ssize_t getline(char **restrict line, size_t *restrict room,
		FILE *restrict file)
{
	return getdelim(line, room, '\n', file);
}
