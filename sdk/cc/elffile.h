/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading the sections of a linked image, or of its .dbg.
 */
#ifndef CC_ELFFILE_H
#define CC_ELFFILE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>

struct elffile {
	const char *bytes;
	size_t length;
	const Elf32_Shdr *sections;
	unsigned int count;
};

/* False: there is no such file, or it is none that the linker made of a
 * program. */
bool elffile_open(struct elffile *file, const char *path);
void elffile_close(struct elffile *file);

/* A section's name, and a section by name; NULL: none. */
const char *elffile_name(const struct elffile *file, const Elf32_Shdr *section);
const Elf32_Shdr *elffile_section(const struct elffile *file, const char *name);

/* Have both the same build-id? */
bool elffile_same_build(const struct elffile *one, const struct elffile *other);

#endif
