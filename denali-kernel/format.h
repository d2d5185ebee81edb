/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted text for the log and for error messages: a small, bounded printf.
 *
 * Conversions: %s (a null pointer prints as "(null)"), %c, %d, %u, %x and %%;
 * an `l` or `ll` before d, u or x takes a long or a long long.  A width and a
 * leading 0 to pad with zeros may precede s, d, u and x, as in %08x; the widest
 * is FORMAT_WIDTH_MAX.  Anything else is copied as it stands.
 */
#ifndef KERNEL_FORMAT_H
#define KERNEL_FORMAT_H

#include <stdarg.h>
#include <stdint.h>

#define FORMAT_WIDTH_MAX 64

/* The compiler checks the arguments, but not where it thinks of uint32_t as a
 * long of the same size as int, which is no error here. */
#if defined(__clang__) || __SIZEOF_LONG__ == 8
#define FORMAT_CHECKED(template, first)                                        \
	__attribute__((format(printf, template, first)))
#else
#define FORMAT_CHECKED(template, first)
#endif

/* Write the text and a NUL to buffer, size bytes long, cut where it does not
 * fit.  Returns the bytes written, without the NUL: always less than size, or
 * 0 if size is 0, in which case nothing is written at all. */
uint32_t format_text(char *buffer, uint32_t size, const char *template, ...)
	FORMAT_CHECKED(3, 4);
uint32_t format_list(char *buffer, uint32_t size, const char *template,
		     va_list arguments) FORMAT_CHECKED(3, 0);

#endif
