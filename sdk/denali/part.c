/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "part.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <denali/plan.h>

#include "buffer.h"
#include "error.h"
#include "fileio.h"

/* Instances of one file share their text, whatever part they are of. */
static void number_module(struct parts *parts, struct part *part)
{
	for (const struct part *other = parts->all; other < part; other++)
		if (is_same_file(other->image.fd, part->image.fd)) {
			part->module = other->module;
			return;
		}
	part->module = ++parts->modules;
	part->loaded = true;
}

int parts_open(struct parts *parts, const struct run_options *options)
{
	int status = 0;

	*parts = (struct parts){
		.all = allocate(options->part_count, sizeof(struct part)),
		.count = options->part_count,
	};
	for (uint32_t i = 0; i < parts->count; i++)
		parts->all[i] = (struct part){ .options = &options->parts[i],
					       .image.fd = -1 };
	for (uint32_t i = 0; i < parts->count && status == 0; i++) {
		struct part *part = &parts->all[i];

		status = image_open(&part->image, part->options->image,
				    part->options->memory);
		if (status == 0)
			number_module(parts, part);
		if (status == 0 && part->options->name != NULL)
			snprintf(part->image.name, sizeof part->image.name,
				 "%s", part->options->name);
	}
	if (status == 0 && parts->modules >= DENALI_BOOT_MODULES)
		return error("--and: %u different images are more than the "
			     "kernel takes (%u); run fewer together",
			     parts->modules, DENALI_BOOT_MODULES - 1);
	return status;
}

void parts_close(struct parts *parts)
{
	for (uint32_t i = 0; i < parts->count; i++) {
		symbols_close(&parts->all[i].symbols);
		manifest_free(&parts->all[i].service);
		image_close(&parts->all[i].image);
	}
	free(parts->all);
	*parts = (struct parts){ 0 };
}

uint64_t parts_size(const struct parts *parts)
{
	uint64_t size = 0;

	for (uint32_t i = 0; i < parts->count; i++)
		if (parts->all[i].loaded)
			size += parts->all[i].image.size;
	return size;
}

struct part *parts_find(const struct parts *parts, uint32_t vm)
{
	uint32_t i = parts->count - 1;

	while (i > 0 && vm < parts->all[i].options->first)
		i--;
	return &parts->all[i];
}

struct symbols *part_symbols(struct part *part,
			     const struct debug_places *places)
{
	if (!part->symbols_open)
		symbols_open(&part->symbols, &part->image, places);
	part->symbols_open = true;
	return &part->symbols;
}
