/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How all verbs read their options, and what they say of an option that they do
 * not have, and of a value that an option does not.
 */
#ifndef DENALI_CMD_OPTIONREAD_H
#define DENALI_CMD_OPTIONREAD_H

#include <getopt.h>
#include <stddef.h>

#include "options.h"

/* Read the options before the first word that is none, as getopt_long() does,
 * which leaves optind behind them; letters as for it, but begun with ':'.
 * take has each option that is known, and its value in optarg, and returns 0,
 * or what ends the reading.  Returns that, or, for an option that is refused
 * with a suggestion, STATUS_ERROR. */
int option_read(const char *verb, int argc, char *argv[], const char *letters,
		const struct option *known,
		int (*take)(void *context, int option), void *context);

/* The number of an option's value among the words; -1, the error printed with
 * a suggestion or the list: it is none. */
int option_choose(const char *option, const char *value,
		  const char *const words[], size_t count, const char *list);

/* -o: 0, or the error printed, STATUS_ERROR. */
int option_output(enum output_kind *output, const char *value);

#endif
