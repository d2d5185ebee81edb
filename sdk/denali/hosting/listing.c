/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "listing.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "parse.h"
#include "text.h"

#define COLUMNS_MAX 16
#define GAP 2

/* ---- one value ---- */

static const json_t *member(const json_t *row, const char *key)
{
	const char *dot = strchr(key, '.');
	char first[32];

	if (dot == NULL)
		return json_object_get(row, key);
	snprintf(first, sizeof first, "%.*s", (int)(dot - key), key);
	return member(json_object_get(row, first), dot + 1);
}

/* All of it as it should be, so that it can be shown as it is. */
int64_t listing_time(const char *text)
{
	struct tm tm = { 0 };
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);

	if (end == NULL || end - text != 19 ||
	    strspn(text, "0123456789-T:") != 19 || (*end != '.' && *end != 'Z'))
		return -1;
	return (int64_t)timegm(&tm);
}

static void write_age(struct buffer *out, const char *text)
{
	static const struct {
		int64_t seconds;
		const char *unit;
	} units[] = {
		{ 86400, "d" },
		{ 3600, "h" },
		{ 60, "min" },
		{ 1, "s" },
	};
	int64_t then = listing_time(text), age = (int64_t)time(NULL) - then;
	size_t i = 0;

	if (then < 0)
		return;
	if (age < 0)
		age = 0;
	while (i < 3 && age < 2 * units[i].seconds)
		i++;
	buffer_printf(out, "%lld %s", (long long)(age / units[i].seconds),
		      units[i].unit);
}

static void write_time(struct buffer *out, const char *text)
{
	if (listing_time(text) >= 0)
		buffer_printf(out, "%.10s %.8s", text, text + 11);
}

void listing_size(struct buffer *out, int64_t bytes)
{
	static const char units[] = "KMGTP";
	double value = (double)bytes / 1024;
	char text[SIZE_TEXT_MAX];
	int i = 0;

	size_text((uint64_t)bytes, text);
	if (bytes < 0 || strlen(text) <= 5) {
		buffer_printf(out, "%s", bytes < 0 ? "-" : text);
		return;
	}
	for (; value >= 1000 && i < 4; i++)
		value /= 1024;
	buffer_printf(out, "%.1f%c", value, units[i]);
}

/* Thousandths at most, and no more zeros than it needs. */
static void write_real(struct buffer *out, double value)
{
	char text[340];
	size_t length = (size_t)snprintf(text, sizeof text, "%.3f", value);

	if (length >= sizeof text)
		return;
	while (text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	buffer_append(out, text, length);
}

static void write_text(struct buffer *out, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text != NULL)
		text_visible(out, (const uint8_t *)text,
			     json_string_length(value));
	else if (json_is_integer(value))
		buffer_printf(out, "%lld",
			      (long long)json_integer_value(value));
	else if (json_is_real(value))
		write_real(out, json_real_value(value));
	else if (json_is_boolean(value))
		buffer_printf(out, "%s", json_is_true(value) ? "yes" : "no");
}

static void write_list(struct buffer *out, const json_t *list)
{
	const json_t *value;
	size_t i;

	json_array_foreach (list, i, value) {
		if (i > 0)
			buffer_append(out, ",", 1);
		write_text(out, value);
	}
}

void listing_cell(struct buffer *out, const struct column *column,
		  const json_t *row)
{
	const json_t *value = column->key != NULL ? member(row, column->key) :
						    NULL;

	switch (column->kind) {
	case COLUMN_SIZE:
		if (json_is_number(value))
			listing_size(out, (int64_t)json_number_value(value));
		break;
	case COLUMN_AGE:
		if (json_is_string(value))
			write_age(out, json_string_value(value));
		break;
	case COLUMN_TIME:
		if (json_is_string(value))
			write_time(out, json_string_value(value));
		break;
	case COLUMN_LIST:
		write_list(out, value);
		break;
	case COLUMN_OWN:
		column->write(out, row);
		break;
	default:
		write_text(out, value);
	}
}

/* ---- a table ---- */

static size_t width_of(const struct buffer *cell)
{
	size_t width = 0;

	for (size_t i = 0; i < cell->length; i++)
		width += (cell->data[i] & 0xc0) != 0x80;
	return width;
}

static void print_cell(const struct buffer *cell, const struct column *column,
		       size_t width, bool last)
{
	bool right = column->kind == COLUMN_NUMBER ||
		     column->kind == COLUMN_SIZE;
	size_t own = width_of(cell);
	int pad = own < width ? (int)(width - own) : 0;

	if (right)
		printf("%*s", pad, "");
	fwrite(cell->length > 0 ? cell->data : (const uint8_t *)"", 1,
	       cell->length, stdout);
	if (!last)
		printf("%*s", (right ? 0 : pad) + GAP, "");
}

static void measure(const json_t *rows, const struct column columns[],
		    size_t widths[], size_t count)
{
	const json_t *row;
	size_t i;

	for (size_t c = 0; c < count; c++)
		widths[c] = strlen(columns[c].title);
	json_array_foreach (rows, i, row) {
		for (size_t c = 0; c < count; c++) {
			struct buffer cell = { 0 };

			listing_cell(&cell, &columns[c], row);
			if (width_of(&cell) > widths[c])
				widths[c] = width_of(&cell);
			buffer_free(&cell);
		}
	}
}

static void print_row(const json_t *row, const struct column columns[],
		      const size_t widths[], size_t count)
{
	for (size_t c = 0; c < count; c++) {
		struct buffer cell = { 0 };

		if (row != NULL)
			listing_cell(&cell, &columns[c], row);
		else
			buffer_printf(&cell, "%s", columns[c].title);
		print_cell(&cell, &columns[c], widths[c], c + 1 == count);
		buffer_free(&cell);
	}
	putchar('\n');
}

static void print_table(const json_t *rows, const struct column columns[])
{
	size_t widths[COLUMNS_MAX], count = 0, i;
	const json_t *row;

	while (count < COLUMNS_MAX && columns[count].title != NULL)
		count++;
	measure(rows, columns, widths, count);
	print_row(NULL, columns, widths, count);
	json_array_foreach (rows, i, row) {
		if (json_is_object(row))
			print_row(row, columns, widths, count);
	}
}

static void print_quiet(const json_t *rows, const struct column *column)
{
	const json_t *row;
	size_t i;

	json_array_foreach (rows, i, row) {
		struct buffer cell = { 0 };

		listing_cell(&cell, column, row);
		if (cell.length > 0)
			printf("%.*s\n", (int)cell.length, (char *)cell.data);
		buffer_free(&cell);
	}
}

void listing_json(const json_t *value)
{
	json_dumpf(value, stdout,
		   JSON_INDENT(1) | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
	putchar('\n');
}

void listing_print(const json_t *rows, const struct column columns[],
		   enum output_kind output)
{
	if (output == OUTPUT_JSON)
		listing_json(rows);
	else if (output == OUTPUT_QUIET)
		print_quiet(rows, columns);
	else
		print_table(rows, columns);
}
