/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Characters of 16 and 32 bits (C11, 7.28): UTF-16 and UTF-32.
 */
#ifndef _UCHAR_H
#define _UCHAR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/cdefs.h>
#include <wchar.h>

#ifndef __cplusplus
typedef __CHAR16_TYPE__ char16_t;
typedef __CHAR32_TYPE__ char32_t;
#endif

__BEGIN_DECLS

/* As mbrtowc() and wcrtomb().  Of a character beyond U+FFFF mbrtoc16() gives
 * the two surrogates one after another: -3 as a size says that the second took
 * no bytes.  c16rtomb() writes nothing for the first. */
size_t mbrtoc16(char16_t *__restrict character, const char *__restrict bytes,
		size_t length, mbstate_t *__restrict state);
size_t c16rtomb(char *__restrict bytes, char16_t character,
		mbstate_t *__restrict state);
size_t mbrtoc32(char32_t *__restrict character, const char *__restrict bytes,
		size_t length, mbstate_t *__restrict state);
size_t c32rtomb(char *__restrict bytes, char32_t character,
		mbstate_t *__restrict state);

__END_DECLS

#endif
