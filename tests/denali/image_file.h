/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A small good image with symbols, as a C struct that tests can spoil.
 *
 * Its text has three functions, which call one another:
 *
 *	21000 start:  +10 call middle
 *	21040 middle: +08 call poke   +20 call *%eax   +28 call *4(%eax)
 *	21080 poke:   +04 hlt         +10 in (%dx),%al
 */
#ifndef TESTS_DENALI_IMAGE_FILE_H
#define TESTS_DENALI_IMAGE_FILE_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/image.h>

enum {
	HEADERS_NOTES,
	HEADERS_RODATA,
	HEADERS_TEXT,
	HEADERS_DATA,
	HEADERS_GUARD,
	HEADERS_STACK,
	HEADERS_SPARE,
	HEADERS_COUNT
};
enum {
	SECTIONS_NULL,
	SECTIONS_TEXT,
	SECTIONS_SYMBOLS,
	SECTIONS_STRINGS,
	SECTIONS_NAMES,
	SECTIONS_BUILD_ID,
	SECTIONS_LINES,
	SECTIONS_COUNT
};

struct note_head {
	uint32_t name_length, length, type;
};

struct image_file {
	Elf32_Ehdr elf;
	Elf32_Phdr headers[HEADERS_COUNT];
	struct note_head contract_head;
	char contract_name[8];
	struct denali_note_contract contract;
	struct note_head manifest_head;
	char manifest_name[8];
	struct denali_manifest manifest;
	struct note_head build_id_head;
	char build_id_name[4];
	uint8_t build_id[20];
	uint8_t unused[0xf00 - 0x194];
	uint8_t rodata[0x100];
	uint8_t text[0x1000]; /* at 0x1000 */
	uint8_t data[0x100];
	Elf32_Sym symbols[5];
	char strings[32];
	char names[64];
	Elf32_Shdr sections[SECTIONS_COUNT];
};
_Static_assert(sizeof(((struct image_file *)0)->headers) == 224, "ELF");

#define IMAGE_RODATA 0x20000
#define IMAGE_START 0x21000
#define IMAGE_MIDDLE 0x21040
#define IMAGE_POKE 0x21080
#define IMAGE_DATA 0x22000
#define IMAGE_GUARD 0x24000
#define IMAGE_STACK 0x25000
#define IMAGE_RETURN_TO_START 0x21015
#define IMAGE_RETURN_TO_MIDDLE 0x2104d
#define IMAGE_RETURN_INDIRECT 0x21062
#define IMAGE_RETURN_INDIRECT_3 0x2106b

void image_file_make(struct image_file *file);

/* Take the symbols away, as strip does. */
void image_file_strip(struct image_file *file);

/* Write length bytes of it to a scratch file of that name; its path, valid for
 * the next 31 calls. */
const char *image_file_write(const struct image_file *file, size_t length,
			     const char *name);

/* Remove all that it has written. */
void image_file_remove(void);

#endif
