/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a command line asks of gcc, as far as it matters to what denali-cc does
 * before and after.  gcc's own judgement counts where the two differ: whoever
 * relies on a link looks for what it has left.
 */
#ifndef CC_PURPOSE_H
#define CC_PURPOSE_H

enum purpose_kind {
	PURPOSE_ANSWER,    /* to print something: nothing is compiled */
	PURPOSE_TRANSLATE, /* files into files, none of them an image */
	PURPOSE_LINK,
};

struct purpose {
	enum purpose_kind kind;
	const char *output; /* of the link; "a.out" where nothing is said */
	char *map;          /* of the link, if the user wants one; else NULL */
	const char **sources; /* input files to compile, ended by NULL */
	int source_count;
};

/* Strings stay those of words, which NULL ends. */
void purpose_read(struct purpose *purpose, char **words);
void purpose_free(struct purpose *purpose);

#endif
