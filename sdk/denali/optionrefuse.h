/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What all verbs say of an option that they do not have.
 */
#ifndef DENALI_CMD_OPTIONREFUSE_H
#define DENALI_CMD_OPTIONREFUSE_H

#include <getopt.h>

/* getopt_long() refused the word with that reason, ':' or '?', while opterr was
 * 0 and its short options began with ':'.  Prints why, with a suggestion, and
 * returns STATUS_ERROR. */
int option_refuse(const char *verb, const struct option *known, int reason,
		  const char *word);

#endif
