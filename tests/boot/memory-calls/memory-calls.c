/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual instructions do what the contract says: protect keeps contents,
 * release zeroes, a released page of data reads as the image has it, and every
 * register but those named comes back as it was.
 */
#include <stdio.h>
#include <string.h>

#include "guest/trap.h"

#define PAGE DENALI_PAGE_SIZE
#define READ_WRITE (DENALI_PROT_READ | DENALI_PROT_WRITE)

static uint8_t zeroed[2 * PAGE] __attribute__((aligned(PAGE)));
static uint8_t initialised[PAGE] __attribute__((aligned(PAGE))) = "as linked";
static int failures;

static void check(int condition, const char *what)
{
	if (condition)
		return;
	puts(what);
	failures++;
}

static int32_t protect(void *page, uint32_t access)
{
	return trap(DENALI_PROTECT, (uint32_t)page, PAGE, access);
}

static void check_protect(void)
{
	volatile uint8_t *bytes = zeroed;

	bytes[5] = 99;
	bytes[PAGE] = 77;
	check(protect(zeroed, DENALI_PROT_NONE) == 0, "protect none");
	check(bytes[PAGE] == 77, "the neighbouring page changed");
	check(protect(zeroed, DENALI_PROT_READ) == 0, "protect read");
	check(bytes[5] == 99, "contents were lost");
	check(protect(zeroed, READ_WRITE) == 0, "protect read-write");
	bytes[5] = 98;
	check(bytes[5] == 98, "write after protect");
}

static void check_release(void)
{
	volatile uint8_t *bytes = zeroed;

	bytes[7] = 1;
	check(trap(DENALI_RELEASE, (uint32_t)zeroed, sizeof zeroed, 0) == 0,
	      "release");
	check(bytes[7] == 0 && bytes[PAGE] == 0, "released pages are not zero");
	bytes[7] = 2;
	check(bytes[7] == 2, "a released page cannot be used again");
	initialised[0] = 'X';
	check(trap(DENALI_RELEASE, (uint32_t)initialised, PAGE, 0) == 0,
	      "release of data");
	check(strcmp((const char *)initialised, "as linked") == 0,
	      "released data is not as the image has it");
}

static void check_registers_kept(void)
{
	uint32_t ebx = DENALI_DEVICE_CONSOLE, esi = 0x11111111,
		 edi = 0x22222222, ebp;

	__asm__ volatile("pushl %%ebp\n\t"
			 "movl $0x33333333, %%ebp\n\t"
			 "call 2f\n"
			 "2:\tpopl %%edx\n\t"
			 "addl $1f - 2b, %%edx\n\t"
			 "movl %%esp, %%ecx\n\t"
			 "movl %4, %%eax\n\t"
			 "sysenter\n"
			 "1:\tmovl %%ebp, %%eax\n\t"
			 "popl %%ebp"
			 : "=&a"(ebp), "+b"(ebx), "+S"(esi), "+D"(edi)
			 : "i"(DENALI_KICK)
			 : "ecx", "edx", "memory", "cc");
	check(ebx == DENALI_DEVICE_CONSOLE && esi == 0x11111111 &&
		      edi == 0x22222222 && ebp == 0x33333333,
	      "a register changed");
}

int main(void)
{
	check_protect();
	check_release();
	check_registers_kept();
	check(trap(DENALI_KICK, 0, 0, 0) == 0, "kick of nothing");
	check(trap(DENALI_IDLE, 0, 0, 0) == 0, "idle until the past");
	printf("%d failures\n", failures);
	return failures != 0;
}
