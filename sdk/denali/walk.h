/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The walk over a post-mortem's stack, from the function that faulted to its
 * caller, and so on.
 */
#ifndef DENALI_CMD_WALK_H
#define DENALI_CMD_WALK_H

#include "trace.h"

/* Fill the trace's frames, with addresses of the file. */
void walk_stack(struct trace *trace, const struct denali_post_mortem *crash,
		const struct image *image, const struct symbols *symbols);

#endif
