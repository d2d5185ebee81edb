/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted text for the log: as much of printf as the log needs.
 *
 * Conversions: %s, %u and %x, the numbers of 32 bits; between % and x or u a 0
 * and a digit may say to how many digits zeros fill up, as in %08x.
 */
#ifndef KERNEL_FORMAT_H
#define KERNEL_FORMAT_H

#include <stdarg.h>
#include <stdint.h>

/* The compiler checks the arguments, but not where it thinks of uint32_t as a
 * long of the same size as int, which is no error here. */
#if defined(__clang__) || __SIZEOF_LONG__ == 8
#define FORMAT_CHECKED(template, first)                                        \
	__attribute__((format(printf, template, first)))
#else
#define FORMAT_CHECKED(template, first)
#endif

/* Write the text to buffer, size bytes long, cut where it does not fit, without
 * a NUL.  Returns the bytes written. */
uint32_t format_list(char *buffer, uint32_t size, const char *template,
		     va_list arguments) FORMAT_CHECKED(3, 0);

#endif
