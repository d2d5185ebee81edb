/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "elffile.h"

#include <gelf.h>
#include <stdbool.h>
#include <string.h>

Elf_Scn *elffile_section(Elf *elf, const char *name, uint32_t type)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0)
		return NULL;
	while ((section = elf_nextscn(elf, section)) != NULL) {
		const char *found;
		GElf_Shdr shdr;

		if (gelf_getshdr(section, &shdr) == NULL)
			continue;
		found = elf_strptr(elf, names, shdr.sh_name);
		if (type != SHT_NULL ?
			    shdr.sh_type == type :
			    found != NULL && strcmp(found, name) == 0)
			return section;
	}
	return NULL;
}
