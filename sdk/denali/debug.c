/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A command line is cut at the first -- behind the image; what is before it is
 * that of `denali run`, or names a post-mortem file.
 */
#include "debug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cause.h"
#include "core.h"
#include "debugfile.h"
#include "error.h"
#include "gdb.h"
#include "halted.h"
#include "help.h"
#include "options.h"
#include "report.h"
#include "sdk.h"
#include "sketch.h"
#include "symbols.h"

static struct build_id id_of(const struct image *image)
{
	return (struct build_id){ image->build_id, image->build_id_length };
}

static void add_words(struct gdb *gdb, char *const words[])
{
	while (words != NULL && *words != NULL)
		gdb_add(gdb, "%s", *words++);
}

/* ---- a post-mortem file ---- */

struct post_mortem {
	const char *file;  /* path */
	const char *given; /* path of the image; null: it is to be found */
	char *image;       /* path; null: only the .dbg is there */
	char *debug;       /* path of the .dbg, or of the image */
	struct debug_places places;
	struct core_note note;
};

/* Without ".dbg" behind it; allocated; null if there is no such image. */
static char *image_of(const char *debug, const struct build_id *id)
{
	size_t length = strlen(debug);
	char *path = allocate_text("%s", debug);

	if (length > 4 && strcmp(path + length - 4, ".dbg") == 0)
		path[length - 4] = '\0';
	if (debug_matches(path, id, false))
		return path;
	free(path);
	return NULL;
}

static int find_files(struct post_mortem *pm)
{
	struct build_id id = { pm->note.build_id, pm->note.build_id_length };
	struct buffer tried = { 0 };
	int status = 0;

	if (pm->given != NULL && !debug_matches(pm->given, &id, false))
		return error("%s: not the image that %s is of: its build-id is "
			     "another, or it has none; name the right one, or "
			     "none",
			     pm->given, pm->file);
	pm->debug = debug_find(&id, pm->given, &pm->places, &tried);
	if (pm->given != NULL)
		pm->image = allocate_text("%s", pm->given);
	else if (pm->debug != NULL)
		pm->image = image_of(pm->debug, &id);
	if (pm->debug == NULL && pm->image == NULL)
		status = error("%s: neither the image %s nor its .dbg file is "
			       "found: looked at %.*s; name the image behind "
			       "the file, or a folder with --debug",
			       pm->file, pm->note.name, (int)tried.length,
			       (const char *)tried.data);
	buffer_free(&tried);
	return status;
}

/* What gdb does not know of it. */
static void introduce(const struct post_mortem *pm)
{
	const struct core_note *core = &pm->note;
	struct image image = { .fd = -1 };
	char text[CAUSE_TEXT_MAX];

	if (pm->image == NULL ||
	    image_open(&image, pm->image, core->memory) != 0)
		sketch_open(&image, pm->debug, core->memory);
	cause_text(core->crash.cause, core->crash.detail, &core->crash, &image,
		   text);
	note("instance %u (%s) was killed: %s", core->vm, core->name, text);
	report_console(&core->crash);
	image_close(&image);
}

static int open_post_mortem(struct post_mortem *pm, char *const gdb_words[])
{
	struct gdb gdb = { .count = 0 };
	int status = core_read(&pm->note, pm->file);

	if (status == 0)
		status = find_files(pm);
	if (status == 0)
		status = gdb_open(&gdb);
	if (status == 0) {
		introduce(pm);
		gdb_add(&gdb, "-e");
		gdb_add(&gdb, "%s", pm->image != NULL ? pm->image : pm->debug);
		gdb_add(&gdb, "-s");
		gdb_add(&gdb, "%s", pm->debug != NULL ? pm->debug : pm->image);
		gdb_add(&gdb, "-c");
		gdb_add(&gdb, "%s", pm->file);
		gdb_add(&gdb, "-ex");
		gdb_add(&gdb, "backtrace");
		add_words(&gdb, gdb_words);
		status = gdb_run(&gdb);
	}
	gdb_close(&gdb);
	free(pm->image);
	free(pm->debug);
	return status;
}

/* --post-mortem FILE [--debug PLACE]... [IMAGE], in any order. */
static int read_post_mortem(struct post_mortem *pm, int argc, char *argv[])
{
	int status = 0;

	for (int i = 1; i < argc && status == 0; i++) {
		bool post_mortem = strcmp(argv[i], "--post-mortem") == 0;

		if (post_mortem && i + 1 < argc)
			pm->file = argv[++i];
		else if (strcmp(argv[i], "--debug") == 0 && i + 1 < argc)
			status = debug_name(&pm->places, argv[++i]);
		else if (argv[i][0] == '-')
			status = error(
				post_mortem ?
					"debug: option %s needs a file; "
					"`denali run` says where it writes "
					"them" :
					"debug: option %s does not go with "
					"--post-mortem; see `denali debug "
					"--help`",
				argv[i]);
		else if (pm->given == NULL)
			pm->given = argv[i];
		else
			status = error("debug: %s: a post-mortem file is of "
				       "one image; leave it out",
				       argv[i]);
	}
	return status;
}

