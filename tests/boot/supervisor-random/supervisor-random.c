/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A supervisor gone mad: instructions with arguments drawn from what lies at
 * bounds, good ones among them, and structures with a word changed.  The kernel
 * and the supervisor's own memory survive it, and so do VMs' numbers: in the
 * end it can still end all VMs, and make one that works.
 */
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "guest/child.h"

#define ROUNDS 60000u
#define PATIENCE 20
#define PATTERN 0x5a

static uint8_t image[CHILD_IMAGE_PAGES * CHILD_PAGE];
static uint8_t before[CHILD_PAGE], scratch[2 * CHILD_PAGE], after[CHILD_PAGE];
static struct child_plan plan;
static uint32_t state = 12345;

static uint32_t chance(uint32_t count)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % count;
}

/* A structure of a kind at random, most of the time a good one. */
static uint32_t structure(void)
{
	static const char *const orders[] = { "pe", "i", "s", "re", "f" };
	uint32_t *words = (uint32_t *)(void *)scratch;

	if (chance(2)) {
		plan = child_plan(chance(8) ? 1 : chance(5), orders[chance(5)]);
		plan.group.flags = 1u << chance(6) & ~2u;
		plan.group.network.flags = chance(2);
		plan.group.network.mtu = 1400;
		plan.group.network.mac[0] = 2;
		plan.group.network.mac[5] = (uint8_t)chance(4);
		plan.group.network.ipv4 = chance(4) << 24 | 10;
		memcpy(scratch, &plan, sizeof plan);
	}
	if (!chance(4))
		words[chance(64)] = 1u << chance(32);
	return (uint32_t)scratch;
}

static uint32_t word(void)
{
	static const uint32_t sizes[] = {
		sizeof(struct child_plan),
		sizeof(struct denali_vm_status),
		sizeof(struct denali_tuning),
		sizeof(struct denali_policy),
		sizeof(struct denali_network),
		sizeof(struct denali_extents),
		sizeof(struct denali_machine),
		sizeof(struct denali_machine_disk),
		sizeof(struct denali_forward),
		4096,
	};

	switch (chance(10)) {
	case 0:
		return chance(8);
	case 1:
		return chance(8) | chance(64) << 16;
	case 2:
		return (1u << chance(32)) - chance(3);
	case 3:
		return 0xffffffff - chance(3);
	case 4:
		return DENALI_RO_REGISTERS + chance(3) * CHILD_PAGE;
	case 5:
		return (uint32_t)image + chance(2) * CHILD_PAGE;
	case 6:
		return chance(8) * CHILD_PAGE;
	default:
		return chance(2) ? structure() :
				   sizes[chance(sizeof sizes / sizeof *sizes)];
	}
}

/* As the instruction wants them. */
static void fit(uint32_t number, uint32_t arguments[3])
{
	static const uint32_t sizes[] = {
		[DENALI_VM_INSPECT - 64] = sizeof(struct denali_vm_status),
		[DENALI_VM_TUNE - 64] = sizeof(struct denali_tuning),
		[DENALI_VM_POLICY - 64] = sizeof(struct denali_policy),
		[DENALI_VM_ADDRESS - 64] = sizeof(struct denali_network),
		[DENALI_VM_DISK - 64] = sizeof(struct denali_extents),
		[DENALI_DISK_INFO - 64] = sizeof(struct denali_machine_disk),
	};
	int32_t vm = trap(DENALI_VM_NEXT, chance(20), 0, 0);

	if (number == DENALI_VM_CREATE) {
		arguments[0] = structure();
		arguments[1] = sizeof plan;
	} else if (number >= DENALI_VM_DESTROY && number <= DENALI_VM_INPUT) {
		arguments[0] = vm > 0 ? (uint32_t)vm : 1;
		if (number <= DENALI_DISK_INFO && sizes[number - 64]) {
			arguments[1] = structure();
			arguments[2] = sizes[number - 64];
		}
	}
}

static bool kept(const uint8_t *page)
{
	for (uint32_t i = 0; i < CHILD_PAGE; i++)
		if (page[i] != PATTERN)
			return false;
	return true;
}

/* What the kernel writes goes to the middle one of three pages, or is seen. */
static void round_of(void)
{
	uint32_t number = DENALI_SUPERVISOR_FIRST + chance(24);
	uint32_t arguments[3] = { word(), word(), word() };

	if (number == DENALI_POWER_OFF)
		return;
	if (chance(2))
		fit(number, arguments);
	/* Answers may be written anywhere in its memory. */
	if (number == DENALI_MESSAGES || number == DENALI_MACHINE)
		arguments[0] = (uint32_t)scratch;
	if (number == DENALI_VM_INSPECT || number == DENALI_DISK_INFO)
		arguments[1] = (uint32_t)scratch;
	trap(number, arguments[0], arguments[1], arguments[2]);
}

/* Ends all VMs, and takes what they have to say. */
static bool sweep(void)
{
	time_t end = time(NULL) + PATIENCE;

	for (;;) {
		int32_t vm = trap(DENALI_VM_NEXT, 0, 0, 0);
		int32_t got = trap(DENALI_MESSAGES, (uint32_t)scratch,
				   CHILD_PAGE, 0);

		if (vm < 0 && got == 0)
			return true;
		if (vm >= 0)
			trap(DENALI_VM_DESTROY, (uint32_t)vm, 0, 0);
		if (time(NULL) > end)
			return false;
	}
}

/* Is its line among the messages?  Others' last may come before it. */
static bool prints(int32_t vm)
{
	int32_t got = trap(DENALI_MESSAGES, (uint32_t)scratch, CHILD_PAGE, 0);
	struct denali_port_header header;

	for (int32_t at = 0; at < got; at += header.length) {
		memcpy(&header, scratch + at, sizeof header);
		at += (int32_t)sizeof header;
		if (header.vm == (uint32_t)vm)
			return header.length == 3 &&
			       memcmp(scratch + at, "hi\n", 3) == 0;
	}
	return false;
}

/* A VM that prints a line. */
static bool works(void)
{
	time_t end = time(NULL) + PATIENCE;
	int32_t vm = child_load(image);

	if (vm < 0)
		return false;
	plan = child_plan((uint32_t)vm, "pi");
	vm = child_make(&plan);
	if (vm < 0)
		return false;
	while (!prints(vm)) {
		if (time(NULL) > end)
			return false;
		usleep(1000);
	}
	return true;
}

int main(void)
{
	child_image(image);
	memset(before, PATTERN, sizeof before);
	memset(after, PATTERN, sizeof after);
	if (child_load(image) != 1)
		return 1;
	for (uint32_t i = 0; i < ROUNDS; i++) {
		round_of();
		if (i % 1000 == 0)
			trap(DENALI_MESSAGES, (uint32_t)scratch, CHILD_PAGE, 0);
	}
	puts(kept(before) && kept(after) ? "memory is whole" :
					   "memory was written to");
	puts(sweep() ? "all have ended" : "VMs are left");
	for (uint32_t i = 1; i <= DENALI_SUPERVISOR_IMAGES; i++)
		trap(DENALI_IMAGE_DESTROY, i, 0, 0);
	puts(works() ? "a VM works" : "no VM works");
	return 0;
}
