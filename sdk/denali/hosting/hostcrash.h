/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali crash SERVICE`: a post-mortem that a host has kept, with the names
 * that only this machine knows.
 */
#ifndef DENALI_CMD_HOSTCRASH_H
#define DENALI_CMD_HOSTCRASH_H

#include <stdbool.h>

#include "debugfile.h"
#include "options.h"

struct hostcrash {
	const char *remote, *tenant; /* null: not given */
	const struct debug_places *places;
	enum output_kind output;
};

/* Whether the word can mean a service: it is a name, no crash token, and there
 * is a host to ask, or one was named. */
bool hostcrash_means(const struct hostcrash *options, const char *word);

/* Tell of the service's crash of that number, or with null of the last one.
 * Returns the exit status. */
int hostcrash_tell(const struct hostcrash *options, const char *service,
		   const char *number);

#endif
