/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The main stack overflows into its guard page; a thread's into its own; and a
 * stack pointer that points nowhere when an exception and an event come.
 */
#include <pthread.h>

#include "../attack.h"

__attribute__((noinline)) static uint32_t stack_overflow(uint32_t depth)
{
	volatile uint8_t room[256];

	room[depth & 0xff] = (uint8_t)depth;
	return depth == 0xffffffff ? 0 : stack_overflow(depth + 1) + room[1];
}

static void *overflow_thread(void *nothing)
{
	stack_overflow(0);
	return nothing;
}

static void stack_main(void)
{
	attack_check(stack_overflow(0) == 0, "the stack is endless");
}

static void stack_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, overflow_thread, NULL);
	pthread_join(thread, NULL);
}

static void stack_nowhere(void)
{
	__asm__ volatile("movl $0x40000000, %esp\n\tpushl %eax");
}

static void stack_kernel(void)
{
	__asm__ volatile("movl $0xc0100000, %esp\n\tpushl %eax");
}

/* An exception with a stack pointer that the post-mortem must not follow. */
static void stack_report_kernel(void)
{
	__asm__ volatile("movl $0xc0100000, %esp\n\tud2");
}

static void stack_report_top(void)
{
	__asm__ volatile("movl $0xfffffffc, %esp\n\tud2");
}

static void stack_report_edge(void)
{
	__asm__ volatile("movl %0, %%esp\n\tud2"
			 :
			 : "r"(ro_registers->memory_size - 4));
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, stack_##name                                            \
	}

void stack(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(main),        ENTRY(thread),        ENTRY(nowhere),
		ENTRY(kernel),      ENTRY(report_kernel), ENTRY(report_top),
		ENTRY(report_edge),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
