/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What several readers of ELF files need beside libelf.
 */
#ifndef DENALI_CMD_ELFFILE_H
#define DENALI_CMD_ELFFILE_H

#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first section of that type or, with SHT_NULL, of that name; null: there
 * is none. */
Elf_Scn *elffile_section(Elf *elf, const char *name, uint32_t type);

struct elffile_symbols {
	Elf *elf;
	Elf_Data *data;
	size_t names; /* the section that has them */
	size_t count; /* 0: there is no table */
};

struct elffile_symbols elffile_symbols(Elf *elf);
/* One of them, and its name, which may be null; false: it cannot be read. */
bool elffile_symbol(const struct elffile_symbols *symbols, size_t index,
		    GElf_Sym *sym, const char **name);

#endif
