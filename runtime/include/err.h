/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Messages on standard error that begin with the program's name and ": ".
 * After the formatted text, which a NULL format leaves out, err() and warn()
 * add what strerror() says of errno; the ones with x do not.  The err family
 * ends the program with that status.
 */
#ifndef _ERR_H
#define _ERR_H

#include <stdarg.h>
#include <sys/cdefs.h>

__BEGIN_DECLS

void warn(const char *format, ...) __attribute__((__format__(printf, 1, 2)));
void vwarn(const char *format, va_list arguments)
	__attribute__((__format__(printf, 1, 0)));
void warnx(const char *format, ...) __attribute__((__format__(printf, 1, 2)));
void vwarnx(const char *format, va_list arguments)
	__attribute__((__format__(printf, 1, 0)));
void err(int status, const char *format, ...)
	__attribute__((__format__(printf, 2, 3), __noreturn__));
void verr(int status, const char *format, va_list arguments)
	__attribute__((__format__(printf, 2, 0), __noreturn__));
void errx(int status, const char *format, ...)
	__attribute__((__format__(printf, 2, 3), __noreturn__));
void verrx(int status, const char *format, va_list arguments)
	__attribute__((__format__(printf, 2, 0), __noreturn__));

__END_DECLS

#endif
