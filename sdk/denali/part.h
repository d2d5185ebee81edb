/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The parts of a run: an image each, and the instances made from it, which are
 * numbered on over the parts.
 */
#ifndef DENALI_CMD_PART_H
#define DENALI_CMD_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "image.h"
#include "manifest.h"
#include "options.h"
#include "symbols.h"

struct part {
	const struct part_options *options;
	struct image image;
	struct manifest service; /* its note; see service.h */
	uint32_t module;         /* of the kernel's, 1 or more */
	bool loaded; /* that module is this part's; else an earlier one's,
			  * which is of the same file */
	struct symbols symbols;
	bool symbols_open; /* they were looked for */
};

struct parts {
	struct part *all;
	uint32_t count;
	uint32_t modules; /* images, those of one file counted once */
};

/* Open all images of a run.  Returns 0, or prints an error and returns
 * STATUS_ERROR.  options must outlive them.  Close them in both cases. */
int parts_open(struct parts *parts, const struct run_options *options);
void parts_close(struct parts *parts);

/* Bytes of all modules. */
uint64_t parts_size(const struct parts *parts);

/* The part that instance vm belongs to. */
struct part *parts_find(const struct parts *parts, uint32_t vm);

/* Its symbols, looked for the first time, in these places too. */
struct symbols *part_symbols(struct part *part,
			     const struct debug_places *places);

#endif
