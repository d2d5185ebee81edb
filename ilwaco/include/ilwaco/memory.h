/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pages: what the kernel can do to them.  Results are 0 or a DENALI_E* value.
 */
#ifndef ILWACO_MEMORY_H
#define ILWACO_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include <denali/calls.h>
#include <denali/layout.h>

/* Gives back the frames of the whole pages inside [start, start + length);
 * these read as zero afterwards.  Nothing happens to partial pages. */
int ilw_release(void *start, size_t length);

/* Sets the access (DENALI_PROT_*) of whole pages. */
int ilw_protect(void *start, size_t length, uint32_t access);

#endif
