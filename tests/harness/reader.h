/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A reader who does all that a page of the documentation says, in one shell.
 *
 * Each command must end with status 0, unless the page asks for the status
 * next (`echo $?`), and print what is shown and nothing else.  A command that
 * ends with & goes on; what is shown of it is waited for before the next one.
 * The next one is tried again until it does as shown, since what was started
 * may not be ready, so it should be one that can be: a request.  What still
 * runs at the page's end is ended.  Commands have no standard input.
 */
#ifndef HARNESS_READER_H
#define HARNESS_READER_H

#include "document.h"

#define READER_MS 300000 /* the most a command may take */

/* Follows the page in the shell that the words start (a bash, which reads its
 * commands from its standard input; they end at NULL), in its folder and its
 * environment.  False, with what was not as shown in fault (to be freed with
 * bytes_free), at the first step that goes wrong. */
bool reader_follow(const struct document *document, const char *path,
		   const char *const shell[], struct bytes *fault);

/* As that, in an empty folder of this test's own, which is also its home, with
 * the files of the folder `from` in it unless that is null; with the commands
 * of the SDK at sdk in PATH.  The folder stays. */
bool reader_follow_in_scratch(const struct document *document, const char *path,
			      const char *from, const char *sdk,
			      struct bytes *fault);

#endif
