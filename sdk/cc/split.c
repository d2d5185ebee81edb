/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Both files are made in a folder beside the image, since the one names the
 * other, and take their places when both are there.
 */
#include "split.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advice.h"
#include "buffer.h"
#include "child.h"
#include "elffile.h"
#include "error.h"
#include "linkmap.h"
#include "sdk.h"

struct split {
	char *image;
	char *debug;                            /* IMAGE.dbg */
	char *folder;                           /* where both are made */
	char *new_image, *new_debug, *map_file; /* in it, and in memory */
	int stopped; /* how objcopy ended, if somebody wanted an end */
};

static char *text(const char *format, const char *one, const char *other)
{
	char *made;

	if (asprintf(&made, format, one, other) < 0)
		fail("out of memory");
	return made;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static bool make_folder(struct split *split)
{
	split->folder = text("%s%s", split->image, ".split-XXXXXX");
	if (mkdtemp(split->folder) == NULL) {
		complain_errno("cannot write beside %s", split->image);
		free(split->folder);
		split->folder = NULL;
		return false;
	}
	split->new_image = text("%s/%s", split->folder,
				base_name(split->image));
	split->new_debug = text("%s/%s", split->folder,
				base_name(split->debug));
	return true;
}

/* Runs objcopy with an option, another or a word of no effect, and its output;
 * the image as it was linked is its input. */
static bool copy(struct split *split, char *option, char *other, char *into)
{
	char *program = sdk_path("lib/toolchain/bin/i686-elf-objcopy");
	char *words[] = { program, option, other, split->image, into, NULL };
	struct buffer said = { 0 };
	int status = child_run(words, &said);

	if (child_stopped(status)) {
		split->stopped = status;
	} else if (status != 0) {
		complain("cannot take the debug information out of %s: %s"
			 " failed",
			 split->image, base_name(program));
		advise(&said);
	}
	buffer_free(&said);
	free(program);
	free(other);
	return status == 0;
}

static bool fill_folder(struct split *split)
{
	static char keep[] = "--only-keep-debug", strip[] = "--strip-all";

	return copy(split, keep,
		    text("--add-section=.denali.map=%s%s", split->map_file, ""),
		    split->new_debug) &&
	       copy(split, strip,
		    text("--add-gnu-debuglink=%s%s", split->new_debug, ""),
		    split->new_image);
}

static bool move_files(const struct split *split)
{
	struct stat status;

	/* Nobody runs it. */
	if (stat(split->new_debug, &status) == 0)
		chmod(split->new_debug, status.st_mode & 0666);
	if (rename(split->new_debug, split->debug) != 0)
		complain_errno("cannot write %s", split->debug);
	else if (rename(split->new_image, split->image) != 0)
		complain_errno("cannot write %s", split->image);
	else
		return true;
	return false;
}

/* Symbols of another build are worse than none; NULL: of any build.  What is
 * not ours stays. */
static void drop_debug(const char *debug, const struct elffile *image)
{
	struct elffile old;

	if (!elffile_open(&old, debug))
		return;
	if (elffile_section(&old, ".denali.map") != NULL &&
	    (image == NULL || !elffile_same_build(&old, image)))
		unlink(debug);
	elffile_close(&old);
}

static void clean_up(struct split *split, bool done)
{
	if (split->folder != NULL) {
		unlink(split->new_image);
		unlink(split->new_debug);
		rmdir(split->folder);
	}
	if (!done) {
		unlink(split->image);
		drop_debug(split->debug, NULL);
	}
	free(split->folder);
	free(split->new_image);
	free(split->new_debug);
	free(split->map_file);
}

static bool divide(struct split *split, struct linkmap *map)
{
	bool done;

	split->map_file = buffer_as_file(&map->text, "denali-map");
	done = make_folder(split) && fill_folder(split) && move_files(split);
	clean_up(split, done);
	return done;
}

/* What the libraries have is of no use to a program without, and five times as
 * large as hello. */
static bool lighten(struct split *split)
{
	static char strip[] = "--strip-debug", keep[] = "--preserve-dates";
	bool done = make_folder(split) &&
		    copy(split, strip, need(strdup(keep)), split->new_image);

	if (done && rename(split->new_image, split->image) != 0) {
		complain_errno("cannot write %s", split->image);
		done = false;
	}
	clean_up(split, done);
	return done;
}

/* As a word that no program takes for an option. */
static char *as_word(const char *path)
{
	return text("%s%s", path[0] == '-' ? "./" : "", path);
}

void split_forget(const struct purpose *purpose)
{
	char *debug = text("%s%s", purpose->output, ".dbg");

	if (access(purpose->output, F_OK) != 0 && errno == ENOENT)
		drop_debug(debug, NULL);
	free(debug);
}

bool split_image(const struct purpose *purpose, const char *map_path)
{
	struct split split = { .image = as_word(purpose->output) };
	struct elffile image;
	struct linkmap map;
	bool done = true;

	if (!elffile_open(&image, split.image)) {
		free(split.image);
		return true;
	}
	split.debug = text("%s%s", split.image, ".dbg");
	if (linkmap_read(&map, &image, map_path, purpose)) {
		bool has_debug = elffile_section(&image, ".debug_info") != NULL;

		if (has_debug && map.debug) {
			done = divide(&split, &map);
		} else {
			drop_debug(split.debug, &image);
			done = !has_debug || lighten(&split);
		}
		linkmap_free(&map);
	}
	elffile_close(&image);
	free(split.debug);
	free(split.image);
	if (split.stopped != 0)
		child_end(split.stopped);
	return done;
}
