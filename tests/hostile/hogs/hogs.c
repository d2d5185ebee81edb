/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Guests that take all they can get, for ever: the processor, the kernel's time
 * by each virtual instruction, page faults.  The neighbours are served all the
 * same.
 */
#include "../attack.h"

#define PAGE DENALI_PAGE_SIZE

static uint8_t pages[16 * PAGE] __attribute__((aligned(PAGE)));

static void hogs_processor(void)
{
	for (;;)
		__asm__ volatile("");
}

static void hogs_kick(void)
{
	for (;;)
		trap(DENALI_KICK, DENALI_DEVICE_ALL, 0, 0);
}

static void hogs_bad_calls(void)
{
	for (;;)
		trap(0xffffffff, 0, 0, 0);
}

static void hogs_idle(void)
{
	for (;;) {
		rw_registers->pending = 0;
		trap(DENALI_IDLE, 0, 0, 0);
	}
}

static void hogs_protect(void)
{
	for (uint32_t i = 0;; i++)
		trap(DENALI_PROTECT, (uint32_t)pages, sizeof pages,
		     i & 1 ? DENALI_PROT_READ :
			     DENALI_PROT_READ | DENALI_PROT_WRITE);
}

/* As long a range as there is, of which little was ever touched. */
static void hogs_release(void)
{
	uint32_t from = DENALI_IMAGE_BASE + 0x200000;

	for (;;)
		trap(DENALI_RELEASE, from, ro_registers->memory_size - from, 0);
}

static void hogs_faults(void)
{
	for (;;) {
		for (uint32_t at = 0; at < sizeof pages; at += PAGE)
			((volatile uint8_t *)pages)[at] = 1;
		trap(DENALI_RELEASE, (uint32_t)pages, sizeof pages, 0);
	}
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, hogs_##name                                             \
	}

void hogs(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(processor), ENTRY(kick),    ENTRY(bad_calls), ENTRY(idle),
		ENTRY(protect),   ENTRY(release), ENTRY(faults),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
