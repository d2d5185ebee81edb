/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Wide characters in streams, streams into memory, streams that reach far,
 * encodings, and formats.
 */
#define _LARGEFILE64_SOURCE
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "guest/check.h"

static void check_printed(void)
{
	wchar_t wide[300];

	EQUAL(wprintf(L"%d %ls %s|\n", 5, L"wide", "narrow"), 15);
	EQUAL(fputwc(L'x', stdout), L'x');
	EQUAL(fputws(L"yz\n", stdout) < 0, 0);
	EQUAL(fwprintf(stdout, L"%0*d\n", 200, 1), 201);
	EQUAL(swprintf(wide, 300, L"%s %ld", "a", 7L), 3);
	CHECK(wcscmp(wide, L"a 7") == 0);
	EQUAL(swprintf(wide, 3, L"%s", "abc"), -1);
}

static void check_bytes(void)
{
	char *text = NULL;
	size_t length = 99;
	FILE *file = open_memstream(&text, &length);

	EQUAL(fflush(file), 0);
	CHECK(text != NULL && *text == '\0' && length == 0);
	for (int i = 0; i < 500; i++)
		fprintf(file, "%02d", i % 100);
	EQUAL(fflush(file), 0);
	EQUAL(length, 1000);
	CHECK(strlen(text) == 1000 && strncmp(text + 998, "99", 3) == 0);
	EQUAL(fseek(file, 2, SEEK_SET), 0);
	fputs("xx", file);
	EQUAL(fflush(file), 0);
	EQUAL(length, 4);
	EQUAL(fseek(file, 0, SEEK_END), 0);
	fputc('!', file);
	EQUAL(fclose(file), 0);
	EQUAL(length, 1001);
	CHECK(strncmp(text, "00xx02", 6) == 0 && text[1000] == '!');
	free(text);
	CHECK(open_memstream(NULL, &length) == NULL && errno == EINVAL);
}

static void check_wide(void)
{
	wchar_t *text = NULL;
	size_t length;
	FILE *file = open_wmemstream(&text, &length);

	EQUAL(fwprintf(file, L"%ls%d", L"n", 1), 2);
	EQUAL(fputwc(L'b', file), L'b');
	EQUAL(fclose(file), 0);
	CHECK(length == 3 && wcscmp(text, L"n1b") == 0);
	free(text);
	CHECK(open_wmemstream(&text, NULL) == NULL && errno == EINVAL);
}

static void check_read(void)
{
	char line[] = "wide line\nnext";
	FILE *file = fmemopen(line, sizeof line - 1, "r");
	wchar_t wide[16];
	int number;

	EQUAL(fgetwc(file), L'w');
	EQUAL(ungetwc(L'z', file), L'z');
	EQUAL(fgetwc(file), L'z');
	CHECK(fgetws(wide, 16, file) == wide &&
	      wcscmp(wide, L"ide line\n") == 0);
	EQUAL(fwscanf(file, L"%ls", wide), 1);
	CHECK(wcscmp(wide, L"next") == 0);
	EQUAL(fgetwc(file), (long long)WEOF);
	EQUAL(swscanf(L"12 ab", L"%d %ls", &number, wide), 2);
	EQUAL(number, 12);
	fclose(file);
}

/* The euro's sign in UTF-8; three characters in C's locale. */
#define EURO "\xe2\x82\xac"

