/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "symbols.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line.h"
#include "buffer.h"
#include "error.h"

static Elf_Scn *find_section(Elf *elf, const char *name, uint32_t type)
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

/* Code only: functions, and the labels of assembly. */
static bool is_wanted(Elf *elf, const GElf_Sym *sym, const char *name)
{
	unsigned type = GELF_ST_TYPE(sym->st_info);

	return name != NULL && name[0] != '\0' && name[0] != '.' &&
	       (type == STT_FUNC || type == STT_NOTYPE) &&
	       is_executable(elf, sym->st_shndx);
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
	Elf_Scn *section = find_section(elf, NULL, SHT_SYMTAB);
	Elf_Data *data = section != NULL ? elf_getdata(section, NULL) : NULL;
	size_t count;
	GElf_Shdr shdr;

	if (data == NULL || gelf_getshdr(section, &shdr) == NULL ||
	    shdr.sh_entsize == 0)
		return;
	count = (size_t)(shdr.sh_size / shdr.sh_entsize);
	symbols->all = allocate(count, sizeof symbols->all[0]);
	for (size_t i = 0; i < count; i++) {
		GElf_Sym sym;
		const char *name;

		if (gelf_getsym(data, (int)i, &sym) == NULL)
			continue;
		name = elf_strptr(elf, shdr.sh_link, sym.st_name);
		if (is_wanted(elf, &sym, name))
			add_symbol(symbols, &sym, name);
	}
	qsort(symbols->all, symbols->count, sizeof symbols->all[0], compare);
}

/* Does the file carry the build-id of the image?  One without is believed. */
static bool same_build(Elf *elf, const struct image *image)
{
	Elf_Scn *section = find_section(elf, ".note.gnu.build-id", SHT_NULL);
	Elf_Data *data = section != NULL ? elf_getdata(section, NULL) : NULL;
	size_t name, description, next;
	GElf_Nhdr nhdr;

	if (data == NULL || image->build_id_length == 0)
		return true;
	next = gelf_getnote(data, 0, &nhdr, &name, &description);
	return next > 0 && nhdr.n_descsz == image->build_id_length &&
	       memcmp((const uint8_t *)data->d_buf + description,
		      image->build_id, image->build_id_length) == 0;
}

/* Take what a file has; false if that is nothing. */
static bool read_file(struct symbols *symbols, const char *path,
		      const struct image *image)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	if (fd < 0)
		return false;
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf != NULL && !same_build(elf, image))
		note("%s: of another build than the image: not used", path);
	else if (elf != NULL)
		read_symbols(symbols, elf);
	if (symbols->count > 0) {
		symbols->path = allocate_text("%s", path);
		symbols->lines = find_section(elf, ".debug_line", SHT_NULL) !=
				 NULL;
	}
	elf_end(elf);
	close(fd);
	return symbols->count > 0;
}

void symbols_open(struct symbols *symbols, const struct image *image)
{
	char *debug = allocate_text("%s.dbg", image->path);

	*symbols = (struct symbols){ .count = 0 };
	elf_version(EV_CURRENT);
	if (!read_file(symbols, debug, image)) {
		free(symbols->all);
		symbols->all = NULL;
		read_file(symbols, image->path, image);
	}
	free(debug);
}

void symbols_close(struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++)
		free(symbols->all[i].name);
	free(symbols->all);
	free(symbols->path);
	*symbols = (struct symbols){ .count = 0 };
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
	symbol = &symbols->all[low - 1];
	if (symbol->size != 0 && address - symbol->address >= symbol->size)
		return NULL;
	return symbol;
}

void symbols_lines(const struct symbols *symbols, const uint32_t *addresses,
		   size_t count, char **lines)
{
	for (size_t i = 0; i < count; i++)
		lines[i] = NULL;
	if (symbols->lines)
		addr2line(symbols->path, addresses, count, lines);
}
