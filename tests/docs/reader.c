/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The reader of pages sees what is not as shown.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "harness/denali.h"
#include "harness/reader.h"

#define CONSOLE "```console\n"
#define END "```\n"

static bool read_text(struct document *document, const char *text,
		      char fault[DOCUMENT_FAULT_MAX])
{
	const char *path = scratch_path("page.md");
	struct bytes page = { 0 };

	bytes_append_text(&page, text);
	cr_assert(bytes_write_file(&page, path));
	bytes_free(&page);
	return document_read(document, path, fault);
}

/* What the reader finds wrong with the page; empty if nothing. */
static const char *follow(const char *text)
{
	static char said[1024];
	char why[DOCUMENT_FAULT_MAX];
	struct bytes fault = { 0 };
	struct document document;

	cr_assert(read_text(&document, text, why), "%s", why);
	reader_follow_in_scratch(&document, "page", NULL, "build/sdk", &fault);
	snprintf(said, sizeof said, "%s", fault.data != NULL ? fault.data : "");
	bytes_free(&fault);
	document_free(&document);
	return said;
}

static void expect_refused(const char *text, const char *why)
{
	char fault[DOCUMENT_FAULT_MAX] = "";
	struct document document;

	cr_expect(!read_text(&document, text, fault), "taken: %s", text);
	cr_expect(strstr(fault, why) != NULL, "%s", fault);
	document_free(&document);
}

Test(reader, follows)
{
	cr_expect_str_empty(follow("Text\n" CONSOLE "$ echo a; echo b >&2\n"
				   "a\nb\n$ true\n" END));
	cr_expect_str_empty(follow("```c hello.c\nint a;\n" END CONSOLE
				   "$ cat hello.c\nint a;\n" END));
	cr_expect_str_empty(follow(CONSOLE "$ x=1\n" END "more\n" CONSOLE
					   "$ echo $x \\\n  2\n1 2\n" END));
	cr_expect_str_empty(follow(CONSOLE "$ printf x\nx\n" END));
	cr_expect_str_empty(follow(CONSOLE "$ cat\n" END));
	cr_expect_str_empty(follow("```\n# not run\nfalse\n" END));
}

Test(reader, status)
{
	cr_expect_str_eq(follow(CONSOLE "$ (exit 3)\n" END),
			 "page:2: (exit 3): status 3, printed\nand not\n");
	cr_expect_str_empty(follow(CONSOLE "$ (exit 3)\n$ echo $?\n3\n" END));
	cr_expect_str_eq(follow(CONSOLE "$ (exit 3)\n$ echo $?\n2\n" END),
			 "page:3: echo $?: status 0, printed\n3\nand not\n"
			 "2\n");
}

Test(reader, output)
{
	cr_expect_str_eq(follow(CONSOLE "$ echo a\nb\n" END),
			 "page:2: echo a: status 0, printed\na\nand not\n"
			 "b\n");
	cr_expect_str_not_empty(follow(CONSOLE "$ echo a\n" END));
	cr_expect_str_not_empty(follow(CONSOLE "$ true\na\n" END));
	cr_expect_str_not_empty(follow(CONSOLE "$ seq 2\n1\n" END));
}

Test(reader, whatever_is_there)
{
	cr_expect_str_empty(follow(CONSOLE "$ seq 9\n...\n5\n...\n" END));
	cr_expect_str_empty(follow(CONSOLE "$ seq 2\n1\n...\n2\n" END));
	cr_expect_str_empty(follow(CONSOLE "$ echo abcabd\na...bd\n" END));
	cr_expect_str_not_empty(follow(CONSOLE "$ echo abc\na...b\n" END));
	cr_expect_str_not_empty(follow(CONSOLE "$ seq 9\n...\n8\n" END));
}

/* What was started may print later, and be ready later still. */
Test(reader, background)
{
	cr_expect_str_empty(follow(
		CONSOLE "$ (sleep 0.2; echo a >&2; sleep 0.2; echo b >b; "
			"sleep 999) &\na\n$ cat b\nb\n" END));
	cr_expect_str_empty(follow(CONSOLE "$ sleep 999 &\n$ kill %1\n" END));
	cr_expect_str_empty(follow(CONSOLE "$ echo a >&2 &\na\n" END));
}

Test(reader, refuses)
{
	expect_refused("```\n$ ls\n" END, "not in a block");
	expect_refused("```sh\n$ ls\n" END, "not in a block");
	expect_refused("text\n\n    $ ls\n", "not in a block");
	expect_refused(CONSOLE "ls\n" END, "before the first command");
	expect_refused(CONSOLE "$ ls\n", "does not end");
}
