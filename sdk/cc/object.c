/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Layout: ELF header, the sections' contents, symbols, strings, section
 * headers.  One table of strings serves symbols and section names.
 */
#include "object.h"

#include <assert.h>
#include <elf.h>
#include <string.h>

#include "error.h"

/* Section numbers: none, those of the object, and the last three. */
enum { FIRST = 1, LAST_SECTIONS = 3 };

struct writer {
	struct buffer file;
	struct buffer strings;
	struct buffer symbols;
	Elf32_Shdr headers[FIRST + OBJECT_SECTIONS + LAST_SECTIONS];
	unsigned int count;
};

void object_add(struct object *object, const char *name, const char *symbol,
		uint32_t type, uint32_t align, struct buffer *contents)
{
	assert(object->count < OBJECT_SECTIONS);
	if (contents->length > INT32_MAX)
		fail("too much to bundle: %zu bytes", contents->length);
	object->sections[object->count++] = (struct object_section){
		.name = name,
		.symbol = symbol,
		.type = type,
		.align = align,
		.contents = *contents,
	};
	*contents = (struct buffer){ 0 };
}

/* Appends a section's bytes to the file and its header to the list. */
static Elf32_Shdr *add_section(struct writer *writer, const char *name,
			       uint32_t type, uint32_t align,
			       struct buffer *contents)
{
	Elf32_Shdr *header = &writer->headers[writer->count++];
	/* First, as contents may be the strings themselves. */
	size_t name_at = buffer_add_string(&writer->strings, name);

	buffer_align(&writer->file, align);
	*header = (Elf32_Shdr){
		.sh_name = (uint32_t)name_at,
		.sh_type = type,
		.sh_offset = (uint32_t)writer->file.length,
		.sh_size = (uint32_t)contents->length,
		.sh_addralign = align,
	};
	buffer_add(&writer->file, contents->data, contents->length);
	buffer_free(contents);
	return header;
}

static void add_data(struct writer *writer, struct object_section *section)
{
	Elf32_Sym symbol = {
		.st_name = (uint32_t)buffer_add_string(&writer->strings,
						       section->symbol),
		.st_size = (uint32_t)section->contents.length,
		.st_info = ELF32_ST_INFO(STB_GLOBAL, STT_OBJECT),
		.st_shndx = (uint16_t)writer->count,
	};

	add_section(writer, section->name, section->type, section->align,
		    &section->contents)
		->sh_flags = SHF_ALLOC;
	buffer_add(&writer->symbols, &symbol, sizeof(symbol));
}

/* The symbol table and the strings, which are complete only at the end. */
static void add_tables(struct writer *writer)
{
	struct buffer none = { 0 };
	Elf32_Shdr *header;

	add_section(writer, ".note.GNU-stack", SHT_PROGBITS, 1, &none);
	header = add_section(writer, ".symtab", SHT_SYMTAB, 4,
			     &writer->symbols);
	header->sh_link = writer->count;
	header->sh_info = 1; /* first global symbol */
	header->sh_entsize = sizeof(Elf32_Sym);
	add_section(writer, ".strtab", SHT_STRTAB, 1, &writer->strings);
}

static void add_headers(struct writer *writer)
{
	Elf32_Ehdr header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_REL,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(Elf32_Ehdr),
		.e_shentsize = sizeof(Elf32_Shdr),
		.e_shnum = (uint16_t)writer->count,
		.e_shstrndx = (uint16_t)(writer->count - 1),
	};

	buffer_align(&writer->file, 4);
	header.e_shoff = (uint32_t)writer->file.length;
	buffer_add(&writer->file, writer->headers,
		   writer->count * sizeof(Elf32_Shdr));
	memcpy(writer->file.data, &header, sizeof(header));
}

struct buffer object_finish(struct object *object)
{
	struct writer writer = { .count = FIRST };

	buffer_add(&writer.file, NULL, sizeof(Elf32_Ehdr));
	buffer_add(&writer.strings, NULL, 1);
	buffer_add(&writer.symbols, NULL, sizeof(Elf32_Sym));
	for (unsigned int i = 0; i < object->count; i++)
		add_data(&writer, &object->sections[i]);
	add_tables(&writer);
	add_headers(&writer);
	return writer.file;
}
