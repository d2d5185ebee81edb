/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Places in streams: newlib's pass through a long.
 */
#include <stdio.h>

int fgetpos(FILE *restrict stream, fpos_t *restrict place)
{
	*place = ftello(stream);
	return *place < 0 ? -1 : 0;
}

int fsetpos(FILE *stream, const fpos_t *place)
{
	return fseeko(stream, *place, SEEK_SET);
}
