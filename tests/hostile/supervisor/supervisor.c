/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Supervisor instructions from a VM that is none: refused, whatever the
 * arguments, and nothing is read or written.
 */
#include <string.h>

#include <denali/supervisor.h>

#include "../attack.h"

static uint8_t page[DENALI_PAGE_SIZE] __attribute__((aligned(4096)));

/* Those without a name may be said not to exist. */
static void expect_refused(uint32_t number, uint32_t first, uint32_t second,
			   uint32_t third)
{
	int32_t result = trap(number, first, second, third);
	bool named = number <= DENALI_POWER_OFF;

	attack_check(result == DENALI_EPERM ||
			     (!named && result == DENALI_ENOSYS),
		     "supervisor instructions are refused");
}

static void supervisor_numbers(void)
{
	for (uint32_t number = DENALI_SUPERVISOR_FIRST;
	     number <= DENALI_SUPERVISOR_LAST; number++)
		expect_refused(number, 0, 0, 0);
}

/* Every argument at each boundary. */
static void supervisor_edges(void)
{
	const uint32_t edges[] = {
		0,
		1,
		DENALI_RW_REGISTERS,
		(uint32_t)page,
		(uint32_t)page + DENALI_PAGE_SIZE - 1,
		ro_registers->memory_size - 1,
		ro_registers->memory_size,
		DENALI_KERNEL_BASE - 1,
		DENALI_KERNEL_BASE,
		0x7fffffff,
		0x80000000,
		0xfffff000,
		0xffffffff,
	};
	uint32_t count = ATTACK_COUNT(edges);

	for (uint32_t number = DENALI_SUPERVISOR_FIRST;
	     number <= DENALI_CLOCK_SET; number++)
		for (uint32_t i = 0; i < count * count * count; i++)
			expect_refused(number, edges[i % count],
				       edges[i / count % count],
				       edges[i / count / count]);
}

/* Arguments that would be right: the neighbour, and structures as they should
 * be.  None is written to. */
static void supervisor_neighbour(void)
{
	static const uint32_t sizes[] = {
		sizeof(struct denali_vm_status),
		sizeof(struct denali_tuning),
		sizeof(struct denali_policy),
		sizeof(struct denali_network),
		sizeof(struct denali_extents),
		sizeof(struct denali_machine),
		sizeof(struct denali_machine_disk),
		sizeof(struct denali_forward),
	};

	memset(page, 0x5a, sizeof page);
	for (uint32_t number = DENALI_SUPERVISOR_FIRST;
	     number <= DENALI_CLOCK_SET; number++)
		for (uint32_t i = 0; i < ATTACK_COUNT(sizes); i++) {
			expect_refused(number, victim(), (uint32_t)page,
				       sizes[i]);
			expect_refused(number, (uint32_t)page, sizes[i], 0);
		}
	for (uint32_t at = 0; at < sizeof page; at++)
		attack_check(page[at] == 0x5a, "nothing is written");
}

static void supervisor_storm(void)
{
	for (;;)
		for (uint32_t number = DENALI_SUPERVISOR_FIRST;
		     number <= DENALI_SUPERVISOR_LAST; number++)
			trap(number, victim(), (uint32_t)page, 0);
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, supervisor_##name                                       \
	}

void supervisor(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(numbers),
		ENTRY(edges),
		ENTRY(neighbour),
		ENTRY(storm),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
