/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "model.h"

#include <string.h>

/* Of 32 steps, how many are of each kind. */
static const uint8_t odds[STEP_KINDS] = {
	[STEP_APPEND] = 9,   [STEP_REPLACE] = 5, [STEP_OVERWRITE] = 4,
	[STEP_TRUNCATE] = 3, [STEP_RENAME] = 3,  [STEP_UNLINK] = 2,
	[STEP_MAKE] = 2,     [STEP_REMOVE] = 2,  [STEP_UNSYNCED] = 2,
};

static uint32_t draw(uint64_t *state, uint32_t bound)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(*state >> 33) % bound;
}

static uint8_t byte_of(uint32_t n, uint32_t i)
{
	uint32_t mixed = n * 2654435761u + i * 40503u;

	return (uint8_t)(mixed >> 11 | 1);
}

void model_start(struct model *model, uint32_t seed)
{
	memset(model, 0, sizeof(*model));
	model->random = seed;
}

const char *model_name(unsigned int file)
{
	static const char *const names[MODEL_FILES] = {
		"f0", "f1", "f2", "f3",
		"f4", "f5", "f6", "a file whose name is rather long, and seven"
	};

	return names[file];
}

uint32_t model_small(uint32_t n, unsigned int i, uint8_t data[MODEL_SMALL])
{
	uint32_t length = (n * 31 + i * 177) % MODEL_SMALL;

	for (uint32_t at = 0; at < length; at++)
		data[at] = byte_of(n + i, at);
	return length;
}

uint8_t model_unsynced(uint32_t i)
{
	return byte_of(77, i);
}

static enum step_kind draw_kind(uint64_t *random)
{
	uint32_t drawn = draw(random, 32);
	unsigned int kind = 0;

	while (drawn >= odds[kind])
		drawn -= odds[kind++];
	return (enum step_kind)kind;
}

/* Mostly small, as records are. */
static uint32_t draw_length(uint64_t *random, uint32_t most)
{
	uint32_t bound = draw(random, 4) != 0 ? 700 : most;

	return 1 + draw(random, bound < most ? bound : most);
}

/* What cannot be done to files as they are becomes something that can. */
static void make_possible(const struct model *model, struct step *step)
{
	const struct model_file *file = &model->files[step->file];
	bool made = model->folders[step->to % MODEL_FOLDERS] != 0;

	if (step->kind == STEP_MAKE || step->kind == STEP_REMOVE) {
		step->file = step->to % MODEL_FOLDERS;
		step->kind = made ? STEP_REMOVE : STEP_MAKE;
	} else if (step->kind == STEP_RENAME) {
		if (!file->there || step->to == step->file)
			step->kind = STEP_REPLACE;
	} else if (step->kind == STEP_OVERWRITE) {
		if (!file->there || file->size == 0)
			step->kind = STEP_APPEND;
	} else if (step->kind != STEP_UNSYNCED && !file->there) {
		step->kind = STEP_APPEND;
	}
	if (step->kind == STEP_APPEND && file->there &&
	    file->size > MODEL_FILE_MAX - 9000)
		step->kind = STEP_TRUNCATE;
}

struct step model_next(const struct model *model)
{
	uint64_t random = model->random ^
			  (model->steps + 1) * 0x9e3779b97f4a7c15ull;
	struct step step = { .kind = draw_kind(&random) };
	const struct model_file *file;

	step.file = draw(&random, MODEL_FILES);
	step.to = draw(&random, MODEL_FILES);
	step.count = 1 + draw(&random, 12);
	make_possible(model, &step);
	file = &model->files[step.file];
	step.length = draw_length(&random,
				  step.kind == STEP_REPLACE ? 60000 : 9000);
	if (step.kind == STEP_APPEND)
		step.offset = file->there ? file->size : 0;
	else if (step.kind == STEP_OVERWRITE)
		step.offset = draw(&random, file->size);
	if (step.kind == STEP_OVERWRITE &&
	    step.length > file->size - step.offset)
		step.length = file->size - step.offset;
	if (step.kind == STEP_TRUNCATE)
		step.length = draw(&random, draw(&random, 2) != 0 ?
						    file->size + 1 :
						    MODEL_FILE_MAX);
	return step;
}

/* At least so long; what is between is zeros. */
static void extend(struct model_file *file, uint32_t size)
{
	if (file->size >= size)
		return;
	memset(file->data + file->size, 0, size - file->size);
	file->size = size;
}

static void write_file(struct model_file *file, const struct step *step,
		       uint32_t n)
{
	extend(file, step->offset + step->length);
	for (uint32_t i = 0; i < step->length; i++)
		file->data[step->offset + i] = byte_of(n, i);
	file->there = true;
}

static void resize(struct model_file *file, uint32_t size)
{
	extend(file, size);
	file->size = size;
}

static void forget(struct model_file *file)
{
	file->there = false;
	file->size = 0;
}

void model_apply(struct model *model, const struct step *step)
{
	struct model_file *file = &model->files[step->file];
	uint32_t n = ++model->steps;

	switch (step->kind) {
	case STEP_REPLACE:
		file->size = 0;
		write_file(file, step, n);
		break;
	case STEP_APPEND:
	case STEP_OVERWRITE:
		write_file(file, step, n);
		break;
	case STEP_TRUNCATE:
		resize(file, step->length);
		break;
	case STEP_RENAME:
		model->files[step->to] = *file;
		forget(file);
		break;
	case STEP_UNLINK:
		forget(file);
		break;
	case STEP_MAKE:
		model->folders[step->file] = n;
		model->counts[step->file] = step->count;
		break;
	case STEP_REMOVE:
		model->folders[step->file] = 0;
		break;
	case STEP_UNSYNCED:
	case STEP_KINDS:
		model->unsynced += step->length;
		break;
	}
}
