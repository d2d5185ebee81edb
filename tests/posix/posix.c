/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * docs/posix.md says the truth about the libraries: a function that it calls
 * absent is absent, one that it does not can be used by a program that
 * includes what POSIX says, and the linker warns where it says so.  Whether a
 * function does what it should others test.
 */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page.h"
#include "program.h"

/* System interfaces of POSIX.1-2017, its options included. */
#define INTERFACES 1191

#define WARNS "the linker warns"

static struct page page;

static void read_page(void)
{
	page_read(&page);
}

static void free_page(void)
{
	page_free(&page);
}

TestSuite(posix, .init = read_page, .fini = free_page);

/* The line of a name, or NULL; the name ends at the first character that no
 * name has. */
static const struct line *find(const char *name)
{
	for (size_t i = 0; i < page.count; i++) {
		size_t length = strlen(page.lines[i].name);

		if (strncmp(page.lines[i].name, name, length) == 0 &&
		    name[length] != '_' && !isalnum((int)name[length]))
			return &page.lines[i];
	}
	return NULL;
}

Test(posix, has_every_function)
{
	for (size_t i = 0; i < page.count; i++) {
		const struct line *line = &page.lines[i];

		cr_expect(find(line->name) == line, PAGE ":%d: %s comes twice",
			  line->number, line->name);
	}
	cr_expect(page.count == INTERFACES, PAGE " has %zu functions, not %d",
		  page.count, INTERFACES);
}

/* By errno, or by what is returned where that tells. */
static bool names_error(const char *note)
{
	return (isupper((unsigned char)note[0]) &&
		isupper((unsigned char)note[1])) ||
	       strncmp(note, "-1", 2) == 0;
}

Test(posix, says_why)
{
	for (size_t i = 0; i < page.count; i++) {
		const struct line *line = &page.lines[i];

		cr_expect(line->state == STATE_WORKS || line->note[0] != '\0',
			  PAGE ":%d: no reason is given", line->number);
		cr_expect(line->state != STATE_FAILS || names_error(line->note),
			  PAGE ":%d: the error is not named", line->number);
	}
}

/* Fails for each place in text that begins with what; a name follows. */
static void expect_about_functions(const char *text, const char *what)
{
	for (const char *at = text; (at = strstr(at, what)) != NULL;) {
		const struct line *line = find(at + strlen(what));

		cr_expect_fail("%s:%d: %.*s", PAGE,
			       line != NULL ? line->number : 0,
			       (int)strcspn(at, "\n"), at);
		at += strlen(what);
	}
}

static bool is_absent(const struct line *line)
{
	return line->state == STATE_ABSENT;
}

static const struct line *one;

static bool is_one(const struct line *line)
{
	return line == one;
}

/* One that some library has may yet want what none has. */
static bool is_linked(const struct line *line)
{
	struct process process;
	bool linked;

	one = line;
	program_of_names(&page, is_one, &process);
	linked = process.status == 0;
	process_finish(&process);
	return linked;
}

Test(posix, absent_functions_cannot, .timeout = 600)
{
	struct process process;

	program_of_names(&page, is_absent, &process);
	for (size_t i = 0; i < page.count; i++) {
		const struct line *line = &page.lines[i];
		char expected[128];

		snprintf(expected, sizeof expected,
			 "undefined reference to `%s'\n", line->name);
		cr_expect(!is_absent(line) ||
				  strstr(process.err.data, expected) != NULL ||
				  !is_linked(line),
			  PAGE ":%d: %s is there", line->number, line->name);
	}
	process_finish(&process);
}

/* The function that a warning is about: the first that it names.  NULL: one
 * that POSIX does not have, wanted by one that it has. */
static const struct line *warned_of(const char *warning)
{
	const struct line *line = NULL;

	while (line == NULL && *warning != '\n' && *warning != '\0') {
		line = find(warning);
		warning += strcspn(warning, " `'\n");
		warning += strspn(warning, " `'");
	}
	return line;
}

/* What the linker warns of is what the page says it does. */
static void expect_warnings(const char *text)
{
	bool *warned = calloc(page.count, sizeof *warned);

	cr_assert_not_null(warned);
	for (const char *at = text; (at = strstr(at, "warning: ")) != NULL;) {
		const struct line *line = warned_of(at += strlen("warning: "));

		if (line != NULL)
			warned[line - page.lines] = true;
	}
	for (size_t i = 0; i < page.count; i++) {
		const struct line *line = &page.lines[i];
		bool says = strstr(line->note, WARNS) != NULL;

		cr_expect(warned[i] == says, PAGE ":%d: the linker %s of %s",
			  line->number, warned[i] ? "warns" : "does not warn",
			  line->name);
	}
	free(warned);
}

Test(posix, other_functions_can_be_used, .timeout = 600)
{
	struct process process;

	program_of_present(&page, &process);
	expect_about_functions(process.err.data, "undefined reference to `");
	cr_expect(process.status == 0, "%s", process.err.data);
	if (process.status == 0)
		expect_warnings(process.err.data);
	process_finish(&process);
}
