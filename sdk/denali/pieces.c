/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The linker's map and the symbols, as spans.h wants them.
 *
 * The file may be anybody's: a line or a symbol that makes no sense is passed
 * over, and its bytes are padding, or the section's.
 */
#include "spans.h"

#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "component.h"
#include "elffile.h"

#define MAP_SECTION ".denali.map"
#define LINE_MAX_LENGTH 4096

static int compare_pieces(const void *one, const void *other)
{
	const struct piece *a = one, *b = other;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	/* The last has the bytes: see cut_overlaps. */
	return a->order < b->order ? -1 : 1;
}

/* ADDRESS SIZE SECTION FILE; the file's name may have spaces. */
static bool parse_line(const char *line, struct piece *piece)
{
	char section[256];
	int file = 0;

	if (sscanf(line, "%x %x %255s %n", &piece->address, &piece->size,
		   section, &file) != 3 ||
	    file == 0 || line[file] == '\0' || piece->size == 0 ||
	    piece->size > UINT32_MAX - piece->address)
		return false;
	piece->section = allocate_text("%s", section);
	piece->component = component_of(section, line + file);
	piece->file = strcmp(piece->component, COMPONENT_PADDING) == 0 ?
			      allocate(1, 1) :
			      allocate_text("%s", component_file(line + file));
	return true;
}

static size_t count_lines(const char *text, size_t length)
{
	size_t count = 1;

	while (length-- > 0)
		count += text[length] == '\n';
	return count;
}

/* The linker counts merged strings where they are no more: a piece ends where
 * the next begins. */
static void cut_overlaps(struct spans *spans)
{
	for (size_t i = 0; i + 1 < spans->piece_count; i++) {
		struct piece *piece = &spans->pieces[i];
		uint32_t room = piece[1].address - piece->address;

		if (piece->size > room)
			piece->size = room;
	}
}

static void read_lines(struct spans *spans, const char *text, size_t length)
{
	while (length > 0) {
		const char *end = memchr(text, '\n', length);
		size_t size = end != NULL ? (size_t)(end - text) : length;
		char line[LINE_MAX_LENGTH];
		struct piece *piece;

		snprintf(line, sizeof line, "%.*s",
			 (int)(size < sizeof line ? size : sizeof line), text);
		piece = &spans->pieces[spans->piece_count];
		if (parse_line(line, piece))
			piece->order = spans->piece_count++;
		size += end != NULL;
		text += size;
		length -= size;
	}
}

void spans_read_pieces(struct spans *spans, Elf *debug)
{
	Elf_Scn *section = elffile_section(debug, MAP_SECTION, SHT_NULL);
	Elf_Data *data = section != NULL ? elf_rawdata(section, NULL) : NULL;

	if (data == NULL || data->d_buf == NULL)
		return;
	spans->pieces = allocate(count_lines(data->d_buf, data->d_size),
				 sizeof spans->pieces[0]);
	read_lines(spans, data->d_buf, data->d_size);
	qsort(spans->pieces, spans->piece_count, sizeof spans->pieces[0],
	      compare_pieces);
	cut_overlaps(spans);
}

/* By address; of several at one the one with most bytes, then a global one,
 * then by name. */
static int compare_symbols(const void *one, const void *other)
{
	const struct span_symbol *a = one, *b = other;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	if (a->global != b->global)
		return a->global ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* Thread-local bytes of zeros have no place; those that have one are counted
 * from the first of them. */
static bool is_initialised(Elf *elf, const GElf_Sym *sym, GElf_Shdr *shdr)
{
	Elf_Scn *section = elffile_section(elf, ".tdata", SHT_NULL);

	return section != NULL && gelf_getshdr(section, shdr) != NULL &&
	       sym->st_value < shdr->sh_size;
}

/* Names of bytes in memory: not of sections, files or constants. */
static bool is_wanted(Elf *elf, const GElf_Sym *sym, GElf_Shdr *shdr)
{
	unsigned type = GELF_ST_TYPE(sym->st_info);
	Elf_Scn *section;

	if (type != STT_FUNC && type != STT_OBJECT && type != STT_NOTYPE &&
	    type != STT_TLS)
		return false;
	if (sym->st_shndx == SHN_UNDEF || sym->st_shndx >= SHN_LORESERVE)
		return false;
	section = elf_getscn(elf, sym->st_shndx);
	if (section == NULL || gelf_getshdr(section, shdr) == NULL ||
	    (shdr->sh_flags & SHF_ALLOC) == 0)
		return false;
	if ((shdr->sh_flags & SHF_TLS) != 0)
		return type == STT_TLS && is_initialised(elf, sym, shdr);
	/* What the linker's script defines has no size. */
	return sym->st_size > 0 || (shdr->sh_flags & SHF_EXECINSTR) != 0;
}

static void add_symbol(struct spans *spans, const GElf_Sym *sym,
		       const GElf_Shdr *shdr, const char *name)
{
	uint32_t base = GELF_ST_TYPE(sym->st_info) == STT_TLS ?
				(uint32_t)shdr->sh_addr :
				0;

	if (name == NULL || name[0] == '\0' || name[0] == '.')
		return;
	spans->symbols[spans->symbol_count++] = (struct span_symbol){
		.address = base + (uint32_t)sym->st_value,
		.size = (uint32_t)sym->st_size,
		.global = GELF_ST_BIND(sym->st_info) != STB_LOCAL,
		.name = allocate_text("%s", name),
	};
}

void spans_read_symbols(struct spans *spans, Elf *debug)
{
	const struct elffile_symbols table = elffile_symbols(debug);

	spans->symbols = allocate(table.count, sizeof spans->symbols[0]);
	for (size_t i = 0; i < table.count; i++) {
		const char *name;
		GElf_Shdr shdr;
		GElf_Sym sym;

		if (elffile_symbol(&table, i, &sym, &name) &&
		    is_wanted(debug, &sym, &shdr))
			add_symbol(spans, &sym, &shdr, name);
	}
	qsort(spans->symbols, spans->symbol_count, sizeof spans->symbols[0],
	      compare_symbols);
}
