/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where newlib's functions end that -D_FORTIFY_SOURCE puts in, when the buffer
 * they were given is too small.
 */
#include <ssp/ssp.h>

#include <ilwaco/crash.h>

void __chk_fail(void)
{
	ilw_crash("buffer too small: more was to be written than it holds");
}
