/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the checking heap says.  Without stdio, which allocates.  Who runs the
 * image names the functions of the addresses.
 */
#include <ilwaco/console.h>
#include <ilwaco/crash.h>

#include "block.h"

#define HEXADECIMAL sizeof "0x00000000"
#define DECIMAL sizeof "4294967295"

static void say_address(const void *address)
{
	uint32_t bits = (uint32_t)(uintptr_t)address;
	char text[HEXADECIMAL] = "0x";

	for (size_t i = HEXADECIMAL - 2; i > 1; i--, bits >>= 4)
		text[i] = "0123456789abcdef"[bits & 15];
	ilw_console_last_words(text);
}

static void say_number(size_t number)
{
	char text[DECIMAL] = "";
	size_t first = DECIMAL - 1;

	do
		text[--first] = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	ilw_console_last_words(text + first);
}

static void say_who(const char *did_what, const void *caller)
{
	if (caller == NULL)
		return;
	ilw_console_last_words(did_what);
	say_address(caller);
}

void ilw_checked_report(const char *what, const void *address,
			const struct note *note)
{
	ilw_console_last_words("heap: block at ");
	say_address(note != NULL ? note + 1 : address);
	if (note != NULL) {
		ilw_console_last_words(" of ");
		say_number(note->size);
		ilw_console_last_words(" bytes");
		say_who(", allocated by ", note->allocated_by);
		say_who(", freed by ", note->freed_by);
	}
	ilw_console_last_words("\nheap: ");
	ilw_crash(what);
}
