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

#include <stdbool.h>
#include <stdint.h>

#include <denali/image.h>
#include <denali/policy.h>

#include "finding.h"

/* More program headers than this are refused, whatever their types. */
#define IMAGE_HEADERS_MAX 32

/* One PT_LOAD header, of an ET_DYN image as it lies at DENALI_IMAGE_BASE.  In
 * ascending order; no two touch the same page.
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
	uint32_t segment_count; /* 1 or more */
	uint32_t entry;         /* in the file part of an RX segment */
	uint32_t end;           /* first page past the last segment */
	uint32_t stack_top;     /* esp at the start */
	bool movable; /* ET_DYN: may lie higher, all of it by whole pages */
	struct denali_manifest manifest; /* memory_size made explicit */
	struct denali_policy policy;     /* checked, if has_policy */
	bool has_policy;
};

/* For a file that is not in one piece: copy length bytes from offset on, which
 * are inside it. */
typedef void image_reader(const void *file, void *to, uint32_t offset,
			  uint32_t length);

/* Check the length bytes of file, which read knows how to get at; null: they
 * are where it points.  Returns FINDING_NONE and fills *image, or
 * says what is wrong first and leaves *image alone.  Takes time in proportion
 * to the number of headers, not to the length.  file need not be aligned. */
enum finding image_check(const void *file, uint32_t length, image_reader *read,
			 struct image *image, struct denali_finding *finding);

/* An image that ends below this slides no further up, so that it and a small
 * heap need one page table. */
#define IMAGE_SMALL_END 0x180000u

/* By how many pages an image lies higher in a VM of so much memory, which holds
 * it: by chance, as the dice say, but never so far that less than seven eighths
 * of what the image leaves are behind it. */
uint16_t image_slide(const struct image *image, uint32_t memory_size,
		     uint32_t dice);

#endif
