/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Wide characters in streams, and streams into memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

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

int main(void)
{
	check_printed();
	check_bytes();
	check_wide();
	check_read();
	return check_end();
}
