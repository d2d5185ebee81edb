/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "image_file.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/bytes.h"
#include "harness/denali.h"

/* Paths that are in use at a time. */
#define PATHS 32

#define OFFSET(member) ((Elf32_Off)offsetof(struct image_file, member))
#define SIZE(member) ((Elf32_Word)sizeof(((struct image_file *)0)->member))
_Static_assert(OFFSET(text) == 0x1000 && OFFSET(data) == 0x2000, "alignment");

static void make_header(struct image_file *file)
{
	file->elf = (Elf32_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_entry = IMAGE_START,
		.e_phoff = OFFSET(headers),
		.e_shoff = OFFSET(sections),
		.e_ehsize = sizeof(Elf32_Ehdr),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = HEADERS_COUNT,
		.e_shentsize = sizeof(Elf32_Shdr),
		.e_shnum = SECTIONS_COUNT,
		.e_shstrndx = SECTIONS_NAMES,
	};
}

static Elf32_Phdr load(Elf32_Off offset, Elf32_Addr address, Elf32_Word in_file,
		       Elf32_Word in_memory, Elf32_Word flags)
{
	return (Elf32_Phdr){
		.p_type = PT_LOAD,
		.p_offset = offset,
		.p_vaddr = address,
		.p_paddr = address,
		.p_filesz = in_file,
		.p_memsz = in_memory,
		.p_flags = flags,
		.p_align = DENALI_PAGE_SIZE,
	};
}

static void make_headers(struct image_file *file)
{
	Elf32_Phdr *headers = file->headers;

	headers[HEADERS_NOTES] = (Elf32_Phdr){
		.p_type = PT_NOTE,
		.p_offset = OFFSET(contract_head),
		.p_filesz = OFFSET(unused) - OFFSET(contract_head),
		.p_flags = PF_R,
	};
	headers[HEADERS_RODATA] = load(0, IMAGE_RODATA, 0x1000, 0x1000, PF_R);
	headers[HEADERS_TEXT] = load(OFFSET(text), IMAGE_START, SIZE(text),
				     SIZE(text), PF_R | PF_X);
	headers[HEADERS_DATA] = load(OFFSET(data), IMAGE_DATA, SIZE(data),
				     0x2000, PF_R | PF_W);
	headers[HEADERS_GUARD] = load(0, IMAGE_GUARD, 0, 0x1000, 0);
	headers[HEADERS_STACK] = load(0, IMAGE_STACK, 0, 0x4000, PF_R | PF_W);
}

static void make_notes(struct image_file *file)
{
	file->contract_head = (struct note_head){ sizeof DENALI_NOTE_NAME,
						  sizeof file->contract,
						  DENALI_NOTE_CONTRACT };
	memcpy(file->contract_name, DENALI_NOTE_NAME, sizeof DENALI_NOTE_NAME);
	file->contract.version = DENALI_CONTRACT_VERSION;
	file->manifest_head = (struct note_head){ sizeof DENALI_NOTE_NAME,
						  sizeof file->manifest,
						  DENALI_NOTE_MANIFEST };
	memcpy(file->manifest_name, DENALI_NOTE_NAME, sizeof DENALI_NOTE_NAME);
	memcpy(file->manifest.name, "hello", 6);
	file->build_id_head = (struct note_head){ 4, sizeof file->build_id,
						  NT_GNU_BUILD_ID };
	memcpy(file->build_id_name, "GNU", 4);
	memset(file->build_id, 0xb1, sizeof file->build_id);
}

/* A call from a place in the text to an address. */
static void put_call(struct image_file *file, uint32_t place, uint32_t target)
{
	uint32_t distance = target - (place + 5);
	uint8_t *code = file->text + (place - IMAGE_START);

	code[0] = 0xe8;
	memcpy(code + 1, &distance, sizeof distance);
}

static void make_text(struct image_file *file)
{
	memset(file->text, 0x90, sizeof file->text);
	put_call(file, IMAGE_START + 0x10, IMAGE_MIDDLE);
	put_call(file, IMAGE_MIDDLE + 0x08, IMAGE_POKE);
	memcpy(file->text + 0x60, "\xff\xd0", 2);
	memcpy(file->text + 0x68, "\xff\x50\x04", 3);
	file->text[0x84] = 0xf4;
	file->text[0x90] = 0xec;
}

