/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "crashes.h"

#include <stdio.h>

/* Page-fault error code. */
#define FAULT_WRITE 0x2
#define FAULT_FETCH 0x10

static const char *access_text(uint32_t error_code)
{
	if (error_code & FAULT_FETCH)
		return "it executed";
	return error_code & FAULT_WRITE ? "it wrote to" : "it read from";
}

static int cause_text(const struct denali_post_mortem *record, char *text,
		      size_t size)
{
	switch (record->cause) {
	case DENALI_CAUSE_EXCEPTION:
		return snprintf(text, size, "processor exception %lu",
				(unsigned long)record->vector);
	case DENALI_CAUSE_PAGE_FAULT:
		return snprintf(text, size, "page fault: %s 0x%08lx",
				access_text(record->error_code),
				(unsigned long)record->address);
	case DENALI_CAUSE_RING:
		return snprintf(text, size,
				"a ring of its devices was not valid (0x%lx)",
				(unsigned long)record->detail);
	case DENALI_CAUSE_MEMORY:
		return snprintf(text, size,
				"out of memory: no page for 0x%08lx",
				(unsigned long)record->address);
	case DENALI_CAUSE_SWAP:
		return snprintf(text, size, "the host's swap disk failed");
	default:
		return snprintf(text, size, "cause %lu",
				(unsigned long)record->cause);
	}
}

const char *crash_text(const struct denali_post_mortem *record,
		       char text[CRASH_TEXT_MAX])
{
	size_t used = (size_t)cause_text(record, text, CRASH_TEXT_MAX);

	snprintf(text + used, CRASH_TEXT_MAX - used,
		 ", at 0x%08lx (image + 0x%lx)",
		 (unsigned long)record->registers.eip,
		 (unsigned long)(record->registers.eip - record->base));
	return text;
}
