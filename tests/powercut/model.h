/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A series of changes to files, the same in the VM that makes them and on the
 * host that looks at what a loss of power has left of them.  Step n follows
 * from the seed and the steps before it.
 *
 * All steps but UNSYNCED end with what it takes to make them last, so that no
 * more than one is under way at a time.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define MODEL_FILES 8
#define MODEL_FOLDERS 3
#define MODEL_FILE_MAX 98304u
#define MODEL_SMALL 700u /* the most that a file of a folder has */

enum step_kind {
	STEP_APPEND,    /* written at the end; fsync */
	STEP_REPLACE,   /* another file written, synced and renamed over it */
	STEP_OVERWRITE, /* written in place; fdatasync */
	STEP_TRUNCATE,  /* shorter, or longer by zeros; fsync */
	STEP_RENAME,    /* file becomes `to`; the directory synced */
	STEP_UNLINK,    /* the directory synced */
	STEP_MAKE,      /* a folder with `count` files; sync() */
	STEP_REMOVE,    /* all of that; sync() */
	STEP_UNSYNCED,  /* appended to "unsynced", and left at that */
	STEP_KINDS
};

struct step {
	enum step_kind kind;
	unsigned int file, to; /* or folder */
	uint32_t offset, length;
	unsigned int count;
};

struct model_file {
	bool there;
	uint32_t size;
	uint8_t data[MODEL_FILE_MAX];
};

struct model {
	uint64_t random;
	uint32_t steps; /* made so far */
	struct model_file files[MODEL_FILES];
	uint32_t folders[MODEL_FOLDERS]; /* the step that made it; 0: none */
	unsigned int counts[MODEL_FOLDERS];
	uint32_t unsynced; /* bytes */
};

void model_start(struct model *model, uint32_t seed);

/* What the next step is; then makes it. */
struct step model_next(const struct model *model);
void model_apply(struct model *model, const struct step *step);

/* The name of a file. */
const char *model_name(unsigned int file);

/* File i of a folder that step n made: its bytes; how many. */
uint32_t model_small(uint32_t n, unsigned int i, uint8_t data[MODEL_SMALL]);

/* Byte i of "unsynced". */
uint8_t model_unsynced(uint32_t i);

#endif
