/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "page.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 4

static const char *const states[STATES] = {
	[STATE_WORKS] = "works",
	[STATE_LIMITS] = "limits",
	[STATE_FAILS] = "fails",
	[STATE_ABSENT] = "absent",
};

bool line_is(const struct line *line, const char *word)
{
	return strstr(line->kind, word) != NULL;
}

static char *copy(const char *text)
{
	char *copied = strdup(text);

	cr_assert_not_null(copied);
	return copied;
}

/* The cells of a row, without the spaces around them. */
static size_t split(char *row, char *cells[COLUMNS])
{
	size_t count = 0;

	for (char *bar = row; count < COLUMNS; count++) {
		char *cell = bar + 1 + strspn(bar + 1, " ");
		char *end;

		bar = strchr(cell, '|');
		if (bar == NULL)
			break;
		for (end = bar; end > cell && end[-1] == ' '; end--)
			;
		*end = '\0';
		cells[count] = cell;
	}
	return count;
}

static enum state state_named(const char *name)
{
	enum state state = 0;

	while (state < STATES && strcmp(states[state], name) != 0)
		state++;
	return state;
}

static void add(struct page *page, const struct line *line)
{
	page->lines = realloc(page->lines,
			      (page->count + 1) * sizeof page->lines[0]);
	cr_assert_not_null(page->lines);
	page->lines[page->count++] = *line;
}

static void read_row(struct page *page, const char *header, int number,
		     char *row)
{
	char *cells[COLUMNS];
	size_t count = split(row, cells);
	enum state state;

	cr_assert(count == COLUMNS, PAGE ":%d: %zu cells", number, count);
	if (strcmp(cells[0], "name") == 0 || cells[0][0] == '-')
		return;
	state = state_named(cells[2]);
	cr_assert(state < STATES, PAGE ":%d: %s is no state", number, cells[2]);
	add(page, &(struct line){
			  .number = number,
			  .header = copy(header),
			  .name = copy(cells[0]),
			  .kind = copy(cells[1]),
			  .note = copy(cells[3]),
			  .state = state,
		  });
}

void page_read(struct page *page)
{
	char *text = NULL;
	char header[64] = "";
	size_t room = 0;
	FILE *file = fopen(PAGE, "r");

	cr_assert_not_null(file, "cannot read " PAGE);
	*page = (struct page){ 0 };
	for (int number = 1; getline(&text, &room, file) > 0; number++) {
		if (strncmp(text, "## ", 3) == 0 &&
		    sscanf(text, "## `<%60[^>]", header) != 1)
			header[0] = '\0';
		if (text[0] == '|' && header[0] != '\0')
			read_row(page, header, number, text);
	}
	free(text);
	fclose(file);
}

void page_free(struct page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		free(page->lines[i].header);
		free(page->lines[i].name);
		free(page->lines[i].kind);
		free(page->lines[i].note);
	}
	free(page->lines);
}
