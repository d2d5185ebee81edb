/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * seeds image|bootplan DIR [FILE.hex...]
 *
 * Writes into DIR what a fuzzer starts from: the good input, every spoiled one
 * under its fault's name, and the bytes whose hexadecimal digits are in the
 * files, which are inputs that once failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image_file.h"
#include "plan_file.h"

static FILE *open_or_exit(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

static FILE *create_in(const char *directory, const char *name)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	return open_or_exit(path, "wb");
}

static void finish(FILE *file, const char *name)
{
	if (ferror(file) | fclose(file)) {
		fprintf(stderr, "seeds: %s: cannot write\n", name);
		exit(1);
	}
}

static void save(const char *directory, const char *name, const void *bytes,
		 size_t length)
{
	FILE *file = create_in(directory, name);

	fwrite(bytes, 1, length, file);
	finish(file, name);
}

static void save_images(const char *directory)
{
	struct image_file file;

	image_file_make(&file);
	save(directory, "good", &file, sizeof file);
	for (uint32_t i = 0; i < image_fault_count; i++) {
		image_file_make(&file);
		image_faults[i].spoil(&file);
		save(directory, image_faults[i].name, &file,
		     image_fault_length(&image_faults[i]));
	}
}

static void save_plans(const char *directory)
{
	struct plan_file file;

	plan_file_make(&file);
	save(directory, "good", &file, sizeof file);
	for (uint32_t i = 0; i < plan_fault_count; i++) {
		uint32_t length = plan_faults[i].length;

		plan_file_make(&file);
		plan_faults[i].spoil(&file);
		save(directory, plan_faults[i].name, &file,
		     length ? length : sizeof file);
	}
}

static void decode(const char *path, const char *directory)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	FILE *input = open_or_exit(path, "r");
	FILE *output = create_in(directory, name);
	unsigned byte;

	while (fscanf(input, "%2x", &byte) == 1)
		fputc((int)byte, output);
	fclose(input);
	finish(output, name);
}

int main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "image") == 0) {
		save_images(argv[2]);
	} else if (argc >= 3 && strcmp(argv[1], "bootplan") == 0) {
		save_plans(argv[2]);
	} else {
		fprintf(stderr, "usage: seeds image|bootplan DIR "
				"[FILE.hex...]\n");
		return 2;
	}
	for (int i = 3; i < argc; i++)
		decode(argv[i], argv[2]);
	return 0;
}
