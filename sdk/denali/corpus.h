/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The corpus of hostile images in the SDK: share/denali/torture, with an index
 * of lines
 *
 *   image NAME          an image, of which what follows tells
 *   family NAME         what it attacks
 *   option WORD         for `denali run`; @ in it is the corpus' folder
 *   torture WORD        the same, but not for tests of one attack alone
 *   case NAME CAUSE [DETAIL]
 *   churn NAME          an attack by a supervisor that makes VMs without end,
 *                       alone on its host, and is the neighbour itself
 *
 * where a case is an attack and CAUSE the end it must come to: one of --result,
 * with the status in DETAIL if it is `exit`; `any`, or `handler`, where only
 * the others count.
 */
#ifndef DENALI_CMD_CORPUS_H
#define DENALI_CMD_CORPUS_H

#include <stdbool.h>
#include <stdint.h>

#define CORPUS_NAME_MAX 32
#define CORPUS_OPTIONS 4

struct attack {
	char name[CORPUS_NAME_MAX];
	char cause[CORPUS_NAME_MAX];
	int status; /* with the cause "exit" */
	bool churn;
};

struct hostile_image {
	char name[CORPUS_NAME_MAX];
	char family[CORPUS_NAME_MAX];
	char options[CORPUS_OPTIONS][CORPUS_NAME_MAX];
	uint32_t option_count;
	struct attack *attacks;
	uint32_t attack_count;
};

struct corpus {
	struct hostile_image *images; /* those of a family in a row */
	uint32_t count;
};

/* Read the index; an error is printed and returned. */
int corpus_read(struct corpus *corpus);
void corpus_free(struct corpus *corpus);

/* The path of a file of the corpus; allocated. */
char *corpus_path(const char *file);

#endif
