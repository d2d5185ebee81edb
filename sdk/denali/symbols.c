/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "symbols.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "elffile.h"

#define LABELS_MAX 32 /* that are looked past for the function around them */

static bool is_executable(Elf *elf, size_t section)
{
	Elf_Scn *found = elf_getscn(elf, section);
	GElf_Shdr shdr;

	return section != SHN_UNDEF && section < SHN_LORESERVE &&
	       found != NULL && gelf_getshdr(found, &shdr) != NULL &&
	       (shdr.sh_flags & SHF_EXECINSTR) != 0;
}

static void add_symbol(struct symbols *symbols, const GElf_Sym *sym,
		       const char *name)
{
	symbols->all[symbols->count++] = (struct symbol){
		.address = (uint32_t)sym->st_value,
		.size = (uint32_t)sym->st_size,
		.function = GELF_ST_TYPE(sym->st_info) == STT_FUNC,
		.name = allocate_text("%s", name),
	};
}

/* L7, as assembly by hand has them inside functions. */
static bool is_inner_label(const GElf_Sym *sym, const char *name)
{
	return GELF_ST_TYPE(sym->st_info) == STT_NOTYPE &&
	       GELF_ST_BIND(sym->st_info) == STB_LOCAL && name[0] == 'L' &&
	       name[1] >= '0' && name[1] <= '9';
}

/* Code only: functions, and the labels of assembly. */
static bool is_wanted(Elf *elf, const GElf_Sym *sym, const char *name)
{
	unsigned type = GELF_ST_TYPE(sym->st_info);

	return name != NULL && name[0] != '\0' && name[0] != '.' &&
	       (type == STT_FUNC || type == STT_NOTYPE) &&
	       !is_inner_label(sym, name) && is_executable(elf, sym->st_shndx);
}

/* By address; of several at one address the best is last. */
static int compare(const void *one, const void *other)
{
	const struct symbol *a = one, *b = other;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (a->function != b->function)
		return a->function - b->function;
	return strcmp(b->name, a->name);
}

static void read_symbols(struct symbols *symbols, Elf *elf)
{
	const struct elffile_symbols table = elffile_symbols(elf);

	symbols->all = allocate(table.count, sizeof symbols->all[0]);
	for (size_t i = 0; i < table.count; i++) {
		GElf_Sym sym;
		const char *name;

		if (elffile_symbol(&table, i, &sym, &name) &&
		    is_wanted(elf, &sym, name))
			add_symbol(symbols, &sym, name);
	}
	qsort(symbols->all, symbols->count, sizeof symbols->all[0], compare);
}

bool symbols_read(struct symbols *symbols, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	*symbols = (struct symbols){ .count = 0 };
	if (fd < 0)
		return false;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf != NULL)
		read_symbols(symbols, elf);
	elf_end(elf);
	close(fd);
	if (symbols->count == 0)
		return false;
	symbols->path = allocate_text("%s", path);
	symbols->debug = debug_info_open(path);
	symbols->lines = symbols->debug != NULL;
	return true;
}

void symbols_open(struct symbols *symbols, const struct image *image,
		  const struct debug_places *places)
{
	struct build_id id = { image->build_id, image->build_id_length };
	char *path = debug_find(&id, image->path, places, NULL);

	*symbols = (struct symbols){ .count = 0 };
	if (path != NULL)
		symbols_read(symbols, path);
	free(path);
}

void symbols_close(struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++)
		free(symbols->all[i].name);
	free(symbols->all);
	free(symbols->path);
	debug_info_close(symbols->debug);
	*symbols = (struct symbols){ .count = 0 };
}

/* Labels of assembly inside a function hide it: the function itself, if it
 * begins not too far before. */
static const struct symbol *around(const struct symbols *symbols, size_t at,
				   uint32_t address)
{
	for (size_t back = 0; back < LABELS_MAX && back <= at; back++) {
		const struct symbol *symbol = &symbols->all[at - back];

		if (symbol->function && symbol->size != 0 &&
		    address - symbol->address < symbol->size)
			return symbol;
	}
	return &symbols->all[at];
}

const struct symbol *symbols_find(const struct symbols *symbols,
				  uint32_t address)
{
	size_t low = 0, high = symbols->count;
	const struct symbol *symbol;

	/* The last one at or below the address is at low - 1. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->all[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	symbol = around(symbols, low - 1, address);
	if (symbol->size != 0 && address - symbol->address >= symbol->size)
		return NULL;
	return symbol;
}
