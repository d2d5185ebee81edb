/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The options that a page of help lists, for whoever completes words: what is
 * shown is what there is.
 *
 * An option's line begins with two blanks and a hyphen.  It has one option or
 * several, each with its value behind a blank, or in brackets where it may be
 * left out, and ", " between them; a short one is another name of a long one
 * that follows it:
 *
 *   -h, --help          this page
 *   --nic virtio|e1000, --disk-bus virtio|ahci  its devices (virtio)
 */
#ifndef DENALI_CMD_HELPOPTION_H
#define DENALI_CMD_HELPOPTION_H

#include <stdbool.h>
#include <stddef.h>

/* Pieces of the page; lengths, since nothing ends them. */
struct help_option {
	const char *name; /* its hyphens included */
	size_t name_length;
	const char *value; /* null: it takes none */
	size_t value_length;
	bool optional; /* the value, and then in the same word */
};

/* Where in a page the next option is looked for; begin with { page }. */
struct help_place {
	const char *at;
	bool inside; /* of a line that has had an option */
};

/* The page's next option; false: there is no more. */
bool helpoption_next(struct help_place *place, struct help_option *option);

/* The option of that name, of which the first length bytes count.  Those that
 * are listed more than once are found one after another, as above. */
bool helpoption_find(struct help_place *place, const char *name, size_t length,
		     struct help_option *option);

#endif
