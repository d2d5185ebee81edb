/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Calls as they stand in an image's text: what lies before a return address.
 * Addresses are the file's.
 */
#ifndef DENALI_CMD_CALLSITE_H
#define DENALI_CMD_CALLSITE_H

#include <stdbool.h>
#include <stdint.h>

#include "image.h"
#include "symbols.h"

bool callsite_in_text(const struct image *image, uint32_t address);

/* Is address the one after a call instruction in the image's text? */
bool callsite_is_return(const struct image *image, uint32_t address);

/* The address that the call before a return address goes to; 0: it goes
 * wherever a register or memory says. */
uint32_t callsite_target(const struct image *image, uint32_t address);

/* Can the call before a return address have led to the function, if not null?
 * Jumps of what it calls count. */
bool callsite_leads_to(const struct image *image, const struct symbols *symbols,
		       uint32_t from, const struct symbol *function);

#endif
