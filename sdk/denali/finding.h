/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Findings of the kernel (denali/findings.h) as text.
 */
#ifndef DENALI_FINDING_H
#define DENALI_FINDING_H

#include <stddef.h>

#include <denali/findings.h>

/* Long enough for each of them, the NUL included. */
#define FINDING_TEXT_MAX 192

/* Write what is wrong to text, size bytes long, as snprintf would: "group 3:
 * memory size is not a multiple of 4096 (12345)". */
void finding_text(const struct denali_finding *finding, char *text,
		  size_t size);

#endif
