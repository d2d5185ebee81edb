/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "size.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "debugfile.h"
#include "error.h"
#include "help.h"
#include "image.h"
#include "sizebudget.h"
#include "sizeoptions.h"
#include "sizeprint.h"

/* An image whose bytes are told apart. */
struct measured {
	struct image image;
	struct spans spans;
};

/* Its spans, from the debug file at path. */
static int read_spans(struct measured *measured, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *debug;

	if (fd < 0)
		return error("%s: cannot open it: %s", path, strerror(errno));
	elf_version(EV_CURRENT);
	debug = elf_begin(fd, ELF_C_READ, NULL);
	spans_read(&measured->spans, &measured->image, debug);
	elf_end(debug);
	close(fd);
	return 0;
}

/* Without the linker's map and symbols there is nothing to tell. */
static int check_spans(const struct measured *measured, enum size_by by)
{
	const char *path = measured->image.path;

	if (by != SIZE_BY_SYMBOL && measured->spans.piece_count == 0)
		return error("%s: it is not known which files it was linked "
			     "from: %s.dbg, which denali-cc -g makes, is "
			     "missing or of another build; --by segment works "
			     "without",
			     path, path);
	if (by == SIZE_BY_SYMBOL && measured->spans.symbol_count == 0)
		return error("%s: its symbols are not known: %s.dbg, which "
			     "denali-cc -g makes, is missing or of another "
			     "build",
			     path, path);
	return 0;
}

static int measure(struct measured *measured, const char *path,
		   const struct size_options *options)
{
	struct build_id id;
	char *debug;
	int status;

	*measured = (struct measured){ .image.fd = -1 };
	status = image_open(&measured->image, path, DENALI_MEMORY_MAX);
	if (status != 0 || (options->segments && options->budget == NULL))
		return status;
	id.bytes = measured->image.build_id;
	id.length = measured->image.build_id_length;
	debug = debug_find(&id, path, NULL, NULL);
	status = read_spans(measured, debug != NULL ? debug : path);
	free(debug);
	return status != 0 ? status : check_spans(measured, options->by);
}

static void release(struct measured *measured)
{
	spans_free(&measured->spans);
	image_close(&measured->image);
}

/* What no row tells. */
static void print_rest(const struct measured *measured)
{
	printf("\n%zu bytes of file; %u of stack, taken as it is used\n",
	       measured->image.size, measured->spans.stack);
}

static void add_rest(json_t *document, const struct measured *measured)
{
	const struct image *image = &measured->image;
	struct buffer id = { 0 };

	for (uint32_t i = 0; i < image->build_id_length; i++)
		buffer_printf(&id, "%02x", image->build_id[i]);
	json_object_set_new(document, "image", size_make_name(image->path));
	json_object_set_new(document, "build_id",
			    json_stringn((const char *)id.data, id.length));
	json_object_set_new(document, "file",
			    json_integer((json_int_t)image->size));
	json_object_set_new(document, "stack",
			    json_integer(measured->spans.stack));
	buffer_free(&id);
}

static int show_segments(const struct measured *measured,
			 const struct size_options *options, json_t *document)
{
	if (options->output == OUTPUT_TABLE) {
		size_print_segments(&measured->image);
		printf("\n%zu bytes of file\n", measured->image.size);
	}
	json_object_set_new(document, "rows",
			    size_make_segments(&measured->image));
	return 0;
}

static int show_table(const struct measured *measured,
		      const struct size_options *options, json_t *document)
{
	struct size_table table;

	size_table_make(&table, &measured->spans, options->by);
	size_table_sort(&table);
	if (options->output == OUTPUT_TABLE) {
		size_print_table(&table, options->top);
		print_rest(measured);
	}
	json_object_set_new(document, "rows",
			    size_make_rows(&table, options->top));
	json_object_set_new(document, "total", size_make_sum(&table.sum));
	size_table_free(&table);
	return 0;
}

static void compare(const struct measured *old, const struct measured *new,
		    const struct size_options *options, json_t *document)
{
	struct size_table was, is;
	struct size_changes changes;

	size_table_make(&was, &old->spans, options->by);
	size_table_make(&is, &new->spans, options->by);
	size_changes_make(&changes, &was, &is);
	if (options->output == OUTPUT_TABLE) {
		size_print_changes(&changes, options->by, &was, &is,
				   options->top);
		printf("\n%zu bytes of file, which were %zu\n", new->image.size,
		       old->image.size);
	}
	json_object_set_new(document, "rows",
			    size_make_changes(&changes, options->top));
	json_object_set_new(document, "old_total", size_make_sum(&was.sum));
	json_object_set_new(document, "total", size_make_sum(&is.sum));
	json_object_set_new(document, "old_file",
			    json_integer((json_int_t)old->image.size));
	size_changes_free(&changes);
	size_table_free(&was);
	size_table_free(&is);
}

static int show_changes(const struct measured *measured,
			const struct size_options *options, json_t *document)
{
	struct measured old;
	int status = measure(&old, options->diff, options);

	if (status == 0)
		compare(&old, measured, options, document);
	release(&old);
	return status;
}

static int show(const struct measured *measured,
		const struct size_options *options)
{
	json_t *document = json_object();
	int status, judged = 0;

	add_rest(document, measured);
	/* What is wrong with the budget is told before long tables. */
	if (options->budget != NULL)
		judged = size_budget(options, &measured->image,
				     &measured->spans, document);
	if (judged == STATUS_ERROR) {
		json_decref(document);
		return judged;
	}
	status = options->diff != NULL ?
			 show_changes(measured, options, document) :
		 options->segments ?
			 show_segments(measured, options, document) :
			 show_table(measured, options, document);
	if (status == 0 && options->output == OUTPUT_JSON) {
		json_dumpf(document, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(document);
	return status != 0 ? status : judged;
}

int size_main(int argc, char *argv[])
{
	struct size_options options;
	struct measured measured;
	int status = size_options_read(argc, argv, &options);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("size");
	status = measure(&measured, options.image, &options);
	if (status == 0)
		status = show(&measured, &options);
	release(&measured);
	return status;
}
