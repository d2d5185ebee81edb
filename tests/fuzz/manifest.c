/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of manifests, as files (TOML) and as notes of images (JSON): whatever
 * is read is read without harm, what is told can be shown on a terminal, and
 * what is taken can be written as a note that says the same.
 */
#include "manifest.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken rule: %s\n", what);
	abort();
}

void out_of_memory(void)
{
	abort();
}

static unsigned told;

static void tell(const char *text)
{
	told++;
	for (; *text != '\0'; text++)
		require((unsigned char)*text >= ' ' && *text != 0x7f &&
				(*text != '\xc2' ||
				 (unsigned char)text[1] >= 0xa0),
			"messages are fit for a terminal");
}

static void expect_same(const char *note)
{
	struct manifest again;
	char *copy;

	require(manifest_from_note(&again, "note", note, strlen(note), tell),
		"what is written is right");
	copy = manifest_to_note(&again, tell);
	require(copy != NULL && strcmp(copy, note) == 0,
		"what is read again is the same");
	free(copy);
	manifest_free(&again);
}

static void try(const uint8_t *data, size_t size,
		bool (*read)(struct manifest *manifest, const char *path,
			     const char *text, size_t length,
			     void (*tell)(const char *text)))
{
	struct manifest manifest;
	bool good;

	told = 0;
	good = read(&manifest, "input", (const char *)data, size, tell);
	require(good == (told == 0), "what is wrong is told, and only that");
	if (good) {
		char *note = manifest_to_note(&manifest, tell);

		require(note != NULL || told == 1, "it is a note, or too long");
		if (note != NULL)
			expect_same(note);
		free(note);
	}
	manifest_free(&manifest);
}

static bool read_note(struct manifest *manifest, const char *path,
		      const char *text, size_t length,
		      void (*say)(const char *text))
{
	return manifest_from_note(manifest, path, text, length, say);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try(data, size, manifest_parse);
	try(data, size, read_note);
	return 0;
}
