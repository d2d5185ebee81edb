/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A hash by the kernel's numbers; what else is asked is rare enough to look at
 * all.
 */
#include "instances.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "live.h"

#define BUCKETS 1024
#define ID_BITS 40

static struct {
	struct instance *bucket[BUCKETS];
	uint32_t count;
} all;

/* Digits that are not taken for one another, five bits each. */
static const char digits[] = "abcdefghijkmnpqrstuvwxyz23456789";

const char *instance_text(uint64_t id, char text[INSTANCE_TEXT])
{
	for (int i = INSTANCE_TEXT - 2; i >= 0; i--, id >>= 5)
		text[i] = digits[id & 31];
	text[INSTANCE_TEXT - 1] = '\0';
	return text;
}

bool instance_parse(const char *text, uint64_t *id)
{
	*id = 0;
	if (strlen(text) != INSTANCE_TEXT - 1)
		return false;
	for (; *text != '\0'; text++) {
		const char *digit = strchr(digits, *text);

		if (digit == NULL)
			return false;
		*id = *id << 5 | (uint64_t)(digit - digits);
	}
	return true;
}

static struct instance **place_of(uint32_t vm)
{
	struct instance **place = &all.bucket[vm % BUCKETS];

	while (*place != NULL && (*place)->vm != vm)
		place = &(*place)->next_of_vm;
	return place;
}

struct instance *instance_in(uint32_t vm)
{
	return *place_of(vm);
}

static struct instance *first_from(uint32_t bucket)
{
	while (bucket < BUCKETS && all.bucket[bucket] == NULL)
		bucket++;
	return bucket < BUCKETS ? all.bucket[bucket] : NULL;
}

struct instance *instance_next(const struct instance *instance)
{
	if (instance == NULL)
		return first_from(0);
	if (instance->next_of_vm != NULL)
		return instance->next_of_vm;
	return first_from(instance->vm % BUCKETS + 1);
}

uint32_t instances_count(void)
{
	return all.count;
}

struct instance *instance_find(uint64_t id)
{
	struct instance *instance = NULL;

	while ((instance = instance_next(instance)) != NULL)
		if (instance->id == id)
			break;
	return instance;
}

uint64_t instance_new_id(void)
{
	uint64_t id;

	do {
		randombytes_buf(&id, sizeof id);
		id &= (UINT64_C(1) << ID_BITS) - 1;
	} while (id == 0);
	return id;
}

struct instance *instance_add(uint64_t id, uint32_t vm)
{
	struct instance *instance = calloc(1, sizeof *instance);

	if (instance == NULL)
		return NULL;
	instance->id = id;
	instance->vm = vm;
	*place_of(vm) = instance;
	all.count++;
	return instance;
}

void instance_remove(struct instance *instance)
{
	timer_clear(&instance->check);
	turn_end(&instance->turn);
	probe_cancel(&instance->probe);
	*place_of(instance->vm) = instance->next_of_vm;
	all.count--;
	free(instance);
}

void instance_vm_name(const struct instance *instance,
		      char name[DENALI_NAME_MAX])
{
	char text[INSTANCE_TEXT];

	snprintf(name, DENALI_NAME_MAX, "%s.%lld.%u.%u",
		 instance_text(instance->id, text),
		 (long long)instance->service, (unsigned)instance->version,
		 (unsigned)instance->slot);
}

bool instance_parse_vm_name(const char *name, struct instance *instance)
{
	char text[INSTANCE_TEXT];
	long long service;
	unsigned version, slot;
	int end = -1;

	if (strnlen(name, DENALI_NAME_MAX) == DENALI_NAME_MAX)
		return false;
	if (sscanf(name, "%8[a-z0-9].%lld.%u.%u%n", text, &service, &version,
		   &slot, &end) != 4 ||
	    end < 0 || name[end] != '\0' || service <= 0)
		return false;
	instance->service = service;
	instance->version = version;
	instance->slot = slot;
	return instance_parse(text, &instance->id);
}
