/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Source lines of addresses, from the SDK's addr2line.
 */
#ifndef DENALI_CMD_ADDR2LINE_H
#define DENALI_CMD_ADDR2LINE_H

#include <stddef.h>
#include <stdint.h>

#define ADDR2LINE_MAX 32 /* addresses at once */

/* Set lines[i] to "file:line", allocated, where the line of addresses[i] in
 * the ELF file is known, and leave it alone where it is not, or when there is
 * no such program. */
void addr2line(const char *file, const uint32_t *addresses, size_t count,
	       char **lines);

#endif
