/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * gcc decides by itself whether it links; what to do then is in the specs file
 * share/denali/denali.specs.  That file needs to know where the SDK is and what
 * our own options ask of the linker, which a second one says.  It and the
 * object with the bundled files are files in memory, so that nothing is left
 * behind however gcc ends.
 */
#include "compile.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice.h"
#include "buffer.h"
#include "child.h"
#include "error.h"
#include "object.h"
#include "options.h"
#include "paths.h"
#include "purpose.h"
#include "room.h"
#include "sdk.h"
#include "split.h"
#include "version.h"

/* One of the notes of the contract, which the symbol names. */
static void add_note(struct object *object, const char *section,
		     const char *symbol, uint32_t type, const void *contents,
		     uint32_t size)
{
	static const char name[] = DENALI_NOTE_NAME;
	Elf32_Nhdr header = {
		.n_namesz = sizeof(name),
		.n_descsz = size,
		.n_type = type,
	};
	struct buffer note = { 0 };

	buffer_add(&note, &header, sizeof(header));
	buffer_add(&note, name, sizeof(name));
	buffer_align(&note, 4);
	buffer_add(&note, contents, size);
	buffer_align(&note, 4);
	object_add(object, section, symbol, SHT_NOTE, 4, &note);
}

static void add_service(struct object *object, const struct manifest *service)
{
	char *text = manifest_to_note(service, error_tell);

	if (text == NULL)
		exit(EXIT_ERROR);
	add_note(object, ".note.denali.service", "denali_service",
		 DENALI_NOTE_SERVICE, text, (uint32_t)strlen(text));
	free(text);
}

/* The object with what our options bring into the image, as a path. */
static char *bundle_object(struct options *options)
{
	struct object object = { 0 };
	struct buffer file;

	if (options->has_manifest)
		add_note(&object, ".note.denali.manifest", "ilw_manifest",
			 DENALI_NOTE_MANIFEST, &options->manifest,
			 sizeof(options->manifest));
	if (options->policy.flags != 0)
		add_note(&object, ".note.denali.policy", "denali_policy",
			 DENALI_NOTE_POLICY, &options->policy,
			 sizeof(options->policy));
	if (options->manifest_file != NULL)
		add_service(&object, &options->service);
	if (options->has_files) {
		uint32_t align;
		struct buffer table = bundle_table(&options->files, &align);

		object_add(&object, ".denali.files", "denali_files",
			   SHT_PROGBITS, align, &table);
	}
	if (options->mounts.table.length != 0) {
		buffer_add_string(&options->mounts.table, "");
		object_add(&object, ".denali.mounts", "denali_mounts",
			   SHT_PROGBITS, 1, &options->mounts.table);
	}
	file = object_finish(&object);
	return buffer_as_file(&file, "denali-bundle");
}

/* Adds a path to a spec such that it stands for itself. */
static void add_quoted(struct buffer *specs, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			fail("%s: a path with a line feed", text);
		buffer_add(specs, "\\", 1);
		buffer_add(specs, text, 1);
	}
}

/* A spec that is an option with a path, or nothing. */
static void add_path_spec(struct buffer *specs, const char *name,
			  const char *option, char *path)
{
	buffer_add_text(specs, name);
	if (path != NULL) {
		buffer_add_text(specs, option);
		add_quoted(specs, path);
	}
	buffer_add_text(specs, "\n\n");
	free(path);
}

/* Assembly's debug information names folders without a slash at their ends, so
 * that the options for paths miss them. */
static void add_assembler_spec(struct buffer *specs, const char *source)
{
	const char *dot = strrchr(source, '.');
	const char *slash = strrchr(source, '/');
	char *neutral, *end;

	if (source[0] != '/' || slash == source || dot == NULL ||
	    (dot[1] != 's' && dot[1] != 'S') ||
	    memchr(source, '=', (size_t)(slash - source)) != NULL)
		return;
	neutral = paths_neutral(source);
	end = strrchr(neutral, '/');
	neutral[end == NULL ? 0 : end - neutral] = '\0';
	buffer_add_text(specs, " --debug-prefix-map ");
	end = need(strndup(source, (size_t)(slash - source)));
	add_quoted(specs, end);
	buffer_add_text(specs, "=");
	add_quoted(specs, neutral[0] == '\0' ? "." : neutral);
	free(end);
	free(neutral);
}

