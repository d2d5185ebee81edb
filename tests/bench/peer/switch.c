/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The first process of a Linux guest that measures a switch from one process to
 * another: two hand a byte to and fro by two pipes.  It says on the console
 *
 *   switch TICKS
 *
 * a few times: of the time stamp counter, for a thousand switches, what the
 * pipes take included; and restarts the machine.
 *
 * It has no library, so that nothing of one is counted.
 */
#include <stddef.h>
#include <stdint.h>

#include "linux.h"

enum { EXIT = 1, FORK = 2, READ = 3, WRITE = 4, PIPE = 42, REBOOT = 88 };

#define SWITCHES 20000 /* even */
#define TIMES 5
#define STDOUT 1

void measure(void);

/* Of a number below 2^32 / 1000, a thousand times it. */
static void say_thousandfold(uint32_t number)
{
	char line[] = "switch 0000000000000\n";
	size_t at = sizeof line - 2 - 3;

	for (; number != 0; number /= 10)
		line[--at] = (char)('0' + number % 10);
	call(WRITE, STDOUT, (long)line, sizeof line - 1);
}

static void answer(const int *from, const int *to)
{
	char byte;

	while (call(READ, from[0], (long)&byte, 1) == 1)
		call(WRITE, to[1], (long)&byte, 1);
}

void measure(void)
{
	int there[2], back[2];
	char byte = 0;

	call(PIPE, (long)there, 0, 0);
	call(PIPE, (long)back, 0, 0);
	if (call(FORK, 0, 0, 0) == 0)
		answer(there, back);
	for (int i = 0; i < TIMES; i++) {
		uint64_t begun = ticks();

		for (int j = 0; j < SWITCHES / 2; j++) {
			call(WRITE, there[1], (long)&byte, 1);
			call(READ, back[0], (long)&byte, 1);
		}
		say_thousandfold((uint32_t)(ticks() - begun) / SWITCHES);
	}
	call(REBOOT, (long)REBOOT_MAGIC, REBOOT_MAGIC2, REBOOT_RESTART);
}

__asm__(".globl _start\n"
	"_start: call measure\n");
