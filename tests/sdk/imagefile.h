/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading a linked image, as far as these tests need.
 */
#ifndef TESTS_SDK_IMAGEFILE_H
#define TESTS_SDK_IMAGEFILE_H

#include <elf.h>

#include "harness/bytes.h"

struct imagefile {
	struct bytes bytes;
	const Elf32_Ehdr *header;
	const Elf32_Phdr *segments;
	const Elf32_Shdr *sections;
};

/* Reads and takes it for an ELF file; the test fails where it is none. */
void imagefile_open(struct imagefile *file, const char *path);
void imagefile_close(struct imagefile *file);

/* A section by name; NULL where there is none. */
const Elf32_Shdr *imagefile_section(const struct imagefile *file,
				    const char *name);

/* The value of a symbol; 0 where there is none. */
uint32_t imagefile_symbol(const struct imagefile *file, const char *name);

/* Is there a symbol whose name begins so? */
bool imagefile_has_prefix(const struct imagefile *file, const char *prefix);

#endif
