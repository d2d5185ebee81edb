/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Frames of one instance, written to a file as they come from the host port.
 *
 * The files are in the form pcapng, which can say of each frame what it was: a
 * direction (in: to the VM), how many frames are missing before it, and the
 * comment "dropped" for one that a check, a policy or a limit has kept from
 * where it was going.
 */
#ifndef DENALI_CMD_CAPTURE_H
#define DENALI_CMD_CAPTURE_H

#include <stdio.h>

#include "options.h"
#include "port.h"

struct captures {
	const struct run_options *options;
	FILE *files[CAPTURES_MAX];
};

/* Begin the files of some options.  Returns 0, or prints an error and returns
 * STATUS_ERROR.  Close them in both cases. */
int captures_open(struct captures *captures, const struct run_options *run);

/* Add the frame of a message to the file of its instance. */
void captures_take(struct captures *captures,
		   const struct port_message *message);

/* Closing them again does nothing.  Returns 0, or prints an error if something
 * could not be written, and returns STATUS_ERROR. */
int captures_close(struct captures *captures);

#endif
