/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "tuning.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "parse.h"
#include "suggest.h"
#include "traffic.h"

#define WORD_MAX 48

/* The part of *list up to a comma or the end; *list is moved past it, and is
 * null after the last.  False if it is too long for what can be right. */
static bool next_word(const char **list, char word[WORD_MAX])
{
	size_t length = strcspn(*list, ",");

	if (length >= WORD_MAX)
		return false;
	memcpy(word, *list, length);
	word[length] = '\0';
	*list = (*list)[length] == ',' ? *list + length + 1 : NULL;
	return true;
}

/* Numbers with commas between them, each as parse reads it. */
static bool parse_turns(const char *value, uint64_t most,
			bool (*parse)(const char *text, uint64_t least,
				      uint64_t most, uint64_t *number),
			struct turns *turns)
{
	char word[WORD_MAX];
	uint64_t number;

	turns->count = 0;
	while (value != NULL) {
		if (turns->count == DENALI_PLAN_GROUPS ||
		    !next_word(&value, word) || !parse(word, 1, most, &number))
			return false;
		turns->values[turns->count++] = (uint16_t)number;
	}
	return true;
}

int tuning_weights(struct part_options *part, const char *value)
{
	if (!parse_turns(value, DENALI_WEIGHT_MAX, parse_number,
			 &part->weights))
		return error("--weight %s: not weights from 1 to %u, at most "
			     "%u of them, as in 100 or 1,2,4",
			     value, DENALI_WEIGHT_MAX, DENALI_PLAN_GROUPS);
	return 0;
}

int tuning_caps(struct part_options *part, const char *value)
{
	/* A tenth of a per cent is a thousandth. */
	if (!parse_turns(value, DENALI_CAP_MAX, parse_tenths, &part->caps))
		return error("--cap %s: not percentages from 0.1 to 100, at "
			     "most %u of them, as in 10 or 12.5,50",
			     value, DENALI_PLAN_GROUPS);
	return 0;
}

int tuning_frames(struct part_options *part, const char *value)
{
	uint64_t bytes;

	if (!parse_size(value, &bytes) || bytes == 0 ||
	    bytes > DENALI_MEMORY_MAX)
		return error("--frames %s: not a size up to %uM; write 4M, say",
			     value, DENALI_MEMORY_MAX >> 20);
	part->frame_limit = (uint32_t)((bytes + DENALI_PAGE_SIZE - 1) /
				       DENALI_PAGE_SIZE);
	return 0;
}

int tuning_swap_rate(struct part_options *part, const char *value)
{
	uint64_t rate;

	if (!parse_number(value, 1, DENALI_SWAP_RATE_MAX, &rate))
		return error("--swap-rate %s: not a number of pages a second, "
			     "1 to %u",
			     value, DENALI_SWAP_RATE_MAX);
	part->swap_rate = (uint32_t)rate;
	return 0;
}

static int set_quantum(struct run_options *options, const char *value)
{
	uint64_t time;

	if (!parse_number(value, DENALI_QUANTUM_MIN, DENALI_QUANTUM_MAX, &time))
		return error("--boot quantum=%s: not a number of microseconds, "
			     "%u to %u",
			     value, DENALI_QUANTUM_MIN, DENALI_QUANTUM_MAX);
	options->quantum = (uint32_t)time;
	return 0;
}

static int set_tick(struct run_options *options, const char *value)
{
	uint64_t time;

	if (!parse_number(value, DENALI_TICK_MIN, DENALI_TICK_MAX, &time))
		return error("--boot tick=%s: not a number of microseconds, %u "
			     "to %u",
			     value, DENALI_TICK_MIN, DENALI_TICK_MAX);
	options->tick = (uint32_t)time;
	return 0;
}

static int set_swap_block(struct run_options *options, const char *value)
{
	uint64_t bytes, pages;

	if (!parse_size(value, &bytes) || bytes % DENALI_PAGE_SIZE != 0)
		return error("--boot swap-block=%s: not a multiple of 4K",
			     value);
	pages = bytes / DENALI_PAGE_SIZE;
	if (pages < 1 || pages > DENALI_SWAP_BLOCK_MAX)
		return error("--boot swap-block=%s: not 4K to %uK", value,
			     DENALI_SWAP_BLOCK_MAX * DENALI_PAGE_SIZE / 1024);
	options->swap_block = (uint32_t)pages;
	return 0;
}

/* Keys of --boot: with a value and a function for it, or a flag. */
static const struct key {
	const char *name;
	int (*set)(struct run_options *options, const char *value);
	uint32_t flag;
} keys[] = {
	{ "fixed", NULL, DENALI_PLAN_FIXED },
	{ "immediate", NULL, DENALI_PLAN_IMMEDIATE },
	{ "quantum", set_quantum, 0 },
	{ "scattered", NULL, DENALI_PLAN_SCATTERED },
	{ "swap-block", set_swap_block, 0 },
	{ "tick", set_tick, 0 },
};
#define KEY_COUNT (sizeof keys / sizeof keys[0])

