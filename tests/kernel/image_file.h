/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A small good image as a C struct, and one way of spoiling it for each rule of
 * <denali/image.h>.  For the tests of the image checker and the fuzzer's seeds.
 */
#ifndef TESTS_IMAGE_FILE_H
#define TESTS_IMAGE_FILE_H

#include <stdint.h>

#include <denali/image.h>

#include "elf.h"
#include "image.h"

enum image_file_header {
	TEXT,   /* RX, at 0x20000 */
	RODATA, /* R, at 0x21000: the file's first bytes */
	DATA,   /* RW, at 0x22000, mostly bss */
	GUARD,  /* no access, at 0x23000 */
	STACK,  /* RW, at 0x24000, nothing in the file */
	NOTE,
	TLS,
	GNU_STACK,
	SPARE, /* PT_NULL */
	SPARE_2,
	SPARE_3,
	SPARE_4,
	IMAGE_FILE_HEADERS
};

struct image_file {
	struct elf_header elf;
	struct program_header header[IMAGE_FILE_HEADERS];
	struct note_header contract_note;
	struct denali_note_contract contract;
	struct note_header manifest_note;
	struct denali_manifest manifest;
	struct note_header policy_note;
	struct denali_policy policy; /* one rule */
	uint8_t unused[0xdf0 - 20 - 392];
	uint8_t text[0x1000]; /* at 0x1000 */
	uint8_t data[0x10];
};
_Static_assert(sizeof(struct image_file) == 0x2010, "as the headers say");

#define IMAGE_FILE_ENTRY 0x20010

/* Fill in a good image. */
void image_file_make(struct image_file *file);
/* Make it one that may be anywhere, ET_DYN. */
void image_file_free(struct image_file *file);

struct image_fault {
	const char *name; /* of the fault, fit for a file's name */
	enum finding error;
	const char *text; /* what it must be as text */
	void (*spoil)(struct image_file *file);
	uint32_t length; /* 0: the whole file; it may be more than there is */
};

extern const struct image_fault image_faults[];
extern const uint32_t image_fault_count;

/* How much of the spoiled file there really is. */
uint32_t image_fault_length(const struct image_fault *fault);

#endif
