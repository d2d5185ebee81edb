/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * CRC-64, polynomial of ECMA-182, reflected, complemented before and after.
 */
#ifndef ILWACO_SUPERVISOR_CRC64_H
#define ILWACO_SUPERVISOR_CRC64_H

#include <stddef.h>
#include <stdint.h>

uint64_t crc64(const void *data, size_t length);

#endif
