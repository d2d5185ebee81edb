/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The options of what writes a host to a file: DIR -o FILE, in any order.
 */
#ifndef DENALI_HOST_OUTOPTIONS_H
#define DENALI_HOST_OUTOPTIONS_H

#include <stdbool.h>

enum out_form { OUT_RAW, OUT_QCOW2, OUT_ISO };

struct out_options {
	const char *path, *file;
	int form; /* OUT_*, as --form or the file's name says */
};

/* Read them; has_form: there is --form.  Returns 0, or prints an error and
 * returns STATUS_ERROR. */
int out_options_read(int argc, char *argv[], bool has_form,
		     struct out_options *options);

#endif