static void check_multibyte(void)
{
	wchar_t wide[8];
	char text[32];

	EQUAL(mbtowc(wide, EURO, 3), 1);
	FAILS(snprintf(text, sizeof text, "%ls", L"\u20ac"), EILSEQ);
	CHECK(setlocale(LC_ALL, "xx_YY.UTF-7") == NULL);
	CHECK(setlocale(LC_ALL, "en_US.UTF-8") != NULL);
	CHECK(strcmp(setlocale(LC_ALL, "C.UTF-8"), "C.UTF-8") == 0);
	CHECK(strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
	EQUAL(mbtowc(wide, EURO, 3), 3);
	EQUAL(wide[0], 0x20ac);
	EQUAL(mbtowc(wide, EURO, 2), -1);
	EQUAL(mbstowcs(wide, "a" EURO "b", 8), 3);
	EQUAL(wide[1], 0x20ac);
	EQUAL(wcstombs(text, wide, sizeof text), 5);
	CHECK(strcmp(text, "a" EURO "b") == 0);
	EQUAL(snprintf(text, sizeof text, "%5.4ls|%lc|%s", wide, wide[1],
		       "\xff"),
	      11);
	CHECK(strcmp(text, " a" EURO "|" EURO "|\xff") == 0);
	EQUAL(snprintf(text, sizeof text, "%.3ls|", wide), 2);
	EQUAL(swprintf(wide, 8, L"%s", EURO "x"), 2);
	EQUAL(wide[0], 0x20ac);
	CHECK(iswalpha(0xe4) && towupper(0xe4) == 0xc4);
	CHECK(setlocale(LC_ALL, "C") != NULL);
}

/* Arguments by their number, which GCC cannot check in a variable. */
static void check_numbered(void)
{
	static const char *volatile format =
		"%4$s %2$.*3$f %1$lld %5$*3$d|%1$d|%%|%6$Lg";
	char text[64];

	EQUAL(snprintf(text, sizeof text, format, 4294967297LL, 1.0, 2, "s", 7,
		       0.5L),
	      28);
	CHECK(strcmp(text, "s 1.00 4294967297  7|1|%|0.5") == 0);
}

/* A stream whose end is beyond what 32 bits can tell. */
static off_t place;

static ssize_t read_far(void *cookie, char *data, size_t length)
{
	(void)cookie;
	memset(data, 'f', length);
	place += (off_t)length;
	return (ssize_t)length;
}

static int seek_far(void *cookie, off_t *offset, int whence)
{
	(void)cookie;
	if (whence == SEEK_CUR)
		*offset += place;
	else if (whence == SEEK_END)
		*offset += 5LL << 32;
	place = *offset;
	return 0;
}

static void check_far(void)
{
	cookie_io_functions_t calls = { read_far, NULL, seek_far, NULL };
	FILE *file = fopencookie(NULL, "r", calls);
	fpos_t there;

	EQUAL(sizeof(off_t), 8);
	EQUAL(fseeko(file, 3LL << 32, SEEK_SET), 0);
	EQUAL(fgetc(file), 'f');
	EQUAL(ftello(file), (3LL << 32) + 1);
	FAILS(ftell(file), EOVERFLOW);
	EQUAL(fgetpos(file, &there), 0);
	EQUAL(fseeko(file, -7, SEEK_END), 0);
	EQUAL(ftello(file), (5LL << 32) - 7);
	EQUAL(fsetpos(file, &there), 0);
	EQUAL(fseeko(file, -2, SEEK_CUR), 0);
	EQUAL(ftello(file), (3LL << 32) - 1);
	EQUAL(fseeko64(file, (off64_t)4 << 32, SEEK_SET), 0);
	EQUAL(ftello64(file), 4LL << 32);
	EQUAL(fclose(file), 0);
}

/* Converts all of one text; what is written of the other, or -errno. */
static int convert(const char *to, const char *from, const char *in,
		   size_t length, char *out, size_t room)
{
	iconv_t converter = iconv_open(to, from);
	char *source = (char *)(uintptr_t)in, *target = out;
	size_t result;

	if (converter == (iconv_t)-1)
		return -errno;
	result = iconv(converter, &source, &length, &target, &room);
	if (result == 0)
		result = iconv(converter, NULL, NULL, &target, &room);
	else
		result = (size_t)-errno;
	iconv_close(converter);
	return result == 0 ? (int)(target - out) : (int)result;
}

#define CONVERT(to, from, in, wanted)                                          \
	do {                                                                   \
		EQUAL(convert(to, from, in, sizeof(in) - 1, out, sizeof out),  \
		      sizeof(wanted) - 1);                                     \
		CHECK(memcmp(out, wanted, sizeof(wanted) - 1) == 0);           \
	} while (0)

static void check_conversions(void)
{
	char out[32];

	CONVERT("UTF-8", "ISO-8859-1", "caf\xe9", "caf\xc3\xa9");
	CONVERT("latin1", "utf-8", "caf\xc3\xa9", "caf\xe9");
	CONVERT("UTF-16LE", "UTF-8", "a\xf0\x9f\x98\x80",
		"a\0\x3d\xd8\x00\xde");
	CONVERT("UTF-8", "UTF-16", "\xff\xfe\x3d\xd8\x00\xde",
		"\xf0\x9f\x98\x80");
	CONVERT("UTF-8", "UTF-16", "\0a", "a");
	CONVERT("UTF-16", "ASCII", "ab", "\xfe\xff\0a\0b");
	CONVERT("WCHAR_T", "UTF-8", "\xe2\x82\xac", "\xac\x20\0\0");
	CONVERT("UTF-8", "UTF-32BE", "\0\x10\xff\xff", "\xf4\x8f\xbf\xbf");
	EQUAL(convert("none", "UTF-8", "", 0, out, 32), -EINVAL);
	EQUAL(convert("ASCII", "UTF-8", "\xc3\xa9", 2, out, 32), -EILSEQ);
	EQUAL(convert("UTF-8", "UTF-8", "\xc0\x80", 2, out, 32), -EILSEQ);
	EQUAL(convert("UTF-8", "UTF-8", "\xed\xa0\x80", 3, out, 32), -EILSEQ);
	EQUAL(convert("UTF-8", "UTF-8", "\xff", 1, out, 32), -EILSEQ);
	EQUAL(convert("UTF-8", "UTF-8", "\xe2\x82", 2, out, 32), -EINVAL);
	EQUAL(convert("UTF-8", "UTF-16BE", "\xd8\x3d\0a", 4, out, 32), -EILSEQ);
	EQUAL(convert("UTF-8", "UTF-16BE", "\xde\x00", 2, out, 32), -EILSEQ);
	EQUAL(convert("UTF-8", "UTF-32LE", "\0\0\x11\0", 4, out, 32), -EILSEQ);
	EQUAL(convert("UTF-8", "ASCII", "abc", 3, out, 2), -E2BIG);
}

int main(void)
{
	check_conversions();
	check_printed();
	check_bytes();
	check_wide();
	check_read();
	check_multibyte();
	check_numbered();
	check_far();
	return check_end();
}
