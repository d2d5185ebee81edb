/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output to streams: what printf, fprintf and so on come to.
 */
#include <errno.h>
#include <string.h>

#include "format.h"
#include "stdioformat.h"

struct stream_sink {
	struct format_sink sink;
	struct _reent *reent;
	FILE *stream;
};

/* Whole blocks where the buffer has room and lines do not matter. */
int __sfputs_r(struct _reent *reent, FILE *stream, const char *text,
	       size_t length)
{
	if (!(stream->_flags & (__SLBF | __SNBF)) && stream->_w > 0 &&
	    length < (size_t)stream->_w) {
		memcpy(stream->_p, text, length);
		stream->_p += length;
		stream->_w -= (int)length;
		return 0;
	}
	for (; length > 0; length--)
		if (__sputc_r(reent, *text++, stream) == EOF)
			return EOF;
	return 0;
}

static bool put(struct format_sink *sink, const char *text, size_t length)
{
	struct stream_sink *stream = (struct stream_sink *)(void *)sink;

	return __sfputs_r(stream->reent, stream->stream, text, length) == 0;
}

static int format_to(struct _reent *reent, FILE *stream, const char *text,
		     va_list arguments)
{
	struct stream_sink sink = { { put }, reent, stream };
	int count = format(&sink.sink, text, arguments);

	return stream->_flags & __SERR ? EOF : count;
}

/* A stream without a buffer gets one for as long as this takes. */
static int format_unbuffered(struct _reent *reent, FILE *stream,
			     const char *text, va_list arguments)
{
	unsigned char buffer[256];
	FILE buffered = *stream;
	int count;

	buffered._flags &= ~__SNBF;
	buffered._bf._base = buffered._p = buffer;
	buffered._bf._size = buffered._w = sizeof buffer;
	buffered._lbfsize = 0;
	count = format_to(reent, &buffered, text, arguments);
	if (count >= 0 && _fflush_r(reent, &buffered) != 0)
		count = EOF;
	if (buffered._flags & __SERR)
		stream->_flags |= __SERR;
	return count;
}

static int format_locked(struct _reent *reent, FILE *stream, const char *text,
			 va_list arguments)
{
	if ((!(stream->_flags & __SWR) || stream->_bf._base == NULL) &&
	    __swsetup_r(reent, stream) != 0)
		return EOF;
	if (stream->_flags & __SNBF)
		return format_unbuffered(reent, stream, text, arguments);
	return format_to(reent, stream, text, arguments);
}

int _vfprintf_r(struct _reent *reent, FILE *stream, const char *text,
		va_list arguments)
{
	int count;

	_REENT_SMALL_CHECK_INIT(reent);
	flockfile(stream);
	count = format_locked(reent, stream, text, arguments);
	funlockfile(stream);
	return count;
}

int vfprintf(FILE *stream, const char *text, va_list arguments)
{
	return _vfprintf_r(_REENT, stream, text, arguments);
}

/* The same for programs that say they print no floating-point numbers. */
int _vfiprintf_r(struct _reent *reent, FILE *stream, const char *text,
		 va_list arguments)
{
	return _vfprintf_r(reent, stream, text, arguments);
}

int vfiprintf(FILE *stream, const char *text, va_list arguments)
{
	return _vfprintf_r(_REENT, stream, text, arguments);
}
