/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names its file and day, as programs do.
 */
#include "deep.h"

#include <assert.h>

static int fetch(int *at)
{
	assert(at);
	return *at;
}

int deep(int *at)
{
	return fetch(at);
}

const char *where(void)
{
	return __FILE__ " " __DATE__ " " __TIME__;
}
