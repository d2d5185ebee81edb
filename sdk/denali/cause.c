/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Page faults and exceptions get a second look: from the address, the
 * instruction and the image's layout the likely mistake can often be told.
 */
#include "cause.h"

#include <stdio.h>

/* Page-fault error code. */
#define FAULT_WRITE 0x2
#define FAULT_FETCH 0x10

#define VECTOR_GENERAL_PROTECTION 13

static const char *const exceptions[] = {
	[0] = "division by zero, or a quotient too large",
	[1] = "debug exception",
	[3] = "breakpoint",
	[4] = "overflow",
	[5] = "array bound exceeded",
	[6] = "invalid instruction",
	[7] = "no floating-point unit",
	[10] = "invalid task state",
	[11] = "segment not present",
	[12] = "stack segment fault",
	[VECTOR_GENERAL_PROTECTION] = "general protection",
	[16] = "floating-point exception",
	[17] = "unaligned access",
	[18] = "machine check",
	[19] = "SSE floating-point exception",
	[21] = "control-flow protection",
};
#define EXCEPTION_COUNT (sizeof exceptions / sizeof exceptions[0])

/* Instructions that only a kernel may execute, by how they begin. */
static const struct {
	uint8_t first, last; /* range of the first byte */
	uint8_t second_first, second_last;
	const char *what;
} forbidden[] = {
	{ 0x6c, 0x6f, 0x00, 0xff, "port input or output" },
	{ 0xe4, 0xe7, 0x00, 0xff, "port input or output" },
	{ 0xec, 0xef, 0x00, 0xff, "port input or output" },
	{ 0xf4, 0xf4, 0x00, 0xff, "hlt" },
	{ 0xfa, 0xfa, 0x00, 0xff, "cli" },
	{ 0xfb, 0xfb, 0x00, 0xff, "sti" },
	{ 0xcd, 0xcd, 0x00, 0xff,
	  "a software interrupt that is not the "
	  "kernel's" },
	{ 0xea, 0xea, 0x00, 0xff, "a far jump" },
	{ 0x9a, 0x9a, 0x00, 0xff, "a far call" },
	{ 0xcf, 0xcf, 0x00, 0xff, "iret" },
	{ 0x8e, 0x8e, 0x00, 0xff, "a segment register load" },
	{ 0x0f, 0x0f, 0x00, 0x01, "a system instruction" },
	{ 0x0f, 0x0f, 0x06, 0x09, "a system instruction" },
	{ 0x0f, 0x0f, 0x20, 0x23, "access to a control or debug register" },
	{ 0x0f, 0x0f, 0x30, 0x30, "wrmsr" },
	{ 0x0f, 0x0f, 0x32, 0x32, "rdmsr" },
	{ 0x0f, 0x0f, 0x33, 0x33, "rdpmc" },
	{ 0x0f, 0x0f, 0x35, 0x35, "sysexit" },
};
#define FORBIDDEN_COUNT (sizeof forbidden / sizeof forbidden[0])

const char *cause_name(uint32_t cause)
{
	static const char *const names[] = {
		[DENALI_CAUSE_EXIT] = "exit",
		[DENALI_CAUSE_EXCEPTION] = "exception",
		[DENALI_CAUSE_PAGE_FAULT] = "page-fault",
		[DENALI_CAUSE_RING] = "ring",
		[DENALI_CAUSE_MEMORY] = "memory",
		[DENALI_CAUSE_STOPPED] = "stopped",
		[DENALI_CAUSE_SWAP] = "swap",
	};

	return cause < sizeof names / sizeof names[0] ? names[cause] :
							"unknown";
}

static const char *forbidden_name(const uint8_t *code)
{
	for (size_t i = 0; i < FORBIDDEN_COUNT; i++)
		if (code[0] >= forbidden[i].first &&
		    code[0] <= forbidden[i].last &&
		    code[1] >= forbidden[i].second_first &&
		    code[1] <= forbidden[i].second_last)
			return forbidden[i].what;
	return NULL;
}

static void exception_text(uint32_t vector,
			   const struct denali_post_mortem *crash,
			   const struct image *image, char *text)
{
	const char *name = vector < EXCEPTION_COUNT ? exceptions[vector] : NULL;
	const uint8_t *code = NULL;
	const char *instruction = NULL;

	if (crash != NULL)
		code = image_bytes(image, crash->registers.eip - crash->base,
				   2);
	if (code != NULL && vector == VECTOR_GENERAL_PROTECTION)
		instruction = forbidden_name(code);
	if (instruction != NULL)
		snprintf(text, CAUSE_TEXT_MAX, "forbidden instruction: %s",
			 instruction);
	else if (name != NULL)
		snprintf(text, CAUSE_TEXT_MAX, "%s (exception %u)", name,
			 vector);
	else
		snprintf(text, CAUSE_TEXT_MAX, "exception %u", vector);
}

