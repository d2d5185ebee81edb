/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * sysenter with addresses that no honest caller passes: it returns to edx with
 * the stack ecx, whatever they are, in ring 3; and the kernel writes to
 * neither.
 */
#include "../attack.h"

/* Traps with the given stack pointer, which is only a number; then restores.
 * No event may come meanwhile: its handler would use that stack. */
static void trap_with_stack(uint32_t stack)
{
	uint32_t number = DENALI_KICK, devices = 0;
	uint32_t handler = rw_registers->handler;

	rw_registers->handler = 0;

	__asm__ volatile("pushl %%ebp\n\t"
			 "movl %%esp, %%ebp\n\t"
			 "movl $1f, %%edx\n\t"
			 "sysenter\n"
			 "1:\tmovl %%ebp, %%esp\n\t"
			 "popl %%ebp"
			 : "+a"(number), "+b"(devices), "+c"(stack)
			 :
			 : "edx", "memory", "cc");
	rw_registers->handler = handler;
	attack_check(number == 0, "the trap succeeds");
}

/* Called, and not as a tail call, so that the caller is on the stack. */
__attribute__((noinline)) static void trap_returning_to(uint32_t address)
{
	__asm__ volatile("movl %%esp, %%ecx\n\t"
			 "sysenter"
			 :
			 : "a"(DENALI_KICK), "b"(0), "d"(address)
			 : "ecx", "memory");
}

#define RETURN_TO(name, address)                                               \
	static void entry_##name(void)                                         \
	{                                                                      \
		trap_returning_to(address);                                    \
		__asm__ volatile("");                                          \
	}

static void entry_stack_kernel(void)
{
	trap_with_stack(DENALI_KERNEL_BASE + 0x1000);
}

static void entry_stack_null(void)
{
	trap_with_stack(0);
}

static void entry_stack_top(void)
{
	trap_with_stack(0xffffffff);
}

static void entry_stack_text(void)
{
	trap_with_stack((uint32_t)trap_with_stack);
}

static uint8_t data[16] = { 0xc3 };

RETURN_TO(to_kernel, DENALI_KERNEL_BASE + 0x100000)
RETURN_TO(to_null, 0)
RETURN_TO(to_top, 0xffffffff)
RETURN_TO(to_data, (uint32_t)data)

/* The other way in, which works on every processor. */
static void entry_by_interrupt(void)
{
	int32_t result;

	__asm__ volatile("int %1"
			 : "=a"(result)
			 : "i"(DENALI_INT_VECTOR), "0"(DENALI_KICK), "b"(0)
			 : "ecx", "edx", "memory");
	attack_check(result == 0, "the trap by interrupt succeeds");
}

static void entry_by_interrupt_null_ds(void)
{
	int32_t result;

	__asm__ volatile("pushl %%ds\n\t"
			 "xorl %%ecx, %%ecx\n\t"
			 "movw %%cx, %%ds\n\t"
			 "int %1\n\t"
			 "popl %%ds"
			 : "=a"(result)
			 : "i"(DENALI_INT_VECTOR), "0"(DENALI_KICK), "b"(0)
			 : "ecx", "edx", "memory");
	attack_check(result == 0, "the trap by interrupt succeeds");
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, entry_##name                                            \
	}

void entry(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(stack_kernel), ENTRY(stack_null),
		ENTRY(stack_top),    ENTRY(stack_text),
		ENTRY(to_kernel),    ENTRY(to_null),
		ENTRY(to_top),       ENTRY(to_data),
		ENTRY(by_interrupt), ENTRY(by_interrupt_null_ds),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
