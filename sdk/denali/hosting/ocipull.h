/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * An image from a registry, in a file of ours for as long as it is needed.
 */
#ifndef DENALI_CMD_OCIPULL_H
#define DENALI_CMD_OCIPULL_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "ocireference.h"

struct pulled {
	char *word; /* the reference with the digest that it stood for */
	char *path; /* of the image; the file goes with pulled_free() */
	struct buffer signature;
};

/* Returns 0, or prints an error and returns STATUS_ERROR.  What comes has the
 * digests that it should have; who signed it is another question.  Free it in
 * any case. */
int ocipull(struct pulled *pulled, const struct oci_reference *from,
	    enum oci_way way, int64_t silence_ms, bool quiet);
void pulled_free(struct pulled *pulled);

#endif
