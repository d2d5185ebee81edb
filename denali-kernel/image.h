/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images: from the bytes of an untrusted file to a table of checked segments.
 *
 * The format and its rules are the contract's, <denali/image.h>.  All of them
 * are checked before anything is made of an image, so that whoever makes a VM
 * from a struct image has nothing left to doubt.
 *
 * Every word of the file is read once, into a copy, and the copy is what is
 * checked and used.
 */
#ifndef KERNEL_IMAGE_H
#define KERNEL_IMAGE_H

#include <stdint.h>

#include <denali/image.h>

/* More program headers than this are refused, whatever their types. */
#define IMAGE_HEADERS_MAX 32

/* One PT_LOAD header.  In ascending order; no two touch the same page.
 * address and file_offset are page aligned; file_size <= memory_size; neither
 * address + memory_size nor file_offset + file_size wraps, and the latter is
 * inside the file.  The bytes from file_size to the end of the last page read
 * as zero, whatever the file has there. */
struct image_segment {
	uint32_t address;
	uint32_t memory_size; /* bytes, not 0 */
	uint32_t file_offset; /* 0 if file_size is */
	uint32_t file_size;   /* bytes; 0 in a guard */
	uint32_t prot;        /* DENALI_PROT_*; DENALI_PROT_NONE: a guard */
};

struct image {
	struct image_segment segment[DENALI_IMAGE_SEGMENTS];
	uint32_t segment_count;          /* 1 or more */
	uint32_t entry;                  /* in the file part of an RX segment */
	uint32_t end;                    /* first page past the last segment */
	uint32_t stack_top;              /* esp at the start */
	struct denali_manifest manifest; /* memory_size made explicit */
};

enum image_error {
	IMAGE_OK,
	/* The file. */
	IMAGE_FILE_TOO_LARGE,
	IMAGE_FILE_TOO_SHORT,
	IMAGE_NOT_ELF,
	IMAGE_NOT_32_BIT,
	IMAGE_NOT_LITTLE_ENDIAN,
	IMAGE_ELF_VERSION,
	IMAGE_MACHINE,
	IMAGE_RELOCATABLE,
	IMAGE_TYPE,
	/* The program header table. */
	IMAGE_HEADER_SIZE,
	IMAGE_HEADER_COUNT,
	IMAGE_HEADERS_OUTSIDE,
	IMAGE_INTERPRETER,
	IMAGE_DYNAMIC,
	IMAGE_SEGMENT_COUNT,
	IMAGE_NO_SEGMENT,
	IMAGE_NOTE_COUNT,
	IMAGE_NO_NOTE,
	/* The notes. */
	IMAGE_NOTE_OUTSIDE,
	IMAGE_NOTE_TRUNCATED,
	IMAGE_NOTE_NAME,
	IMAGE_CONTRACT_MISSING,
	IMAGE_CONTRACT_SIZE,
	IMAGE_CONTRACT_VERSION,
	IMAGE_MANIFEST_MISSING,
	IMAGE_MANIFEST_SIZE,
	IMAGE_MEMORY_ALIGNMENT,
	IMAGE_MEMORY_SMALL,
	IMAGE_MEMORY_LARGE,
	IMAGE_FLAGS,
	IMAGE_RESERVED,
	IMAGE_NAME_UNTERMINATED,
	IMAGE_NAME_CONTROL,
	/* Segments, one by one. */
	IMAGE_ADDRESS_ALIGNMENT,
	IMAGE_OFFSET_ALIGNMENT,
	IMAGE_SEGMENT_EMPTY,
	IMAGE_FILE_PART_LARGE,
	IMAGE_WRITE_EXECUTE,
	IMAGE_ACCESS,
	IMAGE_GUARD_FILLED,
	IMAGE_BELOW_BASE,
	IMAGE_PAST_MEMORY,
	IMAGE_FILE_PART_OUTSIDE,
	IMAGE_ORDER,
	IMAGE_OVERLAP,
	/* The image as a whole. */
	IMAGE_ENTRY,
	IMAGE_NO_STACK,
	/* The image in a VM. */
	IMAGE_MEMORY_OVERRIDE,
	IMAGE_ERRORS
};

/* Check the length bytes at file.  Returns IMAGE_OK and fills *image, or says
 * what is wrong first and leaves *image alone.  Takes time in proportion to the
 * number of headers, not to the length.  file need not be aligned. */
enum image_error image_check(const void *file, uint32_t length,
			     struct image *image);

/* Whether a VM of memory_size bytes can hold a checked image: for a boot plan
 * that asks for another size than the manifest.  memory_size must itself be a
 * legal one.  Returns IMAGE_OK or IMAGE_MEMORY_OVERRIDE. */
enum image_error image_check_memory(const struct image *image,
				    uint32_t memory_size);

/* What is wrong, without a number.  Never null; constant. */
const char *image_error_text(enum image_error error);

/* What image_check finds wrong with the file, with the header and the numbers
 * that matter, for a message: "program header 2: address is not a multiple of
 * the page size (0x00021004)".  Checks the file again.  Writes at most size
 * bytes, NUL included; FINDING_TEXT_MAX is always enough. */
void image_explain(const void *file, uint32_t length, char *text,
		   uint32_t size);

#endif
