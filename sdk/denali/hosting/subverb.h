/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Verbs that have verbs of their own: `denali key create`.
 */
#ifndef DENALI_CMD_SUBVERB_H
#define DENALI_CMD_SUBVERB_H

#include <stddef.h>

struct subverb {
	const char *name;
	/* argv[0] is the name; returns the exit status. */
	int (*main)(int argc, char *argv[]);
};

/* What argv[1] names, or help, or an error; argv[0] is the verb. */
int subverb_run(const struct subverb *known, size_t count, int argc,
		char *argv[]);

/* No verb of its own has that name (null: none was given): which there are, or
 * which was meant.  Returns STATUS_ERROR. */
int subverb_refuse(const char *const names[], size_t count, const char *verb,
		   const char *word);

#endif
