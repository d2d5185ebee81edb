/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Length of the character that the bytes, at least one, begin with; 0: it is
 * none, for it is cut, overlong, a surrogate or past the last. */
unsigned utf8_length(const uint8_t *bytes, size_t length);

#endif
