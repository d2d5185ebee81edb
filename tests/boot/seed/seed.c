/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Prints random bytes as the kernel gave them: each instance has its own.
 */
#include <stdio.h>

#include <denali/registers.h>

int main(void)
{
	const struct denali_ro_registers *registers =
		(const struct denali_ro_registers *)DENALI_RO_REGISTERS;

	for (unsigned int i = 0; i < sizeof registers->seed; i++)
		printf("%02x", registers->seed[i]);
	putchar('\n');
	return 0;
}
