/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "discarded.h"

#include <gelf.h>
#include <stdint.h>
#include <string.h>

#define NOWHERE 0xf0000000u /* the kernel's: never an image's */
#define CIE_ID 0xffffffffu
#define LONG_FORM 0xfffffff0u /* lengths from here on mean 64 bits */

static uint32_t get(const uint8_t *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof word);
	return word;
}

static void put_nowhere(uint8_t *at)
{
	uint32_t word = NOWHERE;

	memcpy(at, &word, sizeof word);
}

/* .debug_frame: entries of a length, then for a function the offset of what it
 * shares with others, its address and its length. */
static void move_frames(uint8_t *data, size_t size)
{
	size_t at = 0;

	while (size - at >= 16) {
		uint32_t length = get(data + at);

		if (length >= LONG_FORM || length > size - at - 4)
			return;
		if (length >= 12 && get(data + at + 4) != CIE_ID &&
		    get(data + at + 8) == 0)
			put_nowhere(data + at + 8);
		at += 4 + (size_t)length;
	}
}

/* .debug_line: a sequence begins with DW_LNE_set_address, an extended opcode
 * (0) of five bytes (2 and the address). */
static void move_lines(uint8_t *data, size_t size)
{
	static const uint8_t at_zero[] = { 0, 5, 2, 0, 0, 0, 0 };
	uint8_t *end = data + size;

	while ((data = memmem(data, (size_t)(end - data), at_zero,
			      sizeof at_zero)) != NULL) {
		put_nowhere(data + 3);
		data += sizeof at_zero;
	}
}

void discarded_move(Elf *elf)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0)
		return;
	while ((section = elf_nextscn(elf, section)) != NULL) {
		const char *name;
		Elf_Data *data;
		GElf_Shdr shdr;

		if (gelf_getshdr(section, &shdr) == NULL ||
		    shdr.sh_type != SHT_PROGBITS ||
		    (shdr.sh_flags & SHF_COMPRESSED) != 0)
			continue;
		name = elf_strptr(elf, names, shdr.sh_name);
		data = elf_rawdata(section, NULL);
		if (name == NULL || data == NULL || data->d_buf == NULL)
			continue;
		if (strcmp(name, ".debug_frame") == 0)
			move_frames(data->d_buf, data->d_size);
		if (strcmp(name, ".debug_line") == 0)
			move_lines(data->d_buf, data->d_size);
	}
}
