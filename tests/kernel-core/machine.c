/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "cpu.h"
#include "log.h"
#include "memory.h"
#include "vm.h"

uint32_t machine_cr2, machine_cr3;
uint64_t machine_sysenter_cs;
struct cpu cpu;

void machine_init(uint32_t bytes)
{
	void *at = (void *)(uintptr_t)WINDOW_BASE;
	void *window = mmap(at, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
			    -1, 0);

	if (window != at) {
		perror("the kernel's window cannot be mapped");
		abort();
	}
}

void panic(const char *format, ...)
{
	fprintf(stderr, "panic: %s\n", format);
	abort();
}

void log_line(const char *format, ...)
{
	(void)format;
}

struct vm *machine_vms(uint32_t count)
{
	size_t bytes = count * sizeof(struct vm);

	return memset(aligned_alloc(_Alignof(struct vm), bytes), 0, bytes);
}
