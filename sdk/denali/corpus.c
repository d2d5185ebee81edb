/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "corpus.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "sdk.h"

#define FOLDER "share/denali/torture/"
#define IMAGES_MAX 64
#define ATTACKS_MAX 128

/* A word of a line, of no more than a name's bytes. */
#define WORD "%31s"

static void read_case(struct hostile_image *image, const char *line)
{
	struct attack *attack = &image->attacks[image->attack_count];
	char detail[CORPUS_NAME_MAX] = "0";

	if (image->attack_count == ATTACKS_MAX)
		return;
	attack->churn = sscanf(line, "churn " WORD, attack->name) == 1;
	if (!attack->churn && sscanf(line, "case " WORD " " WORD " " WORD,
				     attack->name, attack->cause, detail) < 2)
		return;
	attack->status = (int)strtol(detail, NULL, 10);
	image->attack_count++;
}

static void read_line(struct corpus *corpus, const char *line)
{
	struct hostile_image *image = &corpus->images[corpus->count];
	char word[CORPUS_NAME_MAX];

	if (sscanf(line, "image " WORD, word) == 1 &&
	    corpus->count < IMAGES_MAX) {
		memcpy(image->name, word, sizeof word);
		image->attacks = allocate(ATTACKS_MAX, sizeof(struct attack));
		corpus->count++;
		return;
	}
	if (corpus->count == 0)
		return;
	image--;
	if (sscanf(line, "family " WORD, word) == 1)
		memcpy(image->family, word, sizeof word);
	else if ((sscanf(line, "option " WORD, word) == 1 ||
		  sscanf(line, "torture " WORD, word) == 1) &&
		 image->option_count < CORPUS_OPTIONS)
		memcpy(image->options[image->option_count++], word,
		       sizeof word);
	else
		read_case(image, line);
}

static int by_family(const void *a, const void *b)
{
	const struct hostile_image *one = a, *other = b;
	int order = strcmp(one->family, other->family);

	return order != 0 ? order : strcmp(one->name, other->name);
}

int corpus_read(struct corpus *corpus)
{
	char *path = sdk_path(FOLDER "index");
	FILE *file = path != NULL ? fopen(path, "r") : NULL;
	char line[256];
	int status = 0;

	*corpus = (struct corpus){
		.images = allocate(IMAGES_MAX + 1, sizeof(struct hostile_image))
	};
	if (file == NULL)
		status = error("%s: cannot read the hostile images' index: %s; "
			       "the SDK is not complete: build or install it "
			       "again",
			       path != NULL ? path : "the SDK",
			       strerror(errno));
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		read_line(corpus, line);
	if (file != NULL)
		fclose(file);
	free(path);
	qsort(corpus->images, corpus->count, sizeof *corpus->images, by_family);
	return status;
}

void corpus_free(struct corpus *corpus)
{
	for (uint32_t i = 0; i < corpus->count; i++)
		free(corpus->images[i].attacks);
	free(corpus->images);
}

char *corpus_path(const char *name)
{
	char *file = allocate_text(FOLDER "%s", name);
	char *path = sdk_path(file);

	free(file);
	return path;
}
