/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host as words that `denali run` and `denali image` read: their options, the
 * supervisor's image, and its arguments.
 */
#ifndef DENALI_HOST_WORDS_H
#define DENALI_HOST_WORDS_H

#include "folder.h"
#include "hosted.h"

#define WORDS_FORWARDS 2000 /* of ports, TCP and UDP */
#define WORDS_MAX (2 * WORDS_FORWARDS + 96)

struct words {
	char *all[WORDS_MAX]; /* null-terminated */
	int count;
};

/* For a machine here and now.  Returns 0, or prints an error and returns
 * STATUS_ERROR.  Free them in both cases. */
int words_of_run(struct words *words, const struct folder *folder);

/* For a medium that boots another machine, to be written to the file. */
void words_of_medium(struct words *words, const struct folder *folder,
		     const char *medium);
void words_free(struct words *words);

/* What the words do not say: the kernel, and addresses of others. */
void words_hosted(struct hosted *hosted, const struct folder *folder,
		  const char *kernel);

#endif
