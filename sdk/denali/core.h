/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Post-mortem files: what the kernel has told of a crash, and of which image it
 * was, in an ELF core that every gdb reads.
 *
 * All are of one size.  The notes are those of Linux for the registers
 * (NT_PRSTATUS), the name (NT_PRPSINFO) and where the image lay (NT_AUXV), by
 * which gdb moves its symbols, and one of ours, struct core_note; the segment
 * is the stack excerpt, which is part of that note.  Files may come from
 * anybody: one is believed only if it is what its note has us write.
 */
#ifndef DENALI_CMD_CORE_H
#define DENALI_CMD_CORE_H

#include <stdint.h>

#include <denali/hostport.h>
#include <denali/image.h>

#include "buffer.h"
#include "image.h"

#define CORE_VERSION 1
#define CORE_ARGUMENTS_MAX 80

/* Little-endian, as the file. */
struct core_note {
	uint32_t version; /* CORE_VERSION */
	uint32_t vm;      /* its number */
	uint64_t time;    /* seconds since 1970, UTC */
	uint32_t memory;  /* bytes that the VM had */
	uint32_t entry;   /* the image's, in the file's addresses */
	uint32_t build_id_length;
	uint8_t build_id[IMAGE_BUILD_ID_MAX];
	char name[DENALI_NAME_MAX];         /* ends in a NUL */
	char arguments[CORE_ARGUMENTS_MAX]; /* as much as fits; so too */
	struct denali_post_mortem crash;
};

/* Fill note for a crash of that instance of the image; arguments are the
 * program's, count of them. */
void core_fill(struct core_note *note, const struct image *image, uint32_t vm,
	       const struct denali_post_mortem *crash, char *const arguments[],
	       uint32_t count);

/* Append the file to out. */
void core_make(struct buffer *out, const struct core_note *note);

/* Read the file at path.  Returns 0, or prints an error and returns
 * STATUS_ERROR.  Strings end, and lengths are within bounds; all else may be
 * anything. */
int core_read(struct core_note *note, const char *path);

/* The same of bytes; null, or what is wrong. */
const char *core_parse(struct core_note *note, const uint8_t *data,
		       size_t size);

#endif
