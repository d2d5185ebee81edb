/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Converting text between Unicode's encodings, ISO 8859-1 and ASCII.  UTF-16
 * and UTF-32 without an order of bytes are read by the mark at their beginning,
 * and written with one.
 */
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MARK 0xfeffu
#define LAST 0x10ffffu
#define LONGEST 4 /* bytes of a character */

enum encoding { ASCII, LATIN1, UTF8, UTF16, UTF32 };

struct form {
	enum encoding encoding;
	bool little; /* the order of bytes; else big */
	bool marked; /* by the mark at the beginning */
	bool begun;  /* which has been read or written */
};

struct converter {
	struct form from, to;
};

static const struct {
	const char *name;
	struct form form;
} names[] = {
	{ "ASCII", { .encoding = ASCII } },
	{ "US-ASCII", { .encoding = ASCII } },
	{ "ISO-8859-1", { .encoding = LATIN1 } },
	{ "ISO8859-1", { .encoding = LATIN1 } },
	{ "LATIN1", { .encoding = LATIN1 } },
	{ "UTF-8", { .encoding = UTF8 } },
	{ "UTF8", { .encoding = UTF8 } },
	{ "UTF-16", { .encoding = UTF16, .marked = true } },
	{ "UTF-16BE", { .encoding = UTF16 } },
	{ "UTF-16LE", { .encoding = UTF16, .little = true } },
	{ "UTF-32", { .encoding = UTF32, .marked = true } },
	{ "UTF-32BE", { .encoding = UTF32 } },
	{ "UTF-32LE", { .encoding = UTF32, .little = true } },
	{ "UCS-4", { .encoding = UTF32 } },
	{ "WCHAR_T", { .encoding = UTF32, .little = true } },
};

static bool find_form(const char *name, struct form *form)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcasecmp(name, names[i].name) == 0) {
			*form = names[i].form;
			return true;
		}
	return false;
}

iconv_t iconv_open(const char *to, const char *from)
{
	struct converter *converter = malloc(sizeof *converter);

	if (converter == NULL)
		return (iconv_t)-1;
	if (find_form(to, &converter->to) && find_form(from, &converter->from))
		return (iconv_t)(void *)converter;
	free(converter);
	errno = EINVAL;
	return (iconv_t)-1;
}

int iconv_close(iconv_t descriptor)
{
	free((void *)descriptor);
	return 0;
}

/* All that read one character return its bytes, 0 if more are needed, or -1 if
 * it is none. */
static int read_units(const struct form *form, const uint8_t *bytes,
		      size_t size, uint32_t *unit)
{
	*unit = 0;
	for (size_t i = 0; i < size; i++)
		*unit |= (uint32_t)bytes[i]
			 << 8 * (form->little ? i : size - 1 - i);
	return (int)size;
}

static int read_utf16(const struct form *form, const uint8_t *bytes,
		      size_t length, uint32_t *character)
{
	uint32_t second;

	if (length < 2)
		return 0;
	read_units(form, bytes, 2, character);
	if ((*character & 0xf800) != 0xd800)
		return 2;
	if (*character >= 0xdc00)
		return -1;
	if (length < 4)
		return 0;
	read_units(form, bytes + 2, 2, &second);
	*character = 0x10000 + ((*character & 0x3ff) << 10) + (second & 0x3ff);
	return (second & 0xfc00) == 0xdc00 ? 4 : -1;
}

static int read_utf8(const uint8_t *bytes, size_t length, uint32_t *character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int size = bytes[0] < 0x80           ? 1 :
		   (bytes[0] & 0xe0) == 0xc0 ? 2 :
		   (bytes[0] & 0xf0) == 0xe0 ? 3 :
		   (bytes[0] & 0xf8) == 0xf0 ? 4 :
					       -1;

	if (size < 0)
		return -1;
	*character = size == 1 ? bytes[0] : bytes[0] & (0x7fu >> size);
	for (int i = 1; i < size; i++) {
		if ((size_t)i >= length)
			return 0;
		if ((bytes[i] & 0xc0) != 0x80)
			return -1;
		*character = *character << 6 | (bytes[i] & 0x3f);
	}
	return *character >= least[size] ? size : -1;
}

