/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Says where everything is, and sums up its text, which is large: so that
 * instances can be compared.  With an argument it dies: `crash` in a function
 * of a known name, `constant` by a write to read-only data that holds pointers,
 * `text` by a write to its text.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/check.h"

extern const char __image_start[], __text_end[];

/* Text of 256 KiB. */
__asm__(".section .text.padding, \"ax\", @progbits\n"
	"padding: .fill 0x40000, 1, 0x90\n"
	".previous");
extern const char padding[];

static int constructed, called;

static void call(void)
{
	called++;
}

/* Words that hold addresses: read-only, writable, thread-local, unaligned. */
static void (*const constant[])(void) = { call, call };
static void (*variable)(void) = call;
static __thread int *local = &called;
static struct {
	char byte;
	void (*function)(void);
} __attribute__((packed)) unaligned = { 1, call };

/* More than bits of one word can say, with gaps. */
static struct {
	int *pointer;
	int gap[5];
} spread[40] = {
	[0] = { &called, { 0 } },
	[7] = { &called, { 7 } },
	[39] = { &called, { 39 } },
};

extern void absent(void) __attribute__((weak));

__attribute__((constructor)) static void construct(void)
{
	constructed = 1;
}

static void check_pointers(void)
{
	constant[0]();
	constant[1]();
	variable();
	unaligned.function();
	EQUAL(called, 4);
	CHECK(constructed);
	CHECK(local == &called);
	CHECK(spread[0].pointer == &called && spread[7].pointer == &called &&
	      spread[39].pointer == &called && spread[38].pointer == NULL);
	EQUAL(spread[7].gap[0], 7);
	CHECK(absent == NULL);
}

static uint32_t sum(const char *from, const char *to)
{
	uint32_t sum = 0;

	for (; from < to; from++)
		sum = sum * 31 + (unsigned char)*from;
	return sum;
}

__attribute__((noinline)) static void crash_here(void)
{
	__asm__ volatile("ud2");
}

int main(int argc, char **argv)
{
	void *heap = malloc(1);

	check_pointers();
	printf("text=%p data=%p stack=%p heap=%p sum=%x\n",
	       (const void *)__image_start, (void *)&called, (void *)&heap,
	       heap, (unsigned int)sum(__image_start, __text_end));
	CHECK(&padding[0] > &__image_start[0] && &padding[0] < &__text_end[0]);
	fflush(stdout);
	if (argc > 1 && strcmp(argv[1], "crash") == 0)
		crash_here();
	if (argc > 1 && strcmp(argv[1], "constant") == 0)
		*(void *volatile *)(uintptr_t)constant = NULL;
	if (argc > 1 && strcmp(argv[1], "text") == 0)
		*(volatile char *)(uintptr_t)main = 0;
	return check_end();
}
