/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "plan.h"

#include <string.h>

#include "error.h"

static void add_string(struct buffer *strings, const char *text)
{
	buffer_append(strings, text, strlen(text) + 1);
}

/* The program's name is the last part of the image's path. */
static void add_strings(const struct run_options *options,
			struct buffer *strings)
{
	const char *slash = strrchr(options->image, '/');

	add_string(strings, slash != NULL ? slash + 1 : options->image);
	for (uint32_t i = 0; i < options->argument_count; i++)
		add_string(strings, options->arguments[i]);
	for (uint32_t i = 0; i < options->environment_count; i++)
		add_string(strings, options->environment[i]);
}

static void write_all(const struct run_options *options,
		      const struct denali_plan_group *group,
		      const struct buffer *strings, struct buffer *plan)
{
	struct denali_plan header = {
		.magic = DENALI_PLAN_MAGIC,
		.version = DENALI_PLAN_VERSION,
		.length = (uint32_t)(sizeof header + sizeof *group +
				     strings->length),
		.group_count = 1,
		.flags = options->stats ? DENALI_PLAN_STATS : 0,
	};

	buffer_append(plan, &header, sizeof header);
	buffer_append(plan, group, sizeof *group);
	buffer_append(plan, strings->data, strings->length);
}

int plan_write(const struct run_options *options, const struct image *image,
	       const struct denali_network *network, struct buffer *plan)
{
	struct buffer strings = { 0 };
	struct denali_plan_group group = {
		.module = 1,
		.count = options->count,
		.memory_size = options->memory,
		.flags = DENALI_GROUP_INPUT,
		.argc = options->argument_count + 1,
		.envc = options->environment_count,
		.strings_offset = sizeof(struct denali_plan) + sizeof group,
		.network = *network,
	};
	size_t length;

	add_strings(options, &strings);
	length = strings.length;
	group.strings_length = (uint32_t)length;
	memcpy(group.name, image->name, sizeof group.name);
	if (length <= DENALI_STRINGS_MAX)
		write_all(options, &group, &strings, plan);
	buffer_free(&strings);
	if (length > DENALI_STRINGS_MAX)
		return error("the arguments and environment take %zu bytes, "
			     "and a VM has room for %u; give it fewer or "
			     "shorter ones",
			     length, DENALI_STRINGS_MAX);
	return 0;
}
