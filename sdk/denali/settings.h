/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The options of `denali run`: one function for each, and the table of them.
 */
#ifndef DENALI_CMD_SETTINGS_H
#define DENALI_CMD_SETTINGS_H

#include "options.h"

#define SETTINGS_COUNT 39

/* An option of the whole host or of one image: one of the functions. */
struct setting {
	const char *name; /* null: the letter only */
	char letter;      /* 0: the name only */
	int argument;     /* as getopt_long has it */
	int (*set_host)(struct run_options *options, const char *value);
	int (*set_part)(struct part_options *part, const char *value);
};

extern const struct setting settings[SETTINGS_COUNT];

#endif
