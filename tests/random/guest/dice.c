/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "dice.h"

#include <denali/supervisor.h>

uint8_t arena[ARENA] __attribute__((aligned(PAGE)));
static uint32_t state;
static uint32_t noted[16];

void dice_seed(uint32_t seed)
{
	state = seed * 2654435761u | 1;
}

uint32_t any(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

uint32_t below(uint32_t n)
{
	return (any() >> 8) % n;
}

uint32_t arena_address(uint32_t length)
{
	return (uint32_t)arena + below(ARENA - length + 1);
}

void dice_note(uint32_t result)
{
	if (result && result < 0x80000000)
		noted[below(16)] = result;
}

static uint32_t boundary(void)
{
	static const uint32_t values[] = {
		0,
		1,
		2,
		PAGE - 1,
		PAGE,
		PAGE + 1,
		DENALI_RO_REGISTERS,
		DENALI_RW_REGISTERS,
		DENALI_RW_REGISTERS + PAGE,
		DENALI_IMAGE_BASE - PAGE,
		DENALI_IMAGE_BASE,
		DENALI_KERNEL_BASE - PAGE,
		DENALI_KERNEL_BASE,
		0x7fffffff,
		0x80000000,
		0xfffff000,
		0xffffffff,
		sizeof(struct denali_vm_status),
		sizeof(struct denali_tuning),
		sizeof(struct denali_policy),
		sizeof(struct denali_network),
		sizeof(struct denali_extents),
		sizeof(struct denali_machine),
		sizeof(struct denali_machine_disk),
		sizeof(struct denali_plan) + sizeof(struct denali_plan_group),
	};
	uint32_t i = below(sizeof values / sizeof *values + 2);

	if (i < sizeof values / sizeof *values)
		return values[i];
	return ro_registers->memory_size - (i & 1 ? PAGE : 0);
}

uint32_t value(void)
{
	switch (below(8)) {
	case 0:
		return any();
	case 1:
		return any() & ~(PAGE - 1u);
	case 2:
		return below(2) ? below(256) : noted[below(16)];
	case 3:
		return 1u << below(32);
	case 4:
		return arena_address(1);
	case 5:
		return (uint32_t)arena + below(ARENA_PAGES) * PAGE;
	case 6:
		return below(ARENA_PAGES + 1) * PAGE;
	default:
		return boundary();
	}
}
