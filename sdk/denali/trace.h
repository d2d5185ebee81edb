/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where a VM was when it died, and how it had got there, as far as its
 * post-mortem tells.
 *
 * Guests keep no frame pointers, so the chain of calls is a guess: words of the
 * stack excerpt that are the address after a call instruction in the image's
 * text, those that lead to one another preferred.  Stale ones can be among
 * them.
 */
#ifndef DENALI_CMD_TRACE_H
#define DENALI_CMD_TRACE_H

#include <denali/hostport.h>

#include "image.h"
#include "symbols.h"

#define TRACE_CALLS_MAX 16
#define TRACE_MENTIONS_MAX 4

struct place {
	uint32_t address;
	const char *function; /* the symbols' memory; null: unknown */
	uint32_t offset;      /* from its beginning */
	char *line;           /* "file:line"; null: unknown */
};

struct trace {
	bool in_text;    /* at is in the image's text */
	struct place at; /* the instruction that faulted */
	uint32_t call_count;
	struct place
		calls[TRACE_CALLS_MAX]; /* return addresses, latest first */
	uint32_t mention_count;
	/* Return addresses that its last words name, as 0x and 8 digits. */
	struct place mentions[TRACE_MENTIONS_MAX];
};

void trace_make(struct trace *trace, const struct denali_post_mortem *crash,
		const struct image *image, const struct symbols *symbols);
void trace_free(struct trace *trace);

/* How much of its console there is: lengths are not to be trusted. */
uint32_t trace_console_length(const struct denali_post_mortem *crash);

/* Is address the one after a call instruction in the image's text? */
bool trace_is_return(const struct image *image, uint32_t address);

#endif
