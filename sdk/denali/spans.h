/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an image is made of: each byte of its segments belongs to exactly one
 * span, so that sums of spans are the segments' sizes.
 *
 * The linker's map (section .denali.map of the debug file) says which file a
 * piece comes from, the symbols what is in it.  Where pieces or symbols
 * overlap, as two names for one function do, the first has the bytes.
 *
 * The stack and the page that guards it are no spans: they hold nothing.
 */
#ifndef DENALI_CMD_SPANS_H
#define DENALI_CMD_SPANS_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image.h"

enum span_column {
	SPAN_TEXT,   /* executable */
	SPAN_RODATA, /* read-only, once the image has started */
	SPAN_DATA,   /* writable, in the file */
	SPAN_BSS,    /* writable, zero at the start */
	SPAN_COLUMNS
};

extern const char *const span_columns[SPAN_COLUMNS]; /* their names */

struct span {
	uint32_t address, size;
	enum span_column column;
	/* These live as long as the spans. */
	const char *component, *file, *symbol;
};

/* An input section, as the map has it. */
struct piece {
	uint32_t address, size;
	size_t order; /* in the map */
	char *component, *section, *file;
};

/* A name of bytes. */
struct span_symbol {
	uint32_t address;
	uint32_t size; /* 0: up to the next, or to the end of its piece */
	bool global;
	char *name;
};

struct spans {
	struct span *all; /* by address */
	size_t count, room;
	struct piece *pieces; /* by address; none: the file has no map */
	size_t piece_count;
	struct span_symbol *symbols; /* by address, the best name first */
	size_t symbol_count;
	uint32_t stack; /* bytes of the stack, its guard not included */
};

/* Those of an image whose debug file is open, which may be the image's own.
 * Free them. */
void spans_read(struct spans *spans, const struct image *image, Elf *debug);
void spans_free(struct spans *spans);

/* The parts of spans_read: the map, the symbols.  spans.c has the rest. */
void spans_read_pieces(struct spans *spans, Elf *debug);
void spans_read_symbols(struct spans *spans, Elf *debug);

/* Is it the stack, or the page that guards it? */
bool span_is_stack(const struct image *image, uint32_t part);

#endif
