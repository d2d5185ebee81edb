/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Measures one million of the cheapest virtual instruction, a kick of no
 * device, by the same loop as the bare-machine kernel's empty sysenter.
 */
#include <stdio.h>

#include "guest/trap.h"

#define TRIPS 1000000u

static void trips(uint32_t count)
{
	__asm__ volatile("movl %0, %%esi\n"
			 "1:\tmovl %1, %%eax\n\t"
			 "xorl %%ebx, %%ebx\n\t"
			 "movl $2f, %%edx\n\t"
			 "movl %%esp, %%ecx\n\t"
			 "sysenter\n"
			 "2:\tdecl %%esi\n\t"
			 "jnz 1b"
			 :
			 : "r"(count), "i"(DENALI_KICK)
			 : "eax", "ebx", "ecx", "edx", "esi", "memory", "cc");
}

int main(void)
{
	uint64_t start;

	trips(1000);
	start = time_stamp();
	trips(TRIPS);
	printf("kick %u\n",
	       (unsigned int)((time_stamp() - start) / (TRIPS / 1000)));
	return 0;
}
