/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "elffile.h"

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

struct elffile_symbols elffile_symbols(Elf *elf)
{
	struct elffile_symbols symbols = { .elf = elf };
	Elf_Scn *section = elffile_section(elf, NULL, SHT_SYMTAB);
	GElf_Shdr shdr;

	if (section != NULL)
		symbols.data = elf_getdata(section, NULL);
	if (symbols.data == NULL || gelf_getshdr(section, &shdr) == NULL ||
	    shdr.sh_entsize == 0)
		return symbols;
	symbols.names = shdr.sh_link;
	symbols.count = (size_t)(symbols.data->d_size / shdr.sh_entsize);
	return symbols;
}

bool elffile_symbol(const struct elffile_symbols *symbols, size_t index,
		    GElf_Sym *sym, const char **name)
{
	if (gelf_getsym(symbols->data, (int)index, sym) == NULL)
		return false;
	*name = elf_strptr(symbols->elf, symbols->names, sym->st_name);
	return true;
}
