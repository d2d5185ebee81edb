/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The first process of a Linux guest that measures a process's whole life:
 * fork, exec and the end of a static program, one after the other.  It says on
 * the console
 *
 *   life: PROGRAM TICKS
 *
 * of the time stamp counter that one took on average, and restarts the machine.
 * The programs are this one itself, with an argument, upon which it ends at
 * once, and bulk, linked statically with glibc, which refuses its argument.
 *
 * It has no library, so that nothing of one is counted.
 */
#include <stddef.h>
#include <stdint.h>

#include "linux.h"

enum { EXIT = 1, FORK = 2, WRITE = 4, WAITPID = 7, EXECVE = 11, REBOOT = 88 };
enum { CLOSE = 6 };

#define LIVES 100
#define STDOUT 1
#define STDERR 2

void life(uint32_t argc);

static void say(const char *text)
{
	size_t length = 0;

	while (text[length] != '\0')
		length++;
	call(WRITE, STDOUT, (long)text, (long)length);
}

static void say_number(uint32_t number)
{
	char digits[12];
	int at = sizeof digits - 1;

	digits[at] = '\0';
	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	say(digits + at);
}

static void run(const char *program)
{
	const char *arguments[] = { program, "-?", NULL };
	const char *environment[] = { NULL };
	long child = call(FORK, 0, 0, 0);

	if (child == 0) {
		call(EXECVE, (long)program, (long)arguments, (long)environment);
		call(EXIT, 1, 0, 0);
	}
	call(WAITPID, child, 0, 0);
}

static void measure(const char *program)
{
	uint64_t begun;

	run(program);
	begun = ticks();
	for (int i = 0; i < LIVES; i++)
		run(program);
	/* Below 2^32 for what takes less than 43 million. */
	begun = ticks() - begun;
	say("life: ");
	say(program);
	say(" ");
	say_number((uint32_t)begun / LIVES);
	say("\n");
}

void life(uint32_t argc)
{
	if (argc > 1)
		call(EXIT, 0, 0, 0);
	call(CLOSE, STDERR, 0, 0); /* what bulk says is not to be counted */
	measure("/life");
	measure("/bin/bulk");
	call(REBOOT, (long)REBOOT_MAGIC, REBOOT_MAGIC2, REBOOT_RESTART);
}

__asm__(".globl _start\n"
	"_start: pushl (%esp)\n"
	"	call life\n");
