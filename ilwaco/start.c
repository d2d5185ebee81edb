/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From the entry point to main().
 *
 * Arguments and environment are copied from the registers to the main stack,
 * since a program may write to them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/image.h>
#include <ilwaco/registers.h>
#include <ilwaco/thread.h>

#include "dispatch.h"
#include "reent.h"
#include "start.h"

extern char **environ;

/* The program's. */
int main(int argc, char **argv, char **envp);

struct ilw_thread *ilw_thread_main;

static char *page_after(char *at)
{
	return at + (-(uintptr_t)at & (DENALI_PAGE_SIZE - 1));
}

static void make_main_thread(struct ilw_thread *thread)
{
	size_t size = (size_t)(__tls_end - __tls_start);

	memcpy((char *)thread - size, __tls_start,
	       (size_t)(__tls_data_end - __tls_start));
	thread->reent = ilw_reent_main();
	thread->name = "main";
	ilw_thread_main = thread;
	thread->stack_size = (size_t)(__stack_usual - __stack_bottom);
	thread->stack = page_after((char *)(thread + 1)) - thread->stack_size;
	ilw_shared()->thread_pointer = (uint32_t)thread;
}

/* Fills count pointers to the strings, and the NULL after them.  Returns what
 * follows the last string. */
static char *point(char **pointers, uint32_t count, char *strings)
{
	for (uint32_t i = 0; i < count; i++) {
		pointers[i] = strings;
		strings += strlen(strings) + 1;
	}
	pointers[count] = NULL;
	return strings;
}

static void call_all(void (*const *function)(int, char **, char **),
		     void (*const *end)(int, char **, char **), int argc,
		     char **argv)
{
	for (; function < end; function++)
		(*function)(argc, argv, environ);
}

_Noreturn void ilw_start(struct ilw_thread *thread)
{
	const volatile struct denali_ro_registers *registers = ilw_registers();
	uint32_t length = registers->strings_length;
	uint32_t argc = registers->argc;
	uint32_t envc = registers->envc;
	char *pointers[argc + 1 + envc + 1];
	char strings[length + 1];

	make_main_thread(thread);
	memcpy(strings, (const char *)(uintptr_t)registers->strings, length);
	environ = pointers + argc + 1;
	point(environ, envc, point(pointers, argc, strings));
	ilw_event_start();
	call_all(__preinit_array_start, __preinit_array_end, (int)argc,
		 pointers);
	call_all(__init_array_start, __init_array_end, (int)argc, pointers);
	ilw_shared()->marks[0] = __builtin_ia32_rdtsc();
	exit(main((int)argc, pointers, environ));
}
