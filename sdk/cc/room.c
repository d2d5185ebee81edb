/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "room.h"

#include <denali/layout.h>

#include "elffile.h"
#include "error.h"
#include "parse.h"

#define MEBIBYTE 0x100000u

/* Where it ends; one that runs at any base begins at the least. */
static uint64_t end_of(const struct elffile *file)
{
	const Elf32_Ehdr *header = (const void *)file->bytes;
	uint64_t end = 0;

	for (unsigned int i = 1; i < file->count; i++) {
		const Elf32_Shdr *section = &file->sections[i];
		uint64_t last = (uint64_t)section->sh_addr + section->sh_size;

		if ((section->sh_flags & SHF_ALLOC) != 0 && last > end)
			end = last;
	}
	return end + (header->e_type == ET_DYN ? DENALI_IMAGE_BASE : 0);
}

void room_check(const char *image, uint32_t memory)
{
	char needed[SIZE_TEXT_MAX], given[SIZE_TEXT_MAX];
	struct elffile file;
	uint64_t end;

	if (!elffile_open(&file, image))
		return;
	end = end_of(&file);
	elffile_close(&file);
	if (memory == 0)
		memory = DENALI_MEMORY_DEFAULT;
	if (end <= memory)
		return;
	size_text((end + MEBIBYTE - 1) & ~(uint64_t)(MEBIBYTE - 1), needed);
	size_text(memory, given);
	warn("%s: begins with more memory than the %s its VM gets; link it with"
	     " --memory %s or more",
	     image, given, needed);
}
