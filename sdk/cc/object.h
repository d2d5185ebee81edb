/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Writes relocatable ELF32 objects for the 386 that hold data only: sections
 * with one global symbol each, no relocations.  So that bundling files needs
 * neither an assembler nor a temporary file.
 */
#ifndef CC_OBJECT_H
#define CC_OBJECT_H

#include <stdint.h>

#include "buffer.h"

#define OBJECT_SECTIONS 5

struct object {
	unsigned int count;
	struct object_section {
		const char *name;
		const char *symbol;
		uint32_t type; /* SHT_* */
		uint32_t align;
		struct buffer contents;
	} sections[OBJECT_SECTIONS];
};

/* Adds a read-only section whose start the symbol names; at most
 * OBJECT_SECTIONS.  The strings stay the caller's, the contents go over. */
void object_add(struct object *object, const char *name, const char *symbol,
		uint32_t type, uint32_t align, struct buffer *contents);

/* The whole object; frees its parts. */
struct buffer object_finish(struct object *object);

#endif
