/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is signed beside an image: written, read, and of other forms.
 */
#include "publication.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char digest[] =
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

Test(publication, what_is_written_is_read)
{
	struct publication made = { .service = "web-1", .time = 1795428002123 };
	struct publication read;
	char line[PUBLICATION_TEXT];

	strcpy(made.digest, digest);
	publication_write(&made, line);
	cr_assert(publication_read(line, &read));
	cr_expect_str_eq(read.service, "web-1");
	cr_expect_eq(read.time, 1795428002123u);
	cr_expect_str_eq(read.digest, digest);
}

Test(publication, all_else_is_refused)
{
	static const char *const before[] = {
		"",
		" ",
		"service= time=1",
		"service=Web time=1",
		"service=-web time=1",
		"service=web- time=1",
		"service=web/.. time=1",
		"service=web  time=1",
		"service=web time=",
		"service=web time=-1",
		"service=web time=01",
		"service=web time=1.5",
		"service=web time=1234567890123456",
		"service=abcdefghijklmnopqrstuvwxyz012345 time=1",
		"service=web\ttime=1",
		"time=1 service=web",
		" service=web time=1",
		"service=web time=1 ",
	};
	struct publication read;
	char line[256];

	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
		snprintf(line, sizeof line, "%s digest=sha256:%s", before[i],
			 digest);
		cr_expect(!publication_read(line, &read), "%s", line);
	}
	snprintf(line, sizeof line, "service=web time=1 digest=sha256:%s",
		 digest);
	cr_assert(publication_read(line, &read));
	line[strlen(line) - 1] = 'F';
	cr_expect(!publication_read(line, &read));
	line[strlen(line) - 1] = '\0';
	cr_expect(!publication_read(line, &read));
	strcat(line, "f0");
	cr_expect(!publication_read(line, &read));
	snprintf(line, sizeof line, "service=web time=1 digest=sha512:%s",
		 digest);
	cr_expect(!publication_read(line, &read));
}

Test(publication, names)
{
	cr_expect(publication_is_name("a", 1));
	cr_expect(publication_is_name("0-9", 3));
	cr_expect(publication_is_name("abcdefghijklmnopqrstuvwxyz01234", 31));
	cr_expect(!publication_is_name("abcdefghijklmnopqrstuvwxyz012345", 32));
	cr_expect(!publication_is_name("", 0));
	cr_expect(!publication_is_name("a_b", 3));
	cr_expect(!publication_is_name("a\0b", 3));
	cr_expect(!publication_is_name("-", 1));
}
