/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "script.h"

#include <stdio.h>
#include <string.h>

#define BLOCK ILW_DISKTABLE_BLOCK

void script_start(struct script *script, uint32_t seed)
{
	*script = (struct script){ .seed = seed * 2 + 1 };
}

static uint32_t below(struct script *script, uint32_t bound)
{
	script->seed = script->seed * 1664525 + 1013904223;
	return (script->seed >> 8) % bound;
}

static struct script_step create(struct script *script, uint32_t blocks)
{
	script->disk[script->count++] = (struct script_disk){
		.number = script->change,
		.blocks = blocks,
		.written = script->change
	};
	return (struct script_step){ SCRIPT_CREATE, script->change, blocks };
}

static struct script_step resize(struct script *script, uint32_t index,
				 uint32_t blocks)
{
	struct script_disk *disk = &script->disk[index];

	if (blocks > disk->blocks) {
		disk->written = script->change;
		disk->before = disk->blocks;
	}
	disk->blocks = blocks;
	return (struct script_step){ SCRIPT_RESIZE, disk->number, blocks };
}

static struct script_step destroy(struct script *script, uint32_t index)
{
	uint32_t number = script->disk[index].number;

	script->count--;
	memmove(&script->disk[index], &script->disk[index + 1],
		(script->count - index) * sizeof(script->disk[0]));
	return (struct script_step){ SCRIPT_DESTROY, number, 0 };
}

struct script_step script_next(struct script *script)
{
	uint32_t kind, size, index;

	script->change++;
	kind = below(script, 4);
	size = 1 + below(script, SCRIPT_SIZE_MAX);
	if (script->count < 2 || (kind < 2 && script->count < SCRIPT_DISKS))
		return create(script, size);
	index = below(script, script->count);
	if (kind == 2)
		return resize(script, index, size);
	return destroy(script, index);
}

void script_name(char name[ILW_DISKTABLE_NAME], uint32_t number)
{
	snprintf(name, ILW_DISKTABLE_NAME, "d%u", (unsigned int)number);
}

void script_fill(uint8_t data[BLOCK], const char *magic, uint32_t number,
		 uint32_t block)
{
	struct script_stamp stamp = { .number = number, .block = block };

	memcpy(stamp.magic, magic, sizeof stamp.magic);
	for (size_t at = 0; at < BLOCK; at += sizeof stamp)
		memcpy(data + at, &stamp, sizeof stamp);
}

/* Fills a disk's blocks, those before `from` excepted. */
static int fill(struct ilw_disktable *table, const char *name, uint32_t number,
		uint32_t from)
{
	static uint8_t data[BLOCK];
	const struct ilw_disktable_disk *disk = ilw_disktable_find(table, name);
	uint32_t block = 0;

	for (uint32_t i = 0; i < disk->extent_count; i++)
		for (uint32_t j = 0; j < disk->extent[i].count; j++, block++) {
			if (block < from)
				continue;
			script_fill(data, SCRIPT_STAMP, number, block);
			if (table->io.write(table->io.context,
					    disk->extent[i].first + j, 1,
					    data) != 0)
				return ILW_DISKTABLE_EIO;
		}
	return 0;
}

static int mark(struct ilw_disktable *table, uint32_t change)
{
	static uint8_t data[BLOCK];
	const struct ilw_disktable_disk *disk = ilw_disktable_find(table, "d0");

	script_fill(data, SCRIPT_MARK, change, 0);
	return table->io.write(table->io.context, disk->extent[0].first, 1,
			       data);
}

static int make(struct ilw_disktable *table, struct script_step step)
{
	const struct ilw_disktable_disk *disk;
	char name[ILW_DISKTABLE_NAME];
	uint32_t before;
	int error;

	script_name(name, step.number);
	disk = ilw_disktable_find(table, name);
	before = disk == NULL ? 0 : disk->blocks;
	if (step.kind == SCRIPT_DESTROY)
		return ilw_disktable_finish(table,
					    ilw_disktable_destroy(table, name));
	error = step.kind == SCRIPT_CREATE ?
			ilw_disktable_create(table, name, step.blocks) :
			ilw_disktable_resize(table, name, step.blocks);
	error = ilw_disktable_finish(table, error);
	return error != 0 ? error : fill(table, name, step.number, before);
}

int script_run(struct ilw_disktable *table, const struct ilw_disktable_io *io,
	       uint32_t seed, uint32_t count,
	       void (*acknowledged)(uint32_t change))
{
	struct script script;
	int error = ilw_disktable_format(table, io, true);

	script_start(&script, seed);
	if (error == 0)
		error = ilw_disktable_finish(
			table, ilw_disktable_create(table, "d0", 1));
	if (error == 0)
		error = mark(table, 0);
	while (error == 0 && script.change < count) {
		error = make(table, script_next(&script));
		if (error == 0 && acknowledged != NULL)
			acknowledged(script.change);
		if (error == 0)
			error = mark(table, script.change);
	}
	return error == 0 ? io->flush(io->context) : error;
}
