/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "sizerecord.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"

#define FIRST_LINE "denali sizes 1"
#define SUFFIX ".toml"

char *size_record_path(const char *budget)
{
	size_t length = strlen(budget);

	if (length > strlen(SUFFIX) &&
	    strcmp(budget + length - strlen(SUFFIX), SUFFIX) == 0)
		length -= strlen(SUFFIX);
	return allocate_text("%.*s.sizes", (int)length, budget);
}

/* What is known while lines are read. */
struct reader {
	const char *path;
	struct size_table *table;
	unsigned line;
	char *component, *file; /* of the lines that follow; null: none yet */
};

static bool take_heading(struct reader *reader, const char *line)
{
	const char *tab = strchr(line, '\t');

	if (tab == NULL || tab == line)
		return false;
	free(reader->component);
	free(reader->file);
	reader->component = allocate_text("%.*s", (int)(tab - line), line);
	reader->file = allocate_text("%s", tab + 1);
	return true;
}

/* Which of the columns a word is; SPAN_COLUMNS: none. */
static unsigned find_column(const char *word)
{
	unsigned column = 0;

	while (column < SPAN_COLUMNS && strcmp(word, span_columns[column]) != 0)
		column++;
	return column;
}

static bool take_symbol(struct reader *reader, const char *line)
{
	char column[16];
	uint32_t size;
	int end = 0;
	struct span span = { .component = reader->component,
			     .file = reader->file };

	if (reader->component == NULL ||
	    sscanf(line, "\t%15s %" SCNu32 "%n", column, &size, &end) != 2 ||
	    line[end] != '\t' || find_column(column) == SPAN_COLUMNS ||
	    size > UINT32_MAX - reader->table->sum.total)
		return false;
	span.column = (enum span_column)find_column(column);
	span.size = size;
	span.symbol = line + end + 1;
	size_table_add(reader->table, &span);
	return true;
}

static bool take_line(struct reader *reader, char *line)
{
	line[strcspn(line, "\n")] = '\0';
	reader->line++;
	if (reader->line == 1)
		return strcmp(line, FIRST_LINE) == 0;
	return line[0] == '\t' ? take_symbol(reader, line) :
				 take_heading(reader, line);
}

static int read_lines(struct reader *reader, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	int status = 0;

	while (status == 0 && getline(&line, &room, file) >= 0)
		if (!take_line(reader, line))
			status = error("%s:%u: not a record of sizes; remove "
				       "it, and make it anew with --update",
				       reader->path, reader->line);
	if (status == 0 && ferror(file))
		status = error("%s: cannot read it: %s", reader->path,
			       strerror(errno));
	free(line);
	return status;
}

int size_record_read(const char *path, struct size_table *table, bool *there)
{
	struct reader reader = { .path = path, .table = table };
	FILE *file = fopen(path, "re");
	int status;

	*table = (struct size_table){ .by = SIZE_BY_SYMBOL };
	*there = file != NULL || errno != ENOENT;
	if (file == NULL)
		return *there ? error("%s: cannot open it: %s", path,
				      strerror(errno)) :
				0;
	status = read_lines(&reader, file);
	fclose(file);
	free(reader.component);
	free(reader.file);
	size_table_join(table);
	return status;
}

static void write_row(FILE *file, const struct size_row *row,
		      const struct size_row *last)
{
	if (last == NULL || strcmp(row->component, last->component) != 0 ||
	    strcmp(row->file, last->file) != 0)
		fprintf(file, "%s\t%s\n", row->component, row->file);
	for (unsigned i = 0; i < SPAN_COLUMNS; i++)
		if (row->bytes[i] > 0)
			fprintf(file, "\t%s %" PRIu32 "\t%s\n", span_columns[i],
				row->bytes[i], row->symbol);
}

static bool write_rows(FILE *file, const struct size_table *table)
{
	bool good;

	fprintf(file, "%s\n", FIRST_LINE);
	for (size_t i = 0; i < table->count; i++)
		write_row(file, &table->rows[i],
			  i > 0 ? &table->rows[i - 1] : NULL);
	good = !ferror(file);
	return fclose(file) == 0 && good;
}

int size_record_write(const char *path, const struct size_table *table)
{
	char *new = allocate_text("%s.new", path);
	FILE *file = fopen(new, "we");
	int status = 0;

	if (file == NULL || !write_rows(file, table) || rename(new, path) != 0)
		status = error("--update: cannot write %s: %s", path,
			       strerror(errno));
	if (status != 0 && file != NULL)
		unlink(new);
	free(new);
	return status;
}
