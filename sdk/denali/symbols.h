/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names for addresses in an image, for crash reports.
 *
 * They come from the file that debug_find() finds for it.  Everything here may
 * be missing; then there are simply no names.
 */
#ifndef DENALI_CMD_SYMBOLS_H
#define DENALI_CMD_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "debugfile.h"
#include "debuginfo.h"
#include "image.h"

struct symbol {
	uint32_t address;
	uint32_t size; /* 0: up to the next one */
	bool function; /* said to be one; else a label of code */
	char *name;
};

struct symbols {
	char *path; /* of the file they come from; null: there are none */
	struct debug_info *debug; /* its lines and frames; null: none */
	bool lines;               /* lines are wanted, too */
	struct symbol *all;       /* by address */
	size_t count;
};

/* places may be null. */
void symbols_open(struct symbols *symbols, const struct image *image,
		  const struct debug_places *places);

/* Those of the file at path; false if it has none. */
bool symbols_read(struct symbols *symbols, const char *path);

void symbols_close(struct symbols *symbols);

/* The symbol that address belongs to; null: none. */
const struct symbol *symbols_find(const struct symbols *symbols,
				  uint32_t address);

#endif