static int debug_post_mortem(int argc, char *argv[], char *const gdb_words[])
{
	struct post_mortem pm = { .file = NULL };
	int status = read_post_mortem(&pm, argc, argv);

	return status != 0 ? status : open_post_mortem(&pm, gdb_words);
}

/* ---- a run ---- */

/* gdb's language cannot ask whether a name is there. */
static void add_threads(struct gdb *gdb, const char *path)
{
	struct symbols symbols;
	bool found = false;

	symbols_read(&symbols, path);
	for (size_t i = 0; i < symbols.count && !found; i++)
		found = strcmp(symbols.all[i].name, "pthread_create") == 0;
	symbols_close(&symbols);
	if (!found)
		return;
	gdb_add(gdb, "-ex");
	gdb_add(gdb, "set $denali_pthreads = 1");
}

static int add_symbols(struct gdb *gdb, const struct run_options *options,
		       uint32_t number)
{
	const char *path = options->parts[number].image;
	struct image image;
	struct build_id id;
	char *debug = NULL, *quoted;
	int status = image_open(&image, path, options->parts[number].memory);

	if (status == 0) {
		id = id_of(&image);
		debug = debug_find(&id, path, &options->debug, NULL);
		quoted = gdb_quote(debug != NULL ? debug : path);
		if (debug == NULL)
			note("%s: no names: its .dbg file is not found; link "
			     "it with -g, or say where it is with --debug",
			     path);
		gdb_add(gdb, "-ex");
		gdb_add(gdb, "add-symbol-file %s -o 0x%x", quoted, image.base);
		add_threads(gdb, debug != NULL ? debug : path);
		free(quoted);
	}
	free(debug);
	image_close(&image);
	return status;
}

/* All images lie where each does: gdb cannot tell whose an address is. */
static void warn_of_others(const struct run_options *options)
{
	const struct part_options *parts = options->parts;

	for (uint32_t i = 1; i < options->part_count; i++)
		if (strcmp(parts[i].image, parts[0].image) != 0) {
			note("%s and %s lie at the same addresses: names and "
			     "lines may be of the other one; give one image "
			     "to be sure",
			     parts[0].image, parts[i].image);
			return;
		}
}

static int add_target(struct gdb *gdb, const struct run_options *options,
		      uint16_t port, char *const gdb_words[])
{
	char *kernel = kernel_find();
	int status = kernel != NULL ? 0 : STATUS_ERROR;

	if (status == 0)
		gdb_add(gdb, "%s", kernel);
	for (uint32_t i = 0; i < options->part_count && status == 0; i++)
		status = add_symbols(gdb, options, i);
	if (status == 0)
		warn_of_others(options);
	gdb_add(gdb, "-ex");
	gdb_add(gdb, "set tcp connect-timeout 30");
	gdb_add(gdb, "-ex");
	gdb_add(gdb, "target remote 127.0.0.1:%u", port);
	add_words(gdb, gdb_words);
	free(kernel);
	return status;
}

static int debug_run(int argc, char *argv[], char *const gdb_words[],
		     struct run_options *options)
{
	struct halted halted = { .pid = 0 };
	struct gdb gdb;
	int status = gdb_open(&gdb);

	if (status == 0)
		status = halted_choose(&halted, options->gdb);
	if (status == 0)
		status = add_target(&gdb, options, halted.port, gdb_words);
	if (status == 0)
		status = halted_start(&halted, argc, argv);
	if (status == 0) {
		status = gdb_run(&gdb);
		halted_end(&halted);
	}
	gdb_close(&gdb);
	return status;
}

/* ---- the verb ---- */

/* Cut argv at the -- that is not the options' own end; what is behind it. */
static char *const *cut(int *argc, char *argv[])
{
	for (int i = 2; i < *argc; i++)
		if (strcmp(argv[i], "--") == 0) {
			*argc = i;
			argv[i] = NULL;
			return argv + i + 1;
		}
	return NULL;
}

static bool has_word(int argc, char *argv[], const char *word)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], word) == 0)
			return true;
	return false;
}

int debug_main(int argc, char *argv[])
{
	char *const *gdb_words = cut(&argc, argv);
	struct run_options options;
	int status;

	if (has_word(argc, argv, "--post-mortem"))
		return debug_post_mortem(argc, argv, gdb_words);
	status = options_read(argc, argv, &options);
	if (status == 0 && options.help)
		status = help_print("debug");
	else if (status == 0)
		status = debug_run(argc, argv, gdb_words, &options);
	options_free(&options);
	return status;
}
