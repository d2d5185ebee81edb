/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * arc4random and its kin, straight from the library OS's generator.
 */
#include <stdint.h>
#include <stdlib.h>

#include <ilwaco/random.h>

__uint32_t arc4random(void)
{
	uint32_t number;

	ilw_random(&number, sizeof number);
	return number;
}

void arc4random_buf(void *buffer, size_t length)
{
	ilw_random(buffer, length);
}

/* Numbers below 2^32 % bound would make the first ones likelier. */
__uint32_t arc4random_uniform(__uint32_t bound)
{
	uint32_t least, number;

	if (bound < 2)
		return 0;
	least = -bound % bound;
	do
		number = arc4random();
	while (number < least);
	return number % bound;
}