static int read_any(const struct form *form, const uint8_t *bytes,
		    size_t length, uint32_t *character)
{
	*character = bytes[0];
	switch (form->encoding) {
	case ASCII:
		return bytes[0] < 0x80 ? 1 : -1;
	case LATIN1:
		return 1;
	case UTF8:
		return read_utf8(bytes, length, character);
	case UTF16:
		return read_utf16(form, bytes, length, character);
	default:
		return length < 4 ? 0 : read_units(form, bytes, 4, character);
	}
}

static int read_character(const struct form *form, const uint8_t *bytes,
			  size_t length, uint32_t *character)
{
	int size = read_any(form, bytes, length, character);

	if (size > 0 && (*character > LAST || (*character & ~0x7ffu) == 0xd800))
		return -1;
	return size;
}

static int write_units(const struct form *form, uint32_t unit, size_t size,
		       uint8_t *bytes)
{
	for (size_t i = 0; i < size; i++)
		bytes[form->little ? i : size - 1 - i] = (uint8_t)(unit >>
								   8 * i);
	return (int)size;
}

static int write_utf8(uint32_t character, uint8_t *bytes)
{
	int size = character < 0x80    ? 1 :
		   character < 0x800   ? 2 :
		   character < 0x10000 ? 3 :
					 4;

	for (int i = size - 1; i > 0; i--, character >>= 6)
		bytes[i] = (uint8_t)(0x80 | (character & 0x3f));
	bytes[0] = (uint8_t)(size == 1 ? character :
					 (0xf00u >> size & 0xff) | character);
	return size;
}

/* The bytes of a character, at most LONGEST; -1: it has none. */
static int write_character(const struct form *form, uint32_t character,
			   uint8_t *bytes)
{
	switch (form->encoding) {
	case ASCII:
	case LATIN1:
		bytes[0] = (uint8_t)character;
		return character < (form->encoding == ASCII ? 0x80 : 0x100) ?
			       1 :
			       -1;
	case UTF8:
		return write_utf8(character, bytes);
	case UTF16:
		if (character < 0x10000)
			return write_units(form, character, 2, bytes);
		character -= 0x10000;
		write_units(form, 0xd800 | character >> 10, 2, bytes);
		write_units(form, 0xdc00 | (character & 0x3ff), 2, bytes + 2);
		return 4;
	default:
		return write_units(form, character, 4, bytes);
	}
}

/* What the mark at the beginning says; the bytes it has. */
static size_t read_mark(struct form *form, const uint8_t *bytes, size_t length)
{
	size_t size = form->encoding == UTF16 ? 2 : 4;
	uint32_t mark;

	if (!form->marked || form->begun || length < size)
		return 0;
	form->begun = true;
	form->little = true;
	read_units(form, bytes, size, &mark);
	if (mark == MARK)
		return size;
	form->little = false;
	read_units(form, bytes, size, &mark);
	return mark == MARK ? size : 0;
}

struct text {
	char **data;
	size_t *left;
};

static void advance(struct text *text, size_t size)
{
	*text->data += size;
	*text->left -= size;
}

/* One character; the errno value, or 0. */
static int convert(struct converter *converter, struct text *in,
		   struct text *out)
{
	const uint8_t *bytes = (const uint8_t *)*in->data;
	uint8_t made[2 * LONGEST];
	uint32_t character;
	int taken, size = 0, more;

	taken = read_character(&converter->from, bytes, *in->left, &character);
	if (taken <= 0)
		return taken == 0 ? EINVAL : EILSEQ;
	if (converter->to.marked && !converter->to.begun)
		size = write_character(&converter->to, MARK, made);
	more = write_character(&converter->to, character, made + size);
	if (more < 0)
		return EILSEQ;
	size += more;
	if (*out->left < (size_t)size)
		return E2BIG;
	memcpy(*out->data, made, (size_t)size);
	converter->to.begun = true;
	advance(in, (size_t)taken);
	advance(out, (size_t)size);
	return 0;
}

size_t iconv(iconv_t descriptor, char **restrict in, size_t *restrict in_left,
	     char **restrict out, size_t *restrict out_left)
{
	struct converter *converter = (struct converter *)(void *)descriptor;
	struct text source = { in, in_left }, target = { out, out_left };
	int error = 0;

	if (in == NULL || *in == NULL) {
		converter->from.begun = converter->to.begun = false;
		return 0;
	}
	advance(&source,
		read_mark(&converter->from, (const uint8_t *)*in, *in_left));
	while (*in_left > 0 && error == 0)
		error = convert(converter, &source, &target);
	if (error == 0)
		return 0;
	errno = error;
	return (size_t)-1;
}
