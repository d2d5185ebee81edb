/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The good image.
 */
#include "image_file.h"

#include <stddef.h>
#include <string.h>

static struct program_header load(uint32_t address, uint32_t memory_size,
				  uint32_t offset, uint32_t file_size,
				  uint32_t flags)
{
	return (struct program_header){
		.p_type = PT_LOAD,
		.p_offset = offset,
		.p_vaddr = address,
		.p_paddr = address,
		.p_filesz = file_size,
		.p_memsz = memory_size,
		.p_flags = flags,
		.p_align = DENALI_PAGE_SIZE,
	};
}

static void make_elf_header(struct elf_header *elf)
{
	memcpy(elf->e_ident, "\177ELF", 4);
	elf->e_ident[EI_CLASS] = ELFCLASS32;
	elf->e_ident[EI_DATA] = ELFDATA2LSB;
	elf->e_ident[EI_VERSION] = EV_CURRENT;
	elf->e_type = ET_EXEC;
	elf->e_machine = EM_386;
	elf->e_version = EV_CURRENT;
	elf->e_entry = IMAGE_FILE_ENTRY;
	elf->e_phoff = offsetof(struct image_file, header);
	elf->e_ehsize = sizeof(struct elf_header);
	elf->e_phentsize = sizeof(struct program_header);
	elf->e_phnum = IMAGE_FILE_HEADERS;
}

static void make_note(struct note_header *note, uint32_t type, uint32_t size)
{
	note->n_namesz = sizeof DENALI_NOTE_NAME;
	note->n_descsz = size;
	note->n_type = type;
	memcpy(note->name, DENALI_NOTE_NAME, sizeof DENALI_NOTE_NAME);
}

static void make_notes(struct image_file *file)
{
	make_note(&file->contract_note, DENALI_NOTE_CONTRACT,
		  sizeof file->contract);
	file->contract.version = DENALI_CONTRACT_VERSION;
	make_note(&file->manifest_note, DENALI_NOTE_MANIFEST,
		  sizeof file->manifest);
	file->manifest.memory_size = 0x100000;
	strcpy(file->manifest.name, "good");
	make_note(&file->policy_note, DENALI_NOTE_POLICY, sizeof file->policy);
	file->policy.flags = DENALI_POLICY_IN;
	file->policy.rule_count = 1;
	file->policy.rule[0].family = 6;
	file->policy.rule[0].prefix = 128;
}

void image_file_make(struct image_file *file)
{
	memset(file, 0, sizeof *file);
	make_elf_header(&file->elf);
	file->header[TEXT] = load(0x20000, 0x1000, 0x1000, 0x1000, PF_R | PF_X);
	file->header[RODATA] = load(0x21000, 0x100, 0, 0x100, PF_R);
	file->header[DATA] = load(0x22000, 0x800, 0x2000, 0x10, PF_R | PF_W);
	file->header[GUARD] = load(0x23000, 0x1000, 0x3000, 0, 0);
	file->header[STACK] = load(0x24000, 0x4000, 0x3000, 0, PF_R | PF_W);
	file->header[NOTE] = (struct program_header){
		.p_type = PT_NOTE,
		.p_offset = offsetof(struct image_file, contract_note),
		.p_filesz = offsetof(struct image_file, unused) -
			    offsetof(struct image_file, contract_note),
		.p_flags = PF_R,
		.p_align = 4,
	};
	file->header[TLS].p_type = PT_TLS;
	file->header[GNU_STACK].p_type = PT_GNU_STACK;
	make_notes(file);
	memset(file->text, 0xf4, sizeof file->text);
	memset(file->data, 0xda, sizeof file->data);
}

void image_file_free(struct image_file *file)
{
	file->elf.e_type = ET_DYN;
	file->elf.e_entry -= DENALI_IMAGE_BASE;
	for (int i = TEXT; i <= STACK; i++)
		file->header[i].p_vaddr -= DENALI_IMAGE_BASE;
	file->header[SPARE].p_type = PT_DYNAMIC;
}
