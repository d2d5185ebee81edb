/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the socket headers expect of newlib's header of this name.
 */
#ifndef MACHINE_ENDIAN_H
#define MACHINE_ENDIAN_H

#define __htonl(x) __builtin_bswap32(x)
#define __htons(x) __builtin_bswap16(x)
#define __ntohl(x) __builtin_bswap32(x)
#define __ntohs(x) __builtin_bswap16(x)

#endif
