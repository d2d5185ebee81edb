/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reads where it must not.
 */
#include "../attack.h"

static void read_from(uint32_t address)
{
	(void)*(volatile uint32_t *)address;
}

static void read_memory_kernel(void)
{
	read_from(DENALI_KERNEL_BASE);
}

static void read_memory_kernel_text(void)
{
	read_from(DENALI_KERNEL_BASE + 0x100000);
}

static void read_memory_null(void)
{
	read_from(0);
}

static void read_memory_below_image(void)
{
	read_from(DENALI_IMAGE_BASE - 4);
}

/* A string instruction that runs from the VM's memory into the kernel's. */
static void read_memory_string(void)
{
	uint32_t from = DENALI_KERNEL_BASE;
	uint32_t count = 4;
	uint32_t into[4];
	uint32_t *to = into;

	__asm__ volatile("rep movsl"
			 : "+S"(from), "+D"(to), "+c"(count)
			 :
			 : "memory");
}

void read_memory(const char *name)
{
	static const struct attack_case cases[] = {
		{ "kernel", read_memory_kernel },
		{ "kernel-text", read_memory_kernel_text },
		{ "null", read_memory_null },
		{ "below-image", read_memory_below_image },
		{ "string", read_memory_string },
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
