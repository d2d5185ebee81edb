/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Executes what is no text: data, the stack, the heap, the registers both
 * sides write, the kernel, nothing at all.  The report has to name these
 * functions from the stack, since eip is in none.
 */
#include <stdlib.h>

#include "../attack.h"

#define RETURN 0xc3

static void call(uint32_t address)
{
	((void (*)(void))address)();
	/* No tail call: the caller is to be on the stack. */
	__asm__ volatile("");
}

static void execute_data(void)
{
	static volatile uint8_t code[16] = { RETURN };

	call((uint32_t)code);
}

static void execute_stack(void)
{
	volatile uint8_t code[16] = { RETURN };

	call((uint32_t)code);
}

static void execute_heap(void)
{
	uint8_t *code = malloc(16);

	code[0] = RETURN;
	call((uint32_t)code);
}

static void execute_constant(void)
{
	static const volatile uint8_t code[16] = { RETURN };

	call((uint32_t)code);
}

static void execute_registers(void)
{
	rw_registers->reserved2[0] = RETURN;
	call((uint32_t)&rw_registers->reserved2[0]);
}

static void execute_kernel(void)
{
	call(DENALI_KERNEL_BASE + 0x100000);
}

static void execute_null(void)
{
	call(0);
}

static void execute_nowhere(void)
{
	call(0x0badf00d);
}

void execute(const char *name)
{
	static const struct attack_case cases[] = {
		{ "data", execute_data },
		{ "stack", execute_stack },
		{ "heap", execute_heap },
		{ "constant", execute_constant },
		{ "registers", execute_registers },
		{ "kernel", execute_kernel },
		{ "null", execute_null },
		{ "nowhere", execute_nowhere },
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