static int unknown_key(const char *name)
{
	const char *names[KEY_COUNT], *near;

	for (size_t i = 0; i < KEY_COUNT; i++)
		names[i] = keys[i].name;
	near = suggest(name, names, KEY_COUNT);
	if (near != NULL)
		return error("--boot %s: unknown; did you mean %s?", name,
			     near);
	return error("--boot %s: unknown; see `denali help run`", name);
}

/* value is null if there was no `=`. */
static int set_key(struct run_options *options, const char *name,
		   const char *value)
{
	const struct key *key = keys;

	while (key < keys + KEY_COUNT && strcmp(key->name, name) != 0)
		key++;
	if (key == keys + KEY_COUNT)
		return unknown_key(name);
	if (key->set != NULL && value == NULL)
		return error("--boot %s: needs a value, as in %s=NUMBER", name,
			     name);
	if (key->set != NULL)
		return key->set(options, value);
	if (value != NULL)
		return error("--boot %s=%s: %s takes no value", name, value,
			     name);
	options->boot_flags |= key->flag;
	return 0;
}

int tuning_boot(struct run_options *options, const char *value)
{
	const char *list = value;
	char word[WORD_MAX];
	int status = 0;

	while (status == 0 && list != NULL) {
		char *equals;

		if (!next_word(&list, word))
			return error("--boot %s: not KEY or KEY=VALUE with "
				     "commas between; see `denali help run`",
				     value);
		equals = strchr(word, '=');
		if (equals != NULL)
			*equals++ = '\0';
		status = set_key(options, word, equals);
	}
	return status;
}

uint16_t tuning_turn(const struct turns *turns, uint32_t vm)
{
	return turns->count == 0 ? 0 : turns->values[vm % turns->count];
}

uint32_t tuning_alike(const struct run_options *options,
		      const struct part_options *part, uint32_t first)
{
	const struct turns *weights = &part->weights;
	const struct turns *caps = &part->caps;
	uint32_t next = first + 1;

	while (next < part->count &&
	       tuning_turn(weights, next) == tuning_turn(weights, first) &&
	       tuning_turn(caps, next) == tuning_turn(caps, first) &&
	       traffic_captured(options, part->first + next) ==
		       traffic_captured(options, part->first + first))
		next++;
	return next - first;
}

uint32_t tuning_groups(const struct run_options *options,
		       const struct part_options *part)
{
	uint32_t groups = 0;

	for (uint32_t i = 0; i < part->count; groups++)
		i += tuning_alike(options, part, i);
	return groups;
}

static int check_count(const char *option, const struct turns *turns,
		       uint32_t count)
{
	if (turns->count <= count)
		return 0;
	return error("%s: %u values for %u instance%s; say how many instances "
		     "with -n",
		     option, turns->count, count, count > 1 ? "s" : "");
}

int tuning_supervisor(struct part_options *part, const char *value)
{
	(void)value;
	part->supervisor = true;
	return 0;
}

int tuning_vms(struct run_options *options, const char *value)
{
	uint64_t count;

	if (!parse_number(value, 1, DENALI_VMS_MAX, &count))
		return error("--vms %s: not a number of VMs, 1 to %u", value,
			     DENALI_VMS_MAX);
	options->vms = (uint32_t)count;
	return 0;
}

static int check_supervisor(const struct run_options *options)
{
	bool given = false;

	for (uint32_t i = 0; i < options->part_count; i++) {
		const struct part_options *part = &options->parts[i];

		if (!part->supervisor)
			continue;
		if (part->count != 1)
			return error("--supervisor: a host has one; leave -n "
				     "%u out",
				     part->count);
		if (given)
			return error("--supervisor: a host has one; give it to "
				     "one image");
		given = true;
	}
	if (!given && options->vms != 0)
		return error("--vms: only a supervisor makes VMs; give "
			     "--supervisor too, or -n");
	return 0;
}

static int check_part(const struct run_options *options,
		      const struct part_options *part)
{
	if (options->swap == NULL && part->swap_rate != 0)
		return error("--swap-rate: there is no swap disk; give --swap "
			     "too");
	if (check_count("--weight", &part->weights, part->count) != 0)
		return STATUS_ERROR;
	return check_count("--cap", &part->caps, part->count);
}

/* What has made so many groups. */
static const char *blame_groups(const struct run_options *options)
{
	if (options->part_count > 1)
		return "--and";
	if (options->parts->weights.count > 1)
		return "--weight";
	return options->parts->caps.count > 1 ? "--cap" : "--pcap";
}

int tuning_check(const struct run_options *options)
{
	uint32_t groups = 0;

	for (uint32_t i = 0; i < options->part_count; i++) {
		const struct part_options *part = &options->parts[i];

		if (check_part(options, part) != 0)
			return STATUS_ERROR;
		groups += tuning_groups(options, part);
	}
	if (check_supervisor(options) != 0)
		return STATUS_ERROR;
	if (groups <= DENALI_PLAN_GROUPS)
		return 0;
	return error("%s: %u instances with values in turn are %u groups, and "
		     "the kernel takes %u; give fewer instances or one value",
		     blame_groups(options), options->count, groups,
		     DENALI_PLAN_GROUPS);
}
