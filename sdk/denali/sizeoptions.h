/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What `denali size` was asked to show.
 */
#ifndef DENALI_CMD_SIZEOPTIONS_H
#define DENALI_CMD_SIZEOPTIONS_H

#include "options.h"
#include "sizetable.h"

struct size_options {
	const char *image;
	enum size_by by;
	bool segments; /* instead */
	size_t top;
	bool top_given;
	const char *diff;   /* another image; null: none */
	const char *budget; /* file; null: none */
	bool update;
	enum output_kind output;
	bool help; /* asked for help: nothing else is set */
};

/* As options_read. */
int size_options_read(int argc, char *argv[], struct size_options *options);

#endif
