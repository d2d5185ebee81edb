/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * docs/posix.md, read: the table of POSIX's functions.
 *
 * A heading `## <HEADER>` begins a header's table; each row of it is
 *
 *     | NAME | KIND | STATE | NOTE |
 *
 * KIND is empty or has the words XSI, macro and variable; STATE is one of those
 * below.
 */
#ifndef TESTS_POSIX_PAGE_H
#define TESTS_POSIX_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#define PAGE "docs/posix.md"

enum state { STATE_WORKS, STATE_LIMITS, STATE_FAILS, STATE_ABSENT, STATES };

struct line {
	int number;   /* of the line in the page */
	char *header; /* as in #include <header> */
	char *name;
	char *kind;
	char *note;
	enum state state;
};

struct page {
	struct line *lines;
	size_t count;
};

/* Reads the page; a line that is no line of a table fails the test. */
void page_read(struct page *page);
void page_free(struct page *page);

/* Is word one of those of the line's kind? */
bool line_is(const struct line *line, const char *word);

#endif
