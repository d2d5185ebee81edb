/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a supervisor in a test makes its VMs of: an image written by hand, of
 * one page of code, and a plan for one VM.
 *
 * What a child does its first argument says, a letter at a time: p prints a
 * line, e ends with status 7, f dies of a fault, i idles until it is asked to
 * stop, and ends with status 3 if that is its last letter, r prints what it
 * reads, up to the end of its input, s computes for ever, m writes to all its
 * memory, a prints the last byte of its Ethernet address, a letter from A up.
 */
#ifndef GUEST_CHILD_H
#define GUEST_CHILD_H

#include <string.h>

#include <denali/image.h>
#include <denali/plan.h>
#include <denali/supervisor.h>

#include "trap.h"

#define CHILD_PAGE DENALI_PAGE_SIZE
#define CHILD_IMAGE_PAGES 2u         /* headers and notes; code */
#define CHILD_CODE DENALI_IMAGE_BASE /* it runs anywhere */
#define CHILD_DATA (CHILD_CODE + CHILD_PAGE)
#define CHILD_DATA_SIZE 0x4000u
#define CHILD_MEMORY 0x100000u

#define CHILD_FUNCTION                                                         \
	__attribute__((section(".text.child"), noinline, used, aligned(4096),  \
		       no_stack_protector, flatten))
#define CHILD_INLINE static inline __attribute__((always_inline))

CHILD_INLINE void child_put(char c)
{
	volatile struct denali_console *console = &rw_registers->console;

	while (console->out_posted - console->out_done == DENALI_CONSOLE_OUT)
		trap(DENALI_IDLE, 0xffffffff, 0xffffffff, 0);
	console->out[console->out_posted % DENALI_CONSOLE_OUT] = (uint8_t)c;
	console->out_posted++;
}

CHILD_INLINE void child_read(void)
{
	volatile struct denali_console *console = &rw_registers->console;

	for (;;) {
		rw_registers->pending = 0;
		while (console->in_done != console->in_posted)
			child_put((char)console->in[console->in_done++ %
						    DENALI_CONSOLE_IN]);
		if (console->in_flags & DENALI_CONSOLE_EOF)
			return;
		trap(DENALI_IDLE, 0xffffffff, 0xffffffff, 0);
	}
}

/* Nothing in it may lie outside its page. */
CHILD_FUNCTION static void child_main(void)
{
	const volatile char *order = ro_registers->strings;

	for (; *order != 0; order++) {
		if (*order == 'p') {
			child_put('h');
			child_put('i');
			child_put('\n');
			trap(DENALI_KICK, DENALI_DEVICE_CONSOLE, 0, 0);
		} else if (*order == 'e') {
			trap(DENALI_TERMINATE, 7, 0, 0);
		} else if (*order == 'f') {
			*(volatile uint32_t *)0xbadc0de4 = 0;
		} else if (*order == 'i') {
			while (!(rw_registers->pending & DENALI_EVENT_STOP)) {
				rw_registers->pending = 0;
				trap(DENALI_IDLE, 0xffffffff, 0xffffffff, 0);
			}
			if (order[1] == 0)
				trap(DENALI_TERMINATE, 3, 0, 0);
		} else if (*order == 'm') {
			for (uint32_t at = CHILD_DATA + CHILD_DATA_SIZE;
			     at < ro_registers->memory_size; at += CHILD_PAGE)
				*(volatile uint32_t *)at = at;
		} else if (*order == 'a') {
			child_put((char)('A' + ro_registers->network.mac[5]));
			trap(DENALI_KICK, DENALI_DEVICE_CONSOLE, 0, 0);
		} else if (*order == 'r') {
			child_read();
		} else if (*order == 's') {
			for (;;)
				continue;
		}
	}
	trap(DENALI_TERMINATE, 0, 0, 0);
}

/* The parts of ELF that an image needs. */
struct child_segment {
	uint32_t type, offset, address, physical, file, memory, flags, align;
};

struct child_headers {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version, entry, segments, sections, flags;
	uint16_t size, segment_size, segment_count;
	uint16_t section_size, section_count, names;
	struct child_segment segment[3];
	struct {
		uint32_t name_size, size, type;
		char name[8];
		struct denali_note_contract body;
	} contract;
	struct {
		uint32_t name_size, size, type;
		char name[8];
		struct denali_manifest body;
	} manifest;
};

static inline void child_image(uint8_t to[CHILD_IMAGE_PAGES * CHILD_PAGE])
{
	const uint32_t notes = offsetof(struct child_headers, contract);
	const struct child_headers headers = {
		.ident = { 0x7f, 'E', 'L', 'F', 1, 1, 1 },
		.type = 2,
		.machine = 3,
		.version = 1,
		.entry = CHILD_CODE,
		.segments = offsetof(struct child_headers, segment),
		.size = 52,
		.segment_size = sizeof(struct child_segment),
		.segment_count = 3,
		.segment = {
			{ 1, CHILD_PAGE, CHILD_CODE, 0, CHILD_PAGE, CHILD_PAGE,
			  5, CHILD_PAGE },
			{ 1, 0, CHILD_DATA, 0, 0, CHILD_DATA_SIZE, 6,
			  CHILD_PAGE },
			{ 4, notes, 0, 0, sizeof headers - notes, 0, 4, 4 },
		},
		.contract = { 7, sizeof(struct denali_note_contract),
			      DENALI_NOTE_CONTRACT, DENALI_NOTE_NAME,
			      { DENALI_CONTRACT_VERSION } },
		.manifest = { 7, sizeof(struct denali_manifest),
			      DENALI_NOTE_MANIFEST, DENALI_NOTE_NAME,
			      { CHILD_MEMORY, 0, 0, 0, "child" } },
	};

	memset(to, 0, CHILD_PAGE);
	memcpy(to, &headers, sizeof headers);
	memcpy(to + CHILD_PAGE, (const void *)(uintptr_t)child_main,
	       CHILD_PAGE);
}

/* A plan for one child; the order takes at most 15 letters. */
struct child_plan {
	struct denali_plan plan;
	struct denali_plan_group group;
	char order[16];
};

static inline struct child_plan child_plan(uint32_t image, const char *order)
{
	struct child_plan plan = {
		.plan = { .magic = DENALI_PLAN_MAGIC,
			  .version = DENALI_PLAN_VERSION,
			  .length = sizeof plan,
			  .group_count = 1 },
		.group = { .module = image,
			   .count = 1,
			   .argc = 1,
			   .strings_offset = offsetof(struct child_plan, order),
			   .strings_length = (uint32_t)strlen(order) + 1 },
	};

	strncpy(plan.order, order, sizeof plan.order - 1);
	return plan;
}

static inline int32_t child_make(const struct child_plan *plan)
{
	return trap(DENALI_VM_CREATE, (uint32_t)plan, plan->plan.length, 0);
}

/* Hand the image over, and have it checked: its number, or an error. */
static inline int32_t child_load(const uint8_t *image)
{
	int32_t number = trap(DENALI_IMAGE_CREATE,
			      CHILD_IMAGE_PAGES * CHILD_PAGE, 0, 0);
	int32_t error = number < 0 ? number : 0;

	for (uint32_t at = 0; !error && at < CHILD_IMAGE_PAGES * CHILD_PAGE;
	     at += CHILD_PAGE)
		error = trap(DENALI_IMAGE_WRITE, (uint32_t)number, at,
			     (uint32_t)image + at);
	if (!error)
		error = trap(DENALI_IMAGE_SEAL, (uint32_t)number, 0, 0);
	return error ? error : number;
}

#endif
