/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The documents of `denali inspect` are compared line by line; then, where both
 * builds have their symbols, these by name.
 */
#include "diff.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "flat.h"
#include "help.h"
#include "inspect.h"
#include "lookoptions.h"
#include "sizeprint.h"
#include "sizetable.h"
#include "symbols.h"

#define SYMBOLS_SHOWN 25
#define TEXT_SHOWN 40

struct side {
	struct image image;
	json_t *document;
	struct flat flat;
	struct size_table symbols;
	bool has_symbols;
};

/* What tells where an image is, not what it is. */
static void forget_place(json_t *document)
{
	json_object_del(document, "image");
	json_object_del(document, "debug");
}

static void read_symbols(struct side *side)
{
	struct symbols symbols;
	struct spans spans;
	int fd = -1;
	Elf *elf;

	symbols_open(&symbols, &side->image, NULL);
	if (symbols.path != NULL)
		fd = open(symbols.path, O_RDONLY | O_CLOEXEC);
	symbols_close(&symbols);
	if (fd < 0)
		return;
	elf = elf_begin(fd, ELF_C_READ, NULL);
	spans_read(&spans, &side->image, elf);
	side->has_symbols = spans.symbol_count > 0;
	size_table_make(&side->symbols, &spans, SIZE_BY_SYMBOL);
	spans_free(&spans);
	elf_end(elf);
	close(fd);
}

static int open_side(struct side *side, const char *path)
{
	int status;

	*side = (struct side){ .image.fd = -1 };
	status = image_examine(&side->image, path);
	if (status != 0)
		return status;
	side->document = inspect_make(&side->image);
	forget_place(side->document);
	flat_make(&side->flat, side->document);
	flat_sort(&side->flat);
	read_symbols(side);
	return 0;
}

static void close_side(struct side *side)
{
	size_table_free(&side->symbols);
	flat_free(&side->flat);
	json_decref(side->document);
	image_close(&side->image);
}

/* Null: there is none. */
static void add_change(json_t *changes, const char *what, const char *was,
		       const char *is)
{
	json_array_append_new(changes, json_pack("{s:s, s:s?, s:s?}", "what",
						 what, "was", was, "is", is));
}

/* Both are sorted, so that they are gone through side by side. */
static json_t *compare(const struct flat *old, const struct flat *new)
{
	json_t *changes = json_array();
	size_t i = 0, j = 0;

	while (i < old->count || j < new->count) {
		const struct flat_line *was = &old->lines[i];
		const struct flat_line *is = &new->lines[j];
		int order = i == old->count ? 1 :
			    j == new->count ? -1 :
					      strcmp(was->name, is->name);

		i += order <= 0;
		j += order >= 0;
		if (order < 0)
			add_change(changes, was->name, was->text, NULL);
		else if (order > 0)
			add_change(changes, is->name, NULL, is->text);
		else if (strcmp(was->text, is->text) != 0)
			add_change(changes, was->name, was->text, is->text);
	}
	return changes;
}

/* A cell: a long text, whose end is told as it is in the JSON, is cut. */
static char *cell(const json_t *text)
{
	const char *all = json_is_string(text) ? json_string_value(text) : "-";

	int length = TEXT_SHOWN - 3;

	if (strlen(all) <= TEXT_SHOWN)
		return allocate_text("%s", all);
	/* Not within a character of UTF-8. */
	while ((all[length] & 0xc0) == 0x80)
		length--;
	return allocate_text("%.*s...", length, all);
}

static void print_changes(const json_t *changes)
{
	printf("%-28s %-*s %s\n", "what", TEXT_SHOWN, "was", "is");
	for (size_t i = 0; i < json_array_size(changes); i++) {
		const json_t *change = json_array_get(changes, i);
		char *was = cell(json_object_get(change, "was"));
		char *is = cell(json_object_get(change, "is"));

		printf("%-28s %-*s %s\n",
		       json_string_value(json_object_get(change, "what")),
		       TEXT_SHOWN, was, is);
		free(was);
		free(is);
	}
}

static void show_symbols(const struct side *old, const struct side *new,
			 enum output_kind output, json_t *document)
{
	struct size_changes changes;

	if (!old->has_symbols || !new->has_symbols)
		return;
	size_changes_make(&changes, &old->symbols, &new->symbols);
	if (output == OUTPUT_TABLE && changes.count > 0) {
		putchar('\n');
		size_print_changes(&changes, SIZE_BY_SYMBOL, &old->symbols,
				   &new->symbols, SYMBOLS_SHOWN);
	}
	json_object_set_new(document, "symbols",
			    size_make_changes(&changes, SIZE_MAX));
	size_changes_free(&changes);
}

static int show(const struct side *old, const struct side *new,
		enum output_kind output)
{
	json_t *changes = compare(&old->flat, &new->flat);
	bool same = json_array_size(changes) == 0;
	json_t *document = json_pack("{s:b, s:O}", "same", same, "changes",
				     changes);

	if (output == OUTPUT_TABLE && !same)
		print_changes(changes);
	if (!same)
		show_symbols(old, new, output, document);
	if (output == OUTPUT_JSON) {
		json_dumpf(document, stdout,
			   JSON_INDENT(1) | JSON_ENSURE_ASCII);
		putchar('\n');
	}
	json_decref(changes);
	json_decref(document);
	return same ? 0 : STATUS_DIFFERENT;
}

int diff_main(int argc, char *argv[])
{
	struct side old = { .image.fd = -1 }, new = { .image.fd = -1 };
	struct look_options options;
	int status = lookoptions_read(argc, argv, 2, &options);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("diff");
	status = open_side(&old, options.images[0]);
	if (status == 0)
		status = open_side(&new, options.images[1]);
	if (status == 0)
		status = show(&old, &new, options.output);
	close_side(&old);
	close_side(&new);
	return status;
}
