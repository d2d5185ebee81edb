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

#endif
