/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an attacker would do to a service, or a bug does: each case must be the
 * end of the VM, in the function that did it.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#include <ilwaco/memory.h>

#include "guest/cases.h"

#define PAGE DENALI_PAGE_SIZE
#define NOINLINE __attribute__((noinline))
#define RETURN 0xc3

static const uint32_t constant = 5;
static uint8_t data[16] = { RETURN };
static void *volatile kept;

/* The compiler is not to know what is at an address. */
static void *hide(const void *address)
{
	__asm__ volatile("" : "+r"(address));
	return (void *)(uintptr_t)address;
}

static void write_to(const void *address)
{
	*(volatile uint8_t *)hide(address) = RETURN;
}

static void call(const void *address)
{
	void (*code)(void);
	void *hidden = hide(address);

	memcpy(&code, &hidden, sizeof code);
	code();
	__asm__ volatile("");
}

static void write_text(void)
{
	write_to((const void *)(uintptr_t)write_text);
}

static void write_constant(void)
{
	write_to(&constant);
}

static void write_literal(void)
{
	write_to("literal");
}

static void write_constructors(void)
{
	extern void (*const __init_array_start[])(int, char **, char **);

	write_to(__init_array_start);
}

static void execute_data(void)
{
	call(data);
}

static void execute_stack(void)
{
	uint8_t code[16] = { RETURN };

	call(code);
}

static void execute_heap(void)
{
	uint8_t *code = malloc(16);

	write_to(code);
	call(code);
}

static void execute_registers(void)
{
	call((void *)DENALI_RW_REGISTERS);
}

static void text_made_writable(void)
{
	void *page = (void *)((uintptr_t)write_text & -(uintptr_t)PAGE);

	if (ilw_protect(page, PAGE, DENALI_PROT_READ | DENALI_PROT_WRITE) == 0)
		puts("text can be made writable");
	write_text();
}

static void read_null(void)
{
	kept = *(void *volatile *)hide(NULL);
}

/* As a field of a large structure at NULL. */
static void read_near_null(void)
{
	kept = *(void *volatile *)hide((void *)0xfff0);
}

static void call_null(void)
{
	call(NULL);
}

static NOINLINE int recurse(int depth)
{
	volatile char room[512];

	room[0] = (char)depth;
	return depth == INT32_MAX ? 0 : recurse(depth + 1) + room[0];
}

static void overflow_stack(void)
{
	recurse(0);
}

/* Frames that are larger than the guard, of which only the far end is used. */
static NOINLINE int stride(int depth)
{
	volatile char room[20000];

	room[0] = (char)depth;
	return depth == INT32_MAX ? 0 : stride(depth + 1) + room[0];
}

static void step_over_guard(void)
{
	stride(0);
}

static void *overflow(void *unused)
{
	overflow_stack();
	return unused;
}

static void overflow_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, overflow, NULL);
	pthread_join(thread, NULL);
}

/* As strcpy(), which is checked here. */
static void copy(char *to, const char *from)
{
	volatile char *out = hide(to);

	while ((*out++ = *from++) != 0)
		;
}

static NOINLINE void smash(const char *text)
{
	char room[8];

	copy(room, text);
}

static void smash_stack(void)
{
	smash("longer than the room that there is for it, by far");
}

static NOINLINE void fortified(void)
{
	char room[8];

	strcpy(room, hide("longer than that"));
	kept = hide(room);
}

static void free_twice(void)
{
	char *first = malloc(100), *second = malloc(100);

	kept = malloc(1);
	free(first);
	free(hide(second));
	free(hide(second));
}

static void free_wild(void)
{
	free(hide(data + 4));
}

static void overflow_heap(void)
{
	char *block = malloc(12);

	kept = malloc(12);
	copy(block, "more than twelve bytes, in fact");
	free(block);
}

static void write_freed(void)
{
	char *block = malloc(100), *hidden = hide(block);

	kept = malloc(1);
	free(block);
	memset(hidden, 'x', 100);
	kept = malloc(100);
}

static void use_unmapped(void)
{
	char *pages = mmap(NULL, 32 * PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	write_to(pages);
	munmap(pages, PAGE);
	write_to(pages);
}

static void use_guarded(void)
{
	char *pages = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);

	write_to(pages);
}

static void show_secrets(void)
{
	uint32_t random;

	getentropy(&random, sizeof random);
	printf("secret %08x\nsecret %08x\n", (unsigned)ilw_shared()->canary,
	       (unsigned)random);
}

int main(int argc, char **argv)
{
	static const struct guest_case cases[] = {
		CASE(show_secrets),       CASE(write_text),
		CASE(write_constant),     CASE(write_literal),
		CASE(write_constructors), CASE(execute_data),
		CASE(execute_stack),      CASE(execute_heap),
		CASE(execute_registers),  CASE(text_made_writable),
		CASE(read_null),          CASE(read_near_null),
		CASE(call_null),          CASE(overflow_stack),
		CASE(step_over_guard),    CASE(overflow_thread),
		CASE(smash_stack),        CASE(fortified),
		CASE(free_twice),         CASE(free_wild),
		CASE(overflow_heap),      CASE(write_freed),
		CASE(use_unmapped),       CASE(use_guarded),
		{ NULL, NULL },
	};

	return run_case(cases, argc, argv);
}