/* map is where the linker is to write its map; NULL: nowhere. */
static char *own_specs(struct options *options, const struct purpose *purpose,
		       const char *map)
{
	struct buffer specs = { 0 };
	bool has_disk = options->mounts.disk;

	buffer_add_text(&specs, "*denali_sdk:\n");
	add_quoted(&specs, sdk_root());
	buffer_add_text(&specs, "\n\n");
	add_path_spec(&specs, "*denali_headers:\n", "-isystem ",
		      sysroot_path("usr/include"));
	add_path_spec(&specs, "*denali_libraries:\n", "-L",
		      sysroot_path("usr/lib"));
	buffer_add_text(&specs, "*denali_assembler:\n");
	for (int i = 0; i < purpose->source_count; i++)
		add_assembler_spec(&specs, purpose->sources[i]);
	buffer_add_text(&specs, "\n\n*denali_link:\n");
	if (options->stack_size != 0) {
		char text[64];

		snprintf(text, sizeof(text), "--defsym=__stack_size=%u ",
			 options->stack_size);
		buffer_add_text(&specs, text);
	}
	/* Before an option of the user's, which wins. */
	if (map != NULL) {
		buffer_add_text(&specs, "-Map=");
		buffer_add_text(&specs, map);
		buffer_add_text(&specs, " ");
	}
	/* What acts on the table, which nothing else may ask for. */
	if (options->mounts.table.length != 0)
		buffer_add_text(&specs, "-u ilwaco.vfs_start ");
	if (options->has_manifest || options->has_files ||
	    options->policy.flags != 0 || options->manifest_file != NULL) {
		char *path = bundle_object(options);

		buffer_add_text(&specs, path);
		free(path);
	}
	buffer_add_text(&specs, "\n\n*denali_heap:\n");
	/* Before the libraries have brought in the ordinary one. */
	if (options->check_heap)
		buffer_add_text(&specs, "-u malloc -lchecked");
	/* And signals: a program that is asked to stop then ends as by exit(),
	 * with what it has written on the disk. */
	if (has_disk)
		buffer_add_text(&specs, " -u ilwaco.vfs_ext2 -lext2"
					" -u ilwaco.signal_send");
	buffer_add_text(&specs, "\n\n");
	return buffer_as_file(&specs, "denali-specs");
}

static char *path_option(const char *name, char *path)
{
	char *option;

	if (asprintf(&option, "%s%s", name, path) < 0)
		fail("out of memory");
	free(path);
	return option;
}

/* The driver's command line: what the SDK wants of it, what the user wants. */
static char **driver_words(const char *driver, struct options *options,
			   const struct purpose *purpose, const char *map)
{
	enum { ADDED = 4 };
	size_t rest = (size_t)options->rest_count;
	char **words = need(
		calloc(ADDED + PATHS_OPTIONS + rest + 1, sizeof(*words)));
	int count = ADDED;

	words[0] = sdk_path("lib/toolchain/bin/%s", driver);
	words[1] = path_option("-specs=", own_specs(options, purpose, map));
	words[2] = path_option("-specs=",
			       sdk_path("share/denali/denali.specs"));
	/* So that whoever asks where libraries are looks there too. */
	words[3] = path_option("-B", sdk_path("lib/"));
	paths_prepare(words, &count, options->rest);
	memcpy(words + count, options->rest, rest * sizeof(*words));
	return words;
}

/* make takes a space for the end of a name unless it is told otherwise. */
static void print_makefile(void)
{
	for (const char *at = sdk_path("share/denali/denali.mk"); *at != '\0';
	     at++) {
		if (*at == ' ')
			putchar('\\');
		putchar(*at);
	}
	putchar('\n');
}

/* What is printed before what gcc prints, or without it. */
static void answer(const struct options *options)
{
	if (options->print_makefile)
		print_makefile();
	if (options->print_sdk)
		puts(sdk_root());
	if (options->print_makefile || options->print_sdk)
		exit(0);
	if (options->help)
		fputs(options_help, stdout);
	else if (options->version)
		printf("denali-cc " DENALI_VERSION " (contract version %d)\n",
		       DENALI_CONTRACT_VERSION);
	fflush(stdout);
}

/* Runs the driver and finishes what it has linked. */
static _Noreturn void drive(char **words, const struct purpose *purpose,
			    const char *map, uint32_t memory)
{
	struct buffer said = { 0 };
	int status = child_run(words, &said);

	if (status != 0)
		advise(&said);
	if (status != 0 && purpose->kind == PURPOSE_LINK)
		split_forget(purpose);
	if (status == 0 && purpose->kind == PURPOSE_LINK) {
		if (!split_image(purpose,
				 purpose->map != NULL ? purpose->map : map))
			exit(EXIT_ERROR);
		room_check(purpose->output, memory);
	}
	child_end(status);
}

/* Has the driver of that name do it.  Where it only prints something we become
 * it. */
static _Noreturn void become(const char *driver, int argc, char **argv)
{
	struct options options;
	struct purpose purpose;
	char **words, *map = NULL;

	options_read(&options, argc, argv);
	answer(&options);
	purpose_read(&purpose, options.rest);
	if (purpose.kind == PURPOSE_LINK) {
		struct buffer empty = { 0 };

		map = buffer_as_file(&empty, "denali-map");
	}
	words = driver_words(driver, &options, &purpose, map);
	if (purpose.kind != PURPOSE_ANSWER)
		drive(words, &purpose, map, options.manifest.memory_size);
	execv(words[0], words);
	fail_errno("cannot run %s", words[0]);
}

void compile(int argc, char **argv)
{
	become("denali-cc", argc, argv);
}

void compile_cplusplus(int argc, char **argv)
{
	become("denali-c++", argc, argv);
}
