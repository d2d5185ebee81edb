/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * denali-cc's own options, apart from the compiler's.
 */
#ifndef CC_OPTIONS_H
#define CC_OPTIONS_H

#include <denali/image.h>
#include <denali/policy.h>
#include <stdbool.h>
#include <stdint.h>

#include "files.h"
#include "manifest.h"
#include "mounts.h"

struct options {
	struct bundle files;
	bool has_files;
	struct mounts mounts;
	bool has_manifest;
	struct denali_manifest manifest;
	struct denali_policy policy; /* flags 0: none */
	uint32_t stack_size;         /* 0: the linker script's default */
	const char *manifest_file;   /* NULL: none */
	struct manifest service;     /* what it says, as options change it */
	bool check_heap;
	bool help, version, print_makefile, print_sdk;
	char **rest; /* for gcc, in their order, ended by NULL */
	int rest_count;
};

/* Takes its own options out of a command line.  The strings of rest are those
 * of argv.  Ends the program with a message where one of ours is wrong. */
void options_read(struct options *options, int argc, char **argv);

/* Is the word an option of the compiler's whose argument is the next word? */
bool options_take_argument(const char *word);

/* The option of ours that was meant by a word that is none; NULL: none. */
const char *options_meant(const char *word);

/* What --help prints before gcc's own help. */
extern const char options_help[];

#endif
