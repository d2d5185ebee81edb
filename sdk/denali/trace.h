/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where a VM was when it died, and how it had got there, as far as its
 * post-mortem tells.
 *
 * Guests keep no frame pointers: each caller is found by what the compiler has
 * written down about frames (debuginfo.h).  Where there is nothing of the kind,
 * it is guessed: words of the stack excerpt that are the address after a call
 * instruction in the image's text, those preferred whose call leads to the
 * function reached so far.
 */
#ifndef DENALI_CMD_TRACE_H
#define DENALI_CMD_TRACE_H

#include <denali/hostport.h>

#include "image.h"
#include "symbols.h"

#define TRACE_FRAMES_MAX 32
#define TRACE_CALLS_MAX 48 /* what has been inlined included */
#define TRACE_MENTIONS_MAX 4

struct place {
	char *function; /* null: unknown */
	char *line;     /* "file:line"; null: unknown */
	uint32_t address;
	uint32_t offset; /* from the function's beginning */
	bool inlined;    /* into the next place's function, at one address */
	bool guessed;    /* a word that may be stale led here */
};

struct trace {
	bool in_text;    /* at is in the image's text */
	struct place at; /* the instruction that faulted */
	uint32_t call_count;
	struct place
		calls[TRACE_CALLS_MAX]; /* return addresses, latest first */
	uint32_t frame_count;
	struct trace_frame {
		uint32_t address;
		bool exact, guessed;
	} frames[TRACE_FRAMES_MAX]; /* what at and calls are made of */
	uint32_t mention_count;
	/* Return addresses that its last words name, as 0x and 8 digits. */
	struct place mentions[TRACE_MENTIONS_MAX];
};

void trace_make(struct trace *trace, const struct denali_post_mortem *crash,
		const struct image *image, const struct symbols *symbols);
void trace_free(struct trace *trace);

/* Make one of addresses alone, those of a VM: where it was, and return
 * addresses, latest first. */
void trace_name(struct trace *trace, uint32_t base, uint32_t eip,
		const uint32_t *returns, uint32_t count,
		const struct image *image, const struct symbols *symbols);

/* How much of its console there is: lengths are not to be trusted. */
uint32_t trace_console_length(const struct denali_post_mortem *crash);

#endif
