/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#ifndef SUPERVISOR_CRC32C_H
#define SUPERVISOR_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of Castagnoli, neither complemented before nor after: sum is
 * that of what comes before, or all ones. */
uint32_t crc32c(uint32_t sum, const void *data, size_t length);

#endif
