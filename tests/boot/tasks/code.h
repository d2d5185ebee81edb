/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The tasks' code.  Each function has the first page of its own, which is all
 * of the image that its task has, at the same address as in the VM; so it uses
 * no other function, no constant and no thread pointer.
 */
#ifndef TASKS_CODE_H
#define TASKS_CODE_H

#include <stdint.h>

#include <denali/layout.h>

#define TASK_DATA 0x60000000u
#define TASK_STACK 0x70000000u
#define TASK_SHARED 0x80000000u

enum { CALL_PRINT, CALL_YIELD, CALL_EXIT };

struct task_data {
	uint32_t number, count;
	char name;
};

struct task_shared {
	uint32_t talks;
	volatile uint32_t counts[2];
};

/* The argument is in eax. */
#define TASK                                                                   \
	__attribute__((no_stack_protector, regparm(1), section(".text.tasks"), \
		       aligned(DENALI_PAGE_SIZE)))

typedef __attribute__((regparm(1))) void task_code(uint32_t);

#define OWN_DATA ((volatile struct task_data *)TASK_DATA)
#define SHARED_DATA ((volatile struct task_shared *)TASK_SHARED)

__attribute__((always_inline)) static inline void system_call(uint32_t number)
{
	__asm__ volatile("int $0x80" : : "a"(number) : "memory");
}

__attribute__((always_inline, noreturn)) static inline void task_exit(void)
{
	for (;;)
		system_call(CALL_EXIT);
}

TASK static void task_talk(uint32_t unused)
{
	(void)unused;
	while (OWN_DATA->count < 3) {
		OWN_DATA->count++;
		SHARED_DATA->talks++;
		system_call(CALL_PRINT);
		system_call(CALL_YIELD);
	}
	task_exit();
}

TASK static void task_read(uint32_t address)
{
	OWN_DATA->count = *(const volatile uint32_t *)address;
	system_call(CALL_PRINT);
	task_exit();
}

TASK static void task_write(uint32_t address)
{
	*(volatile uint32_t *)address = 0;
	system_call(CALL_PRINT);
	task_exit();
}

TASK static void task_jump(uint32_t address)
{
	((void (*)(void))address)();
	task_exit();
}

/* Without a call, until both have counted. */
TASK static void task_count(uint32_t unused)
{
	uint32_t own = OWN_DATA->number;

	(void)unused;
	while (SHARED_DATA->counts[own] < 1000 ||
	       SHARED_DATA->counts[1 - own] < 1000)
		SHARED_DATA->counts[own]++;
	task_exit();
}

#endif
