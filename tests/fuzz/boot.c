/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of what the boot loader tells.  The input lies at the end of the
 * kernel's window, where a step too far faults.  Whatever it says the kernel
 * stops with a panic, or hands out frames that are usable and not reserved,
 * none twice.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bootinfo.h"

/* Its state is to be made anew each time. */
#include "../../denali-kernel/frame.c"

#define TAKEN 64
#define KERNEL_END 0x200000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static jmp_buf on_panic;
static bool at_work;

void panic(const char *format, ...)
{
	if (at_work)
		longjmp(on_panic, 1);
	fprintf(stderr, "panic: %s\n", format);
	abort();
}

void log_line(const char *format, ...)
{
	(void)format;
}

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken rule: %s\n", what);
	abort();
}

static void map_window(void)
{
	void *at = (void *)(uintptr_t)WINDOW_BASE;

	require(mmap(at, WINDOW_SIZE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
			     MAP_FIXED_NOREPLACE,
		     -1, 0) == at,
		"the window can be mapped");
}

static unsigned reserve(const struct bootinfo *info, struct memory_range *to)
{
	unsigned count = 1;

	to[0] = (struct memory_range){ 0, KERNEL_END };
	for (unsigned i = 0; i < info->module_count; i++) {
		require(info->module[i].start <= info->module[i].end &&
				info->module[i].end <= WINDOW_SIZE,
			"modules are below 768 MiB");
		to[count++] = (struct memory_range){ info->module[i].start,
						     info->module[i].end };
	}
	return count;
}

static bool overlaps(frame_t frame, const struct memory_range *range)
{
	return frame_phys(frame) < range->end &&
	       frame_phys(frame) + PAGE_SIZE > range->base;
}

static bool is_within(frame_t frame, const struct memory_range *range)
{
	return frame_phys(frame) >= range->base &&
	       frame_phys(frame) + PAGE_SIZE <= range->end;
}

static void check_frame(frame_t frame, const struct bootinfo *info,
			const struct memory_range *reserved, unsigned count)
{
	bool usable = false;

	for (unsigned i = 0; i < count; i++)
		require(!overlaps(frame, &reserved[i]), "reserved memory");
	for (unsigned i = 0; i < info->usable_count; i++)
		usable |= is_within(frame, &info->usable[i]);
	require(usable, "memory that is not there");
}

static void take_frames(const struct bootinfo *info,
			const struct memory_range *reserved, unsigned count)
{
	frame_t taken[TAKEN];

	for (unsigned i = 0; i < TAKEN; i++) {
		taken[i] = i % 2 ? frame_alloc() : frame_alloc_low();
		if (taken[i] == FRAME_NONE)
			continue;
		check_frame(taken[i], info, reserved, count);
		for (unsigned j = 0; j < i; j++)
			require(taken[j] != taken[i], "a frame twice");
	}
}

static void check_ranges(const struct bootinfo *info)
{
	require(info->usable_count <= BOOTINFO_RANGES, "too many ranges");
	for (unsigned i = 0; i < info->usable_count; i++) {
		const struct memory_range *r = &info->usable[i];

		require(r->base <= r->end && r->end <= BOOTINFO_TOP,
			"a range that wraps");
		for (unsigned j = 0; j < i; j++)
			require(r->base >= info->usable[j].end ||
					r->end <= info->usable[j].base,
				"ranges overlap");
	}
}

/* What happens between the boot loader and the first frame. */
static void boot(uint32_t information)
{
	static struct bootinfo info;
	struct memory_range reserved[BOOTINFO_MODULES + 1];

	bootinfo_read(information, &info);
	check_ranges(&info);
	unsigned count = reserve(&info, reserved);
	memset(zones, 0, sizeof(zones));
	total = 0;
	frame_init(info.usable, info.usable_count, reserved, count);
	take_frames(&info, reserved, count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool mapped;
	uint32_t at = WINDOW_SIZE - (uint32_t)size;

	if (!mapped)
		map_window();
	mapped = true;
	memcpy(window_at(at), data, size);
	at_work = true;
	if (!setjmp(on_panic))
		boot(at);
	at_work = false;
	return 0;
}