static Elf32_Sym function(Elf32_Word name, Elf32_Addr address)
{
	return (Elf32_Sym){
		.st_name = name,
		.st_value = address,
		.st_size = 0x40,
		.st_info = ELF32_ST_INFO(STB_GLOBAL, STT_FUNC),
		.st_shndx = SECTIONS_TEXT,
	};
}

static void make_symbols(struct image_file *file)
{
	memcpy(file->strings, "\0start\0middle\0poke\0label", 25);
	file->symbols[1] = function(7, IMAGE_MIDDLE);
	file->symbols[2] = function(14, IMAGE_POKE);
	file->symbols[3] = function(1, IMAGE_START);
	/* A label of assembly at a function's beginning is the worse name. */
	file->symbols[4] = function(19, IMAGE_POKE);
	file->symbols[4].st_info = ELF32_ST_INFO(STB_LOCAL, STT_NOTYPE);
	file->symbols[4].st_size = 0;
}

static void make_sections(struct image_file *file)
{
	Elf32_Shdr *sections = file->sections;

	memcpy(file->names,
	       "\0.text\0.symtab\0.strtab\0.note.gnu.build-id\0"
	       ".debug_line",
	       53);
	sections[SECTIONS_TEXT] = (Elf32_Shdr){ .sh_name = 1,
						.sh_type = SHT_PROGBITS,
						.sh_flags = SHF_ALLOC |
							    SHF_EXECINSTR,
						.sh_addr = IMAGE_START,
						.sh_offset = OFFSET(text),
						.sh_size = SIZE(text) };
	sections[SECTIONS_SYMBOLS] = (Elf32_Shdr){ .sh_name = 7,
						   .sh_type = SHT_SYMTAB,
						   .sh_offset = OFFSET(symbols),
						   .sh_size = SIZE(symbols),
						   .sh_link = SECTIONS_STRINGS,
						   .sh_entsize = sizeof(
							   Elf32_Sym) };
	sections[SECTIONS_STRINGS] = (Elf32_Shdr){ .sh_name = 15,
						   .sh_type = SHT_STRTAB,
						   .sh_offset = OFFSET(strings),
						   .sh_size = SIZE(strings) };
	sections[SECTIONS_NAMES] = (Elf32_Shdr){ .sh_name = 15,
						 .sh_type = SHT_STRTAB,
						 .sh_offset = OFFSET(names),
						 .sh_size = SIZE(names) };
	sections[SECTIONS_BUILD_ID] = (Elf32_Shdr){
		.sh_name = 23,
		.sh_type = SHT_NOTE,
		.sh_offset = OFFSET(build_id_head),
		.sh_size = OFFSET(unused) - OFFSET(build_id_head),
		.sh_addralign = 4
	};
	sections[SECTIONS_LINES] = (Elf32_Shdr){ .sh_name = 42,
						 .sh_type = SHT_PROGBITS,
						 .sh_offset = OFFSET(rodata),
						 .sh_size = 16 };
}

void image_file_make(struct image_file *file)
{
	memset(file, 0, sizeof *file);
	make_header(file);
	make_headers(file);
	make_notes(file);
	make_text(file);
	make_symbols(file);
	make_sections(file);
}

void image_file_strip(struct image_file *file)
{
	file->elf.e_shoff = 0;
	file->elf.e_shnum = 0;
	file->elf.e_shstrndx = 0;
}

static char paths[PATHS][256];
static unsigned next;

const char *image_file_write(const struct image_file *file, size_t length,
			     const char *name)
{
	char *path = paths[next++ % PATHS];
	struct bytes bytes = { 0 };

	snprintf(path, sizeof paths[0], "%s", scratch_path(name));
	bytes_append(&bytes, file, length);
	if (!bytes_write_file(&bytes, path))
		abort();
	bytes_free(&bytes);
	return path;
}

void image_file_remove(void)
{
	for (unsigned i = 0; i < PATHS; i++)
		if (paths[i][0] != '\0')
			unlink(paths[i]);
}
