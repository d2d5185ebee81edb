/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The linker's map is for people: a line that begins in the first column names
 * an output section, one that begins in the second a piece of it, whose numbers
 * follow in the next line where the name is long.
 *
 *   .text           0x00000160     0x3227
 *    .text._start   0x00000160       0x4f sdk/lib/crt0.o
 *    .text._start_anywhere
 *                   0x000001af       0x52 sdk/lib/libilwaco.a(anywhere.o)
 *
 * Of strings that were merged the sizes are those before, so that they overlap.
 */
#include "linkmap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "linkersection.h"
#include "paths.h"

#define HEAD "Linker script and memory map"
#define LOAD "LOAD "

struct reader {
	struct linkmap *map;
	const struct elffile *image;
	const struct purpose *purpose;
	FILE *stream;
	char *line;
	size_t room;
	char **temporary; /* objects that gcc made of sources, in order */
	int temporary_count;
	const Elf32_Shdr *section; /* where we are; NULL: not in memory */
	uint64_t at;               /* up to where it is said */
	struct piece {
		uint64_t address, size;
		char *name, *file;
	} last; /* its end is the next one's begin, or earlier; size 0: none */
};

static bool next_line(struct reader *reader)
{
	ssize_t length = getline(&reader->line, &reader->room, reader->stream);

	if (length > 0 && reader->line[length - 1] == '\n')
		reader->line[length - 1] = '\0';
	return length >= 0;
}

/* gcc's own name for an object that it compiled in order to link it. */
static bool is_temporary(const char *file)
{
	const char *slash = strrchr(file, '/');

	return file[0] == '/' && strncmp(slash, "/cc", 3) == 0 &&
	       strlen(slash) == strlen("/ccXXXXXX.o") &&
	       strcmp(slash + 9, ".o") == 0;
}

static char *file_name(const struct reader *reader, const char *name,
		       const char *file)
{
	if (linker_made(name))
		return need(strdup("(linker)"));
	if (strncmp(file, "/proc/self/fd/", 14) == 0)
		return need(strdup("(denali-cc)"));
	if (strstr(file, ".ltrans") != NULL ||
	    strstr(file, ".debug.temp.o") != NULL)
		return need(strdup("(lto)"));
	if (!is_temporary(file))
		return paths_neutral(file);
	if (reader->temporary_count == reader->purpose->source_count)
		for (int i = 0; i < reader->temporary_count; i++)
			if (strcmp(reader->temporary[i], file) == 0)
				return paths_neutral(
					reader->purpose->sources[i]);
	return need(strdup("(temporary)"));
}

static void add_line(struct reader *reader, uint64_t address, uint64_t size,
		     const char *name, const char *file)
{
	char numbers[40];

	if (size == 0)
		return;
	snprintf(numbers, sizeof(numbers), "%" PRIx64 " %" PRIx64 " ", address,
		 size);
	buffer_add_text(&reader->map->text, numbers);
	buffer_add_text(&reader->map->text, name);
	buffer_add(&reader->map->text, " ", 1);
	buffer_add_text(&reader->map->text, file);
	buffer_add(&reader->map->text, "\n", 1);
}

/* Writes the last piece, and what is between it and the next. */
static void end_piece(struct reader *reader, uint64_t next)
{
	struct piece *last = &reader->last;
	uint64_t end = last->address + last->size;

	if (last->size > 0) {
		end = end > next ? next : end;
		add_line(reader, last->address, end - last->address, last->name,
			 last->file);
		reader->at = end;
		free(last->name);
		free(last->file);
		*last = (struct piece){ 0 };
	}
	if (next > reader->at) {
		add_line(reader, reader->at, next - reader->at,
			 elffile_name(reader->image, reader->section),
			 "*fill*");
		reader->at = next;
	}
}

static void end_section(struct reader *reader)
{
	const Elf32_Shdr *section = reader->section;

	if (section != NULL)
		end_piece(reader,
			  (uint64_t)section->sh_addr + section->sh_size);
	reader->section = NULL;
}

static void begin_section(struct reader *reader)
{
	const Elf32_Shdr *section;

	end_section(reader);
	reader->line[strcspn(reader->line, " ")] = '\0';
	section = elffile_section(reader->image, reader->line);
	if (section == NULL || (section->sh_flags & SHF_ALLOC) == 0)
		return;
	reader->section = section;
	reader->at = section->sh_addr;
}

static void take_piece(struct reader *reader, const char *name,
		       uint64_t address, uint64_t size, const char *file)
{
	const Elf32_Shdr *section = reader->section;
	char *neutral;

	if (size == 0)
		return;
	neutral = file_name(reader, name, file);
	if (strcmp(name, ".debug_info") == 0 &&
	    strncmp(neutral, PATHS_SDK "/", strlen(PATHS_SDK "/")) != 0)
		reader->map->debug = true;
	if (section == NULL || address < reader->at ||
	    address - section->sh_addr > section->sh_size) {
		free(neutral);
		return;
	}
	end_piece(reader, address);
	reader->last = (struct piece){ address, size, need(strdup(name)),
				       neutral };
}

/* A line " NAME ADDRESS SIZE FILE", or two. */
static void read_piece(struct reader *reader)
{
	char *name = reader->line + 1, *copy = NULL, *numbers, *end;
	uint64_t address, size;

	if (strchr(name, ' ') == NULL) {
		copy = name = need(strdup(name));
		if (!next_line(reader))
			reader->line[0] = '\0';
		numbers = reader->line;
	} else {
		numbers = name + strcspn(name, " ");
		*numbers++ = '\0';
	}
	address = strtoull(numbers, &end, 0);
	size = strtoull(end, &end, 0);
	if (end != numbers && end[0] == ' ' && end[1] != '\0')
		take_piece(reader, name, address, size, end + 1);
	free(copy);
}

static void add_temporary(struct reader *reader, const char *file)
{
	reader->temporary = need(reallocarray(
		reader->temporary, (size_t)reader->temporary_count + 1,
		sizeof(*reader->temporary)));
	reader->temporary[reader->temporary_count++] = need(strdup(file));
}

/* The files that were read come last, in their order. */
static void read_files(struct reader *reader)
{
	while (next_line(reader)) {
		const char *file = reader->line + strlen(LOAD);

		if (strncmp(reader->line, LOAD, strlen(LOAD)) == 0 &&
		    is_temporary(file))
			add_temporary(reader, file);
	}
	rewind(reader->stream);
}

static bool find_head(struct reader *reader)
{
	while (next_line(reader))
		if (strcmp(reader->line, HEAD) == 0)
			return true;
	return false;
}

static void read_pieces(struct reader *reader)
{
	while (next_line(reader)) {
		const char *line = reader->line;

		if (line[0] == ' ' && line[1] != ' ' && line[1] != '*')
			read_piece(reader);
		else if (line[0] != ' ' && line[0] != '\0')
			begin_section(reader);
	}
	end_section(reader);
}

bool linkmap_read(struct linkmap *map, const struct elffile *image,
		  const char *path, const struct purpose *purpose)
{
	struct reader reader = { .map = map,
				 .image = image,
				 .purpose = purpose };
	bool there;

	*map = (struct linkmap){ 0 };
	reader.stream = fopen(path, "re");
	if (reader.stream == NULL)
		return false;
	read_files(&reader);
	there = find_head(&reader);
	if (there)
		read_pieces(&reader);
	for (int i = 0; i < reader.temporary_count; i++)
		free(reader.temporary[i]);
	free(reader.temporary);
	free(reader.line);
	fclose(reader.stream);
	return there;
}

void linkmap_free(struct linkmap *map)
{
	buffer_free(&map->text);
}
