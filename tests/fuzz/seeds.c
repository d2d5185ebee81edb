/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * seeds DIR: writes what the fuzzers start from: the good input and every
 * spoiled one, into DIR/image and DIR/bootplan.  The spoiled images also serve
 * to try a whole kernel; DIR/texts/NAME then holds what it must say.
 *
 * seeds -x FILE.hex OUT: turns the hexadecimal digits of FILE.hex into bytes.
 * Inputs that once failed are kept in that form.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image_file.h"
#include "plan_file.h"

static FILE *
open_or_exit(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

static void
close_or_exit(FILE *file, const char *path)
{
	if (ferror(file) | fclose(file)) {
		fprintf(stderr, "%s: cannot write\n", path);
		exit(1);
	}
}

static void
save(const char *directory, const char *kind, const char *name,
     const void *bytes, size_t length)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s/%s", directory, kind, name);
	file = open_or_exit(path, "wb");
	fwrite(bytes, 1, length, file);
	close_or_exit(file, path);
}

static void
save_images(const char *directory)
{
	struct image_file file;

	image_file_make(&file);
	save(directory, "image", "good", &file, sizeof file);
	for (uint32_t i = 0; i < image_fault_count; i++) {
		const struct image_fault *fault = &image_faults[i];

		if (fault->length > sizeof file)
			continue;
		image_file_make(&file);
		fault->spoil(&file);
		save(directory, "image", fault->name, &file,
		     image_fault_length(fault));
		save(directory, "texts", fault->name, fault->text,
		     strlen(fault->text));
	}
}

static void
save_plans(const char *directory)
{
	struct plan_file file;

	plan_file_make(&file);
	save(directory, "bootplan", "good", &file, sizeof file);
	for (uint32_t i = 0; i < plan_fault_count; i++) {
		const struct plan_fault *fault = &plan_faults[i];

		plan_file_make(&file);
		fault->spoil(&file);
		save(directory, "bootplan", fault->name, &file,
		     fault->length ? fault->length : sizeof file);
	}
}

static void
decode(const char *from, const char *to)
{
	FILE *input = open_or_exit(from, "r");
	FILE *output = open_or_exit(to, "wb");
	unsigned byte;

	while (fscanf(input, "%2x", &byte) == 1)
		fputc((int)byte, output);
	fclose(input);
	close_or_exit(output, to);
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "-x") == 0) {
		decode(argv[2], argv[3]);
		return 0;
	}
	if (argc != 2) {
		fprintf(stderr, "usage: seeds DIR | seeds -x FILE.hex OUT\n");
		return 2;
	}
	save_images(argv[1]);
	save_plans(argv[1]);
	return 0;
}
