/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a program says before it is killed for a fault of its own.
 */
#include <assert.h>
#include <stdio.h>

__attribute__((noinline)) static void insist(int number)
{
	assert(number == 1);
}

int main(void)
{
	printf("about to fail\n");
	insist(2);
	return 0;
}
