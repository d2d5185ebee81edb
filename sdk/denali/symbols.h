/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names for addresses in an image, for crash reports.
 *
 * They come from IMAGE.dbg, if it is of the same build, or else from the image
 * itself.  Everything here may be missing; then there are simply no names.
 */
#ifndef DENALI_CMD_SYMBOLS_H
#define DENALI_CMD_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image.h"

struct symbol {
	uint32_t address;
	uint32_t size; /* 0: up to the next one */
	bool function; /* said to be one; else a label of code */
	char *name;
};

struct symbols {
	char *path; /* of the file they come from; null: there are none */
	bool lines; /* it has line numbers too */
	struct symbol *all; /* by address */
	size_t count;
};

void symbols_open(struct symbols *symbols, const struct image *image);
void symbols_close(struct symbols *symbols);

/* The symbol that address belongs to; null: none. */
const struct symbol *symbols_find(const struct symbols *symbols,
				  uint32_t address);

/* Look up source lines, "file:line" each, allocated, or null where unknown;
 * lines has count elements.  Asks the SDK's addr2line. */
void symbols_lines(const struct symbols *symbols, const uint32_t *addresses,
		   size_t count, char **lines);

#endif
