/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Why a VM ended, in words.
 */
#ifndef DENALI_CMD_CAUSE_H
#define DENALI_CMD_CAUSE_H

#include <stddef.h>

#include <denali/hostport.h>

#include "image.h"

#define CAUSE_TEXT_MAX 200

/* One word for DENALI_CAUSE_*, for programs: "page-fault", say. */
const char *cause_name(uint32_t cause);

/* A sentence for people, without the end: "page fault: it wrote to ...".
 * crash may be null: then cause and detail have to do.  Returns text. */
const char *cause_text(uint32_t cause, uint32_t detail,
		       const struct denali_post_mortem *crash,
		       const struct image *image, char text[CAUSE_TEXT_MAX]);

#endif
