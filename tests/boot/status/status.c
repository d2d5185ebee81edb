/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ends through exit() with a status of more than eight bits, having registered
 * what must run before, in reverse order, and left output unflushed.
 */
#include <stdio.h>
#include <stdlib.h>

static void first(void)
{
	puts("registered first");
}

static void second(void)
{
	puts("registered second");
}

__attribute__((constructor)) static void construct(void)
{
	puts("constructed");
}

int main(void)
{
	atexit(first);
	atexit(second);
	fputs("no newline at the end", stdout);
	exit(0x1203);
}
