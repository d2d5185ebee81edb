/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Options of verbs that only look at images: -o and -h, then so many images.
 */
#ifndef DENALI_CMD_LOOKOPTIONS_H
#define DENALI_CMD_LOOKOPTIONS_H

#include "options.h"

#define LOOK_IMAGES 2

struct look_options {
	enum output_kind output;
	bool help; /* asked for help: nothing else is set */
	const char *images[LOOK_IMAGES];
};

/* argv[0] is the verb.  Returns 0, or prints an error and returns
 * STATUS_ERROR. */
int lookoptions_read(int argc, char *argv[], uint32_t images,
		     struct look_options *options);

#endif
