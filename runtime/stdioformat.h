/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What newlib's stdio calls to format, and is called by; newlib has no header
 * for it.
 */
#ifndef RUNTIME_STDIOFORMAT_H
#define RUNTIME_STDIOFORMAT_H

#include <reent.h>
#include <stdarg.h>
#include <stdio.h>

/* newlib's: readies a stream for writing, 0 if it can be; writes a character
 * for which there may be no room. */
int __swsetup_r(struct _reent *reent, FILE *stream);
int __swbuf_r(struct _reent *reent, int character, FILE *stream);

/* Ours, under the names that newlib's wide-character formatting calls too.
 * They put length characters to a stream, or to a string in the disguise of
 * one; EOF: it cannot be. */
int __sfputs_r(struct _reent *reent, FILE *stream, const char *text,
	       size_t length);
int __ssputs_r(struct _reent *reent, FILE *string, const char *text,
	       size_t length);

int _svfprintf_r(struct _reent *reent, FILE *string, const char *text,
		 va_list arguments);
int _svfiprintf_r(struct _reent *reent, FILE *string, const char *text,
		  va_list arguments);

#endif
