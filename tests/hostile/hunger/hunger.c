/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Guests that are never full: all the memory they may have, over and over, in
 * the order that suits the pager least, given back and taken again.
 */
#include "../attack.h"

#define PAGE DENALI_PAGE_SIZE
#define FROM (DENALI_IMAGE_BASE + 0x200000)
#define TABLE_SPAN 0x200000u
#define READ_WRITE (DENALI_PROT_READ | DENALI_PROT_WRITE)

static uint32_t end(void)
{
	/* The stack is near the top. */
	return ro_registers->memory_size - 0x100000;
}

static void touch(uint32_t at)
{
	*(volatile uint32_t *)at += 1;
}

static void hunger_touch(void)
{
	for (;;)
		for (uint32_t at = FROM; at < end(); at += PAGE)
			touch(at);
}

static void hunger_thrash(void)
{
	uint32_t pages = (end() - FROM) / PAGE, random = ro_registers->vm_id;

	for (;;) {
		random = random * 1664525u + 1013904223u;
		touch(FROM + (random >> 8) % pages * PAGE);
	}
}

/* Backwards: what was written out last is wanted first. */
static void hunger_backwards(void)
{
	for (;;)
		for (uint32_t at = end(); at > FROM; at -= PAGE)
			touch(at - PAGE);
}

/* A page in each table, so that tables cost as much as memory. */
static void hunger_tables(void)
{
	for (uint32_t step = 0;; step = (step + PAGE) % TABLE_SPAN)
		for (uint32_t at = FROM + step; at < end(); at += TABLE_SPAN)
			touch(at);
}

static void hunger_again(void)
{
	for (;;) {
		for (uint32_t at = FROM; at < end(); at += PAGE)
			touch(at);
		trap(DENALI_RELEASE, FROM, end() - FROM, 0);
	}
}

/* Every other page may not be touched: no run of pages is alike. */
static void hunger_splinters(void)
{
	for (uint32_t turn = 0;; turn++)
		for (uint32_t at = FROM; at < end(); at += 2 * PAGE) {
			uint32_t page = at + (turn & 1) * PAGE;

			trap(DENALI_PROTECT, page, PAGE, READ_WRITE);
			touch(page);
			trap(DENALI_PROTECT, page, PAGE, DENALI_PROT_NONE);
		}
}

/* Sleeps, is sent out of memory, and wants all of it back at once. */
static void hunger_sleep(void)
{
	for (uint32_t turn = 0;; turn++) {
		for (uint32_t at = FROM; at < end(); at += PAGE)
			touch(at);
		rw_registers->pending = 0;
		trap(DENALI_IDLE, turn * 100000000u, turn / 43, 0);
	}
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, hunger_##name                                           \
	}

void hunger(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(touch), ENTRY(thrash),    ENTRY(backwards), ENTRY(tables),
		ENTRY(again), ENTRY(splinters), ENTRY(sleep),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
