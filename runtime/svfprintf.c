/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output to strings: what snprintf, asprintf and so on come to.
 * newlib disguises a string as a stream: _p is where to write and _w how much
 * fits; with __SMBF it grows, with __SOPT it is left behind when it must grow.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "stdioformat.h"

struct string_sink {
	struct format_sink sink;
	struct _reent *reent;
	FILE *string;
};

/* Makes room for length characters and a NUL, and half as much again. */
static int grow(FILE *string, size_t length)
{
	size_t used = (size_t)(string->_p - string->_bf._base);
	size_t size = (size_t)string->_bf._size / 2 * 3;
	bool keep = string->_flags & __SOPT;
	unsigned char *larger;

	if (size < used + length + 1)
		size = used + length + 1;
	larger = realloc(keep ? NULL : string->_bf._base, size);
	if (larger == NULL) {
		if (!keep)
			free(string->_bf._base);
		string->_flags |= __SERR;
		errno = ENOMEM;
		return EOF;
	}
	if (keep)
		memcpy(larger, string->_bf._base, used);
	string->_flags = (short)((string->_flags & ~__SOPT) | __SMBF);
	string->_bf._base = larger;
	string->_bf._size = (int)size;
	string->_p = larger + used;
	string->_w = (int)(size - used);
	return 0;
}

int __ssputs_r(struct _reent *reent, FILE *string, const char *text,
	       size_t length)
{
	(void)reent;
	if (length >= (size_t)string->_w &&
	    string->_flags & (__SMBF | __SOPT) && grow(string, length) != 0)
		return EOF;
	if (length > (size_t)string->_w)
		length = (size_t)string->_w;
	memcpy(string->_p, text, length);
	string->_p += length;
	string->_w -= (int)length;
	return 0;
}

static bool put(struct format_sink *sink, const char *text, size_t length)
{
	struct string_sink *string = (struct string_sink *)(void *)sink;

	return __ssputs_r(string->reent, string->string, text, length) == 0;
}

/* A string that grows has memory even when nothing is put: asprintf ends it
 * with a NUL. */
int _svfprintf_r(struct _reent *reent, FILE *string, const char *text,
		 va_list arguments)
{
	struct string_sink sink = { { put }, reent, string };

	if (string->_flags & __SMBF && string->_bf._base == NULL &&
	    grow(string, 64) != 0)
		return EOF;
	return format(&sink.sink, text, arguments);
}

/* The same for programs that say they print no floating-point numbers. */
int _svfiprintf_r(struct _reent *reent, FILE *string, const char *text,
		  va_list arguments)
{
	return _svfprintf_r(reent, string, text, arguments);
}
