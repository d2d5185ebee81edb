/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The options of `denali host init`: a host as its host.toml will say.
 */
#ifndef DENALI_HOST_INITOPTIONS_H
#define DENALI_HOST_INITOPTIONS_H

#include "hostfile.h"

struct init_options {
	const char *path; /* the folder */
	struct hostfile file;
	uint64_t disk; /* bytes */
	bool remote;   /* the user gets a remote for it */
};

/* Read them.  Returns 0, or prints an error and returns STATUS_ERROR.  Free
 * options.file in both cases. */
int init_options_read(int argc, char *argv[], struct init_options *options);

#endif
