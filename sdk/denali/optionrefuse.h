/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What all verbs say of an option that they do not have, and of a value that an
 * option does not.
 */
#ifndef DENALI_CMD_OPTIONREFUSE_H
#define DENALI_CMD_OPTIONREFUSE_H

#include <getopt.h>
#include <stddef.h>

#include "options.h"

/* getopt_long() refused the word with that reason, ':' or '?', while opterr was
 * 0 and its short options began with ':'.  Prints why, with a suggestion, and
 * returns STATUS_ERROR. */
int option_refuse(const char *verb, const struct option *known, int reason,
		  const char *word);

/* The number of an option's value among the words; -1, the error printed with
 * a suggestion or the list: it is none. */
int option_choose(const char *option, const char *value,
		  const char *const words[], size_t count, const char *list);

/* -o: 0, or the error printed, STATUS_ERROR. */
int option_output(enum output_kind *output, const char *value);

#endif
