/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Rules of checked images.
 */
#include "image_rules.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <denali/calls.h>

#define RULE(condition)                                                        \
	do {                                                                   \
		if (!(condition))                                              \
			return #condition;                                     \
	} while (0)

static const char *broken_segment_rule(const struct image_segment *s,
				       uint32_t length)
{
	uint32_t prot = s->prot;

	RULE(s->address % 4096 == 0);
	RULE(s->file_offset % 4096 == 0);
	RULE(s->memory_size > 0);
	RULE(s->file_size <= s->memory_size);
	RULE((uint64_t)s->file_offset + s->file_size <= length);
	RULE(prot == DENALI_PROT_NONE || prot == DENALI_PROT_READ ||
	     prot == (DENALI_PROT_READ | DENALI_PROT_WRITE) ||
	     prot == (DENALI_PROT_READ | DENALI_PROT_EXEC));
	RULE(prot != DENALI_PROT_NONE || s->file_size == 0);
	return NULL;
}

static const char *broken_manifest_rule(const struct denali_manifest *manifest)
{
	RULE(manifest->memory_size >= DENALI_MEMORY_MIN);
	RULE(manifest->memory_size <= DENALI_MEMORY_MAX);
	RULE(manifest->memory_size % 4096 == 0);
	RULE((manifest->flags & ~1u) == 0);
	RULE(manifest->reserved == 0);
	RULE(memchr(manifest->name, 0, DENALI_NAME_MAX) != NULL);
	RULE(strpbrk(manifest->name, "\a\b\t\n\r\033\177") == NULL);
	return NULL;
}

const char *image_broken_rule(const struct image *image, uint32_t length)
{
	uint64_t end = DENALI_IMAGE_BASE;
	uint64_t stack = 0;
	bool entry = false;
	const char *broken = broken_manifest_rule(&image->manifest);

	RULE(image->segment_count >= 1);
	RULE(image->segment_count <= DENALI_IMAGE_SEGMENTS);
	for (uint32_t i = 0; !broken && i < image->segment_count; i++) {
		const struct image_segment *s = &image->segment[i];

		broken = broken_segment_rule(s, length);
		RULE(s->address >= end);
		end = (uint64_t)s->address + s->memory_size;
		if (s->prot & DENALI_PROT_WRITE)
			stack = end / 16 * 16;
		if ((s->prot & DENALI_PROT_EXEC) &&
		    image->entry >= s->address &&
		    image->entry < (uint64_t)s->address + s->file_size)
			entry = true;
		end = (end + 4095) / 4096 * 4096;
	}
	RULE(entry);
	RULE(stack != 0 && image->stack_top == stack);
	RULE(image->end == end);
	RULE(end <= image->manifest.memory_size);
	RULE(!image->has_policy || image->policy.rule_count <= 16);
	return broken;
}
