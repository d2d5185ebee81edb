/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "standinimage.h"

#include <elf.h>
#include <string.h>

#include <denali/calls.h>
#include <denali/image.h>

#define TEXT 0x1000u /* of the file */
#define NOTES 0x2000u
#define BASE 0x20000u

struct note {
	Elf32_Nhdr header;
	char name[8];
};

static void put(struct standin_image *image, const void *data, size_t length)
{
	memcpy(image->data + image->length, data, length);
	image->length += (length + 3) & ~(size_t)3;
}

static void put_note(struct standin_image *image, uint32_t type,
		     const void *data, size_t length)
{
	struct note note = { .header = { .n_namesz = sizeof DENALI_NOTE_NAME,
					 .n_descsz = (uint32_t)length,
					 .n_type = type },
			     .name = DENALI_NOTE_NAME };

	put(image, &note, sizeof note);
	put(image, data, length);
}

static void put_notes(struct standin_image *image, const char *text)
{
	struct denali_note_contract contract = { DENALI_CONTRACT_VERSION };
	struct denali_manifest manifest = { .memory_size = 0x100000,
					    .name = "standin" };

	image->length = NOTES;
	put_note(image, DENALI_NOTE_CONTRACT, &contract, sizeof contract);
	put_note(image, DENALI_NOTE_MANIFEST, &manifest, sizeof manifest);
	if (text != NULL)
		put_note(image, DENALI_NOTE_SERVICE, text, strlen(text));
}

static Elf32_Phdr load(uint32_t address, uint32_t offset, uint32_t length,
		       uint32_t memory, uint32_t flags)
{
	return (Elf32_Phdr){ .p_type = PT_LOAD,
			     .p_offset = offset,
			     .p_vaddr = address,
			     .p_paddr = address,
			     .p_filesz = length,
			     .p_memsz = memory,
			     .p_flags = flags,
			     .p_align = 0x1000 };
}

void standin_image_make(struct standin_image *image, const char *note)
{
	Elf32_Ehdr elf = { .e_ident = ELFMAG,
			   .e_type = ET_EXEC,
			   .e_machine = EM_386,
			   .e_version = EV_CURRENT,
			   .e_entry = BASE,
			   .e_phoff = sizeof elf,
			   .e_ehsize = sizeof elf,
			   .e_phentsize = sizeof(Elf32_Phdr),
			   .e_phnum = 3 };
	Elf32_Phdr headers[3];

	memset(image, 0, sizeof *image);
	put_notes(image, note);
	elf.e_ident[EI_CLASS] = ELFCLASS32;
	elf.e_ident[EI_DATA] = ELFDATA2LSB;
	elf.e_ident[EI_VERSION] = EV_CURRENT;
	headers[0] = load(BASE, TEXT, 0x1000, 0x1000, PF_R | PF_X);
	headers[1] = load(BASE + 0x1000, 0, 0, 0x4000, PF_R | PF_W);
	headers[2] = (Elf32_Phdr){ .p_type = PT_NOTE,
				   .p_offset = NOTES,
				   .p_filesz = (uint32_t)image->length - NOTES,
				   .p_flags = PF_R };
	memcpy(image->data, &elf, sizeof elf);
	memcpy(image->data + sizeof elf, headers, sizeof headers);
}