#define PROTECTED "protected by the program itself"

/* What of the image is at an address that a VM must not use so.  What the image
 * allows there, the program has taken from itself. */
static const char *part_text(const struct image_part *part, uint32_t error_code)
{
	if (part->flags == 0)
		return "a guard page: the stack has overflowed, perhaps";
	if (part->flags & PF_X)
		return error_code & FAULT_WRITE ?
			       "the program's text, which cannot be written" :
			       "the program's text, " PROTECTED;
	if (error_code & FAULT_FETCH)
		return part->flags & PF_W ?
			       "data, which cannot be executed" :
			       "read-only data, which cannot be executed";
	if (error_code & FAULT_WRITE && !(part->flags & PF_W))
		return "read-only data";
	return PROTECTED;
}

/* What is at any such address. */
static const char *place_text(uint32_t address, uint32_t error_code,
			      uint32_t base, const struct image *image)
{
	const struct image_part *part = image_find(image, address - base);

	if (address >= DENALI_KERNEL_BASE)
		return "the kernel's memory";
	if (address < DENALI_RO_REGISTERS)
		return "never mapped: a null pointer, perhaps";
	if (address < DENALI_RO_REGISTERS + DENALI_PAGE_SIZE)
		return "the registers that only the kernel writes";
	if (address < DENALI_RW_REGISTERS + DENALI_PAGE_SIZE)
		return "the registers";
	if (part != NULL)
		return part_text(part, error_code);
	if (address >= image->memory_size)
		return "past the end of its memory";
	return error_code & FAULT_FETCH ? "data, which cannot be executed" :
					  PROTECTED;
}

static void page_fault_text(uint32_t address,
			    const struct denali_post_mortem *crash,
			    const struct image *image, char *text)
{
	uint32_t code = crash != NULL ? crash->error_code : 0;
	uint32_t base = crash != NULL ? crash->base : 0;
	const char *did = code & FAULT_FETCH ? "jumped to" :
			  code & FAULT_WRITE ? "wrote to" :
			  crash != NULL      ? "read from" :
					       "used";

	snprintf(text, CAUSE_TEXT_MAX, "page fault: it %s 0x%08x (%s)", did,
		 address, place_text(address, code, base, image));
}

/* Causes that need no look at the image. */
static void other_text(uint32_t cause, uint32_t detail, char *text)
{
	const char *device = detail == DENALI_DEVICE_NIC     ? "NIC" :
			     detail == DENALI_DEVICE_CONSOLE ? "console" :
							       "device";

	if (cause == DENALI_CAUSE_EXIT)
		snprintf(text, CAUSE_TEXT_MAX, "it ended with status %u",
			 detail & 0xff);
	else if (cause == DENALI_CAUSE_RING)
		snprintf(text, CAUSE_TEXT_MAX,
			 "bad index or descriptor in its %s's ring", device);
	else if (cause == DENALI_CAUSE_MEMORY)
		snprintf(text, CAUSE_TEXT_MAX,
			 "no memory left for a page it touched; give it more "
			 "with -m, or the host with --host-mem");
	else if (cause == DENALI_CAUSE_STOPPED)
		snprintf(text, CAUSE_TEXT_MAX, "stopped by the host");
	else if (cause == DENALI_CAUSE_SWAP)
		snprintf(text, CAUSE_TEXT_MAX,
			 "the swap disk failed reading or writing its page %u; "
			 "see whether what --swap names is full or damaged",
			 detail);
	else
		snprintf(text, CAUSE_TEXT_MAX, "unknown cause %u, detail %u",
			 cause, detail);
}

const char *cause_text(uint32_t cause, uint32_t detail,
		       const struct denali_post_mortem *crash,
		       const struct image *image, char text[CAUSE_TEXT_MAX])
{
	if (cause == DENALI_CAUSE_EXCEPTION)
		exception_text(detail, crash, image, text);
	else if (cause == DENALI_CAUSE_PAGE_FAULT)
		page_fault_text(detail, crash, image, text);
	else
		other_text(cause, detail, text);
	return text;
}
