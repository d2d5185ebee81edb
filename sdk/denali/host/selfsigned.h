/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host's certificate: of a key of its own on the curve P-256, signed by
 * itself.  Who uses the host pins it.
 */
#ifndef DENALI_HOST_SELFSIGNED_H
#define DENALI_HOST_SELFSIGNED_H

#include "address.h"

#define SELFSIGNED_TEXT 2048

struct selfsigned {
	char certificate[SELFSIGNED_TEXT]; /* PEM */
	char key[SELFSIGNED_TEXT];         /* PEM; a secret */
};

/* Make one for a host of that name, which others reach at its address, at the
 * public name or address, and at 127.0.0.1.  Returns 0, or prints an error and
 * returns STATUS_ERROR. */
int selfsigned_make(struct selfsigned *certificate, const char *name,
		    const char *public, const struct cidr *address);

#endif
