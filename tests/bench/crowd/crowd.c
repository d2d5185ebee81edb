/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * crowd MIB: the first instance is http-hello, whose main() is linked under
 * another name; the second writes to so much memory, page after page, for ever,
 * and says "again" when it has done so once; the third to pages of half of it,
 * by chance; all others take the processor.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest/trap.h"

#undef main

#define PAGE DENALI_PAGE_SIZE

int http_hello_main(int argc, char **argv);
int main(int argc, char **argv);

static volatile uint8_t *take(uint32_t bytes)
{
	volatile uint8_t *memory = malloc(bytes);

	if (memory == NULL) {
		puts("no memory");
		exit(1);
	}
	return memory;
}

static _Noreturn void hog(uint32_t bytes)
{
	volatile uint8_t *memory = take(bytes);

	for (uint32_t round = 0;; round++) {
		for (uint32_t at = 0; at < bytes; at += PAGE)
			memory[at]++;
		if (round == 0) {
			puts("again");
			fflush(stdout);
		}
	}
}

static _Noreturn void thrash(uint32_t bytes)
{
	volatile uint8_t *memory = take(bytes);
	uint32_t value = 1;

	for (;;) {
		value = value * 1664525u + 1013904223u;
		memory[value % (bytes / PAGE) * PAGE]++;
	}
}

static _Noreturn void burn(void)
{
	for (;;)
		__asm__ volatile("");
}

int main(int argc, char **argv)
{
	uint32_t bytes = argc > 1 ? (uint32_t)atoi(argv[1]) << 20 : 0;

	switch (ro_registers->vm_id) {
	case 0:
		return http_hello_main(1, argv);
	case 1:
		hog(bytes);
	case 2:
		thrash(bytes / 2);
	default:
		burn();
	}
}
