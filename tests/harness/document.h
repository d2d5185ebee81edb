/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A page of the documentation, as its reader follows it: files to write and
 * commands to type, in order, with what the commands must say.
 *
 *   ```console       A block of commands and what they print.  A line that
 *   $ COMMAND        begins with "$ " is a command; it goes on in the next
 *   OUTPUT           line after a backslash.  All other lines are output, as
 *   ```              on a terminal, errors included; "..." stands for whatever
 *                    is there, as a whole line for any number of lines.
 *   ```LANGUAGE FILE A file to write, in the folder that the commands have
 *   ```              come to.
 *
 * Other blocks are not run, and so may not show what looks like a command to
 * be run: a line that begins with "$ ".
 */
#ifndef HARNESS_DOCUMENT_H
#define HARNESS_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "bytes.h"

struct document_step {
	unsigned int line; /* of the page, where it is shown */
	char *file;        /* the file to write; null for a command */
	struct bytes text; /* the command, or what is in the file */
	struct bytes output;
	bool background;       /* the command ends with & */
	bool asks_status;      /* the command after it is `echo $?` */
	bool after_background; /* the command before it was started by & */
};

struct document {
	struct document_step *steps;
	size_t count;
	size_t commands; /* steps that are no files */
};

#define DOCUMENT_FAULT_MAX 256

/* Reads a page.  False, with what is wrong in fault, if it cannot be read or
 * breaks the rules above.  To be freed in any case. */
bool document_read(struct document *document, const char *path,
		   char fault[DOCUMENT_FAULT_MAX]);
void document_free(struct document *document);

/* Is text what is shown?  A newline at the end of either counts for nothing. */
bool document_agrees(const struct bytes *shown, const struct bytes *text);

#endif
