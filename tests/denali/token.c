/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Crash tokens: written, read, and spoiled.
 */
#include "token.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

static const struct token whole = {
	.name = "web",
	.build_id = { 1, 2, 3, 4, 5, 6, 7, 0xff },
	.build_id_length = 8,
	.cause = 2,
	.error_code = 6,
	.detail = 0x14,
	.eip = 0x0012345f,
	.base = 0x00120000,
	.pages = 4096,
	.call_count = 3,
	.calls = { 0x1234, 0x5678, 0x9abc },
};

static const char whole_text[] =
	"denali-1-web-01020304050607ff-2.6-14-12345f-120000-1000-"
	"1234.5678.9abc-";

/* With the checksum that goes with it. */
static const char *signed_text(const char *text)
{
	static char full[512];
	size_t length = strlen(text) - 1;

	snprintf(full, sizeof full, "%s%08lx", text,
		 crc32(0, (const Bytef *)text, (uInt)length));
	return full;
}

Test(token, there_and_back)
{
	char text[TOKEN_TEXT_MAX], problem[TOKEN_PROBLEM_MAX];
	struct token read;

	cr_expect_str_eq(token_text(&whole, text), signed_text(whole_text));
	cr_expect(token_read(&read, text, strlen(text), problem));
	cr_expect_str_eq(read.name, "web");
	cr_expect(memcmp(read.build_id, whole.build_id, 8) == 0);
	cr_expect(read.build_id_length == 8 && read.cause == 2 &&
		  read.error_code == 6 && read.detail == 0x14 &&
		  read.eip == 0x12345f && read.base == 0x120000 &&
		  read.pages == 4096 && read.call_count == 3 &&
		  read.calls[2] == 0x9abc);
}

/* The largest of all fits a line, and a double click takes it. */
Test(token, largest)
{
	char text[TOKEN_TEXT_MAX], problem[TOKEN_PROBLEM_MAX];
	struct token largest = { .name = "sixteen_letters_",
				 .build_id_length = 8 };
	struct token read;

	memset(largest.build_id, 0xff, sizeof largest.build_id);
	largest.cause = largest.error_code = largest.detail = UINT32_MAX;
	largest.eip = largest.base = largest.pages = UINT32_MAX;
	largest.call_count = TOKEN_CALLS_MAX;
	memset(largest.calls, 0xff, sizeof largest.calls);
	token_text(&largest, text);
	cr_expect(strlen(text) < 220, "%zu", strlen(text));
	cr_expect(token_length(text, strlen(text)) == strlen(text));
	cr_expect(token_read(&read, text, strlen(text), problem));
	cr_expect(read.call_count == TOKEN_CALLS_MAX);
}

/* No build-id, no calls. */
Test(token, smallest)
{
	char text[TOKEN_TEXT_MAX], problem[TOKEN_PROBLEM_MAX];
	struct token smallest = { .name = "_" }, read;

	token_text(&smallest, text);
	cr_expect_str_eq(text, signed_text("denali-1-_-0-0.0-0-0-0-0-0-"));
	cr_expect(token_read(&read, text, strlen(text), problem));
	cr_expect(read.build_id_length == 0 && read.call_count == 0);
}

/* Nothing that is not whole is believed. */
Test(token, cut_anywhere)
{
	char text[TOKEN_TEXT_MAX], problem[TOKEN_PROBLEM_MAX];
	struct token read;

	token_text(&whole, text);
	for (size_t length = 0; length < strlen(text); length++)
		cr_expect(!token_read(&read, text, length, problem), "%zu",
			  length);
	strcat(text, "0");
	cr_expect(!token_read(&read, text, strlen(text), problem));
}

Test(token, changed_anywhere)
{
	char text[TOKEN_TEXT_MAX], problem[TOKEN_PROBLEM_MAX];
	struct token read;

	token_text(&whole, text);
	for (size_t i = 0; i < strlen(text); i++) {
		char was = text[i];

		text[i] = was == '1' ? '2' : '1';
		cr_expect(!token_read(&read, text, strlen(text), problem),
			  "%zu", i);
		text[i] = was;
	}
}

static const struct {
	const char *text, *problem;
} bad[] = {
	{ "", "it does not begin with denali-1-" },
	{ "denali", "it does not begin with denali-1-" },
	{ "danali-1-web", "it does not begin with denali-1-" },
	{ "denali-x", "it has no version after denali-" },
	{ "denali-2-web-00", "it is of version 2, and this command knows "
			     "version 1; use the SDK that made it" },
	{ "denali-1-", "it is garbled at the name: " },
	{ "denali-1-w.b-00", "it is garbled at the name: w.b" },
	{ "denali-1-seventeen_letters-00",
	  "it is garbled at the name: seventeen_letters" },
	{ "denali-1-web", "it ends before the build-id; copy it whole" },
	{ "denali-1-web-0z", "it is garbled at the build-id: 0z" },
	{ "denali-1-web-010203040506070809-0",
	  "it is garbled at the build-id: 010203040506070809" },
	{ "denali-1-web-01-2", "it is garbled at the cause: 2" },
	{ "denali-1-web-01-2.6.7", "it is garbled at the cause: 2.6.7" },
	{ "denali-1-web-01-2.6-", "it is garbled at the address: " },
	{ "denali-1-web-01-2.6-123456789", "it is garbled at the address: "
					   "123456789" },
	{ "denali-1-web-01-2.6-14-G",
	  "it is garbled at the instruction's address: "
	  "G" },
	{ "denali-1-web-01-2.6-14-1-_", "it is garbled at the base: _" },
	{ "denali-1-web-01-2.6-14-1-2-.",
	  "it is garbled at the size of the memory: "
	  "." },
	{ "denali-1-web-01-2.6-14-1-2-3-1..2",
	  "it is garbled at the return addresses: 1..2" },
	{ "denali-1-web-01-2.6-14-1-2-3-1.2.3.4.5.6.7.8.9.a.b.c.d",
	  "it is garbled at the return addresses: 1.2.3.4.5.6.7.8.9.a.b.c.d" },
	{ "denali-1-web-01-2.6-14-1-2-3-1.2", "it ends before the checksum; "
					      "copy it whole" },
	{ "denali-1-web-01-2.6-14-1-2-3-1.2-01234567",
	  "the checksum does not match: it was changed, or is not whole" },
	{ "denali-1-web-01-2.6-14-1-2-3-1.2-1",
	  "the checksum does not match: it was changed, or is not whole" },
	{ "denali-1-web-01-2.6-14-1-2-3-1.2-01234567-",
	  "there is more after the checksum" },
};

Test(token, what_is_wrong)
{
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char problem[TOKEN_PROBLEM_MAX];
		struct token read;

		cr_expect(!token_read(&read, bad[i].text, strlen(bad[i].text),
				      problem));
		cr_expect_str_eq(problem, bad[i].problem, "%s: %s", bad[i].text,
				 problem);
	}
}

Test(token, ends)
{
	static const char text[] = "denali-1-a.b_c-1. Next";

	cr_expect_eq(token_length(text, strlen(text)), 16);
	cr_expect_eq(token_length(text, 9), 9);
	cr_expect_eq(token_length("\n", 1), 0);
}
