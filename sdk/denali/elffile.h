/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What several readers of ELF files need beside libelf.
 */
#ifndef DENALI_CMD_ELFFILE_H
#define DENALI_CMD_ELFFILE_H

#include <libelf.h>
#include <stdint.h>

/* The first section of that type or, with SHT_NULL, of that name; null: there
 * is none. */
Elf_Scn *elffile_section(Elf *elf, const char *name, uint32_t type);

#endif
