/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * VMs that are made and end at once, over and over: by themselves, by a fault,
 * by a bad ring, destroyed before they have run.  The supervisor that makes
 * them is the quiet neighbour, too.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "../attack.h"

#define CHILDREN 30 /* at a time */
#define WAIT_MS 50

static int32_t load(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct stat status = { 0 };
	void *data;
	int32_t image = -1;

	if (fd < 0 || fstat(fd, &status) != 0)
		return -1;
	data = malloc((size_t)status.st_size);
	if (data != NULL &&
	    read(fd, data, (size_t)status.st_size) == (ssize_t)status.st_size)
		image = ilw_image_load(data, (uint32_t)status.st_size);
	free(data);
	close(fd);
	return image;
}

/* Makes a child that carries out an attack of its image, once. */
static int32_t make(int32_t image, const char *word)
{
	static struct ilw_plan plan;

	ilw_plan_begin(&plan, (uint32_t)image, "child");
	ilw_plan_argument(&plan, "child");
	ilw_plan_argument(&plan, "torture");
	ilw_plan_argument(&plan, "1");
	ilw_plan_argument(&plan, word);
	return ilw_plan_create(&plan);
}

/* Children that have ended since. */
static uint32_t count_ends(void)
{
	uint64_t until = ilw_clock_after(WAIT_MS * ILW_MILLISECOND);
	struct ilw_message message;
	uint32_t ends = 0;

	while (ends == 0 && ilw_message_next(&message, until) == 1)
		ends += message.type == DENALI_PORT_EXIT;
	return ends;
}

static void churn_for_ever(const char *path, const char *word, bool destroy)
{
	int32_t image = load(path), child;
	uint32_t alive = 0;

	attack_check(image > 0, "the image is good");
	for (;;) {
		while (alive < CHILDREN && (child = make(image, word)) >= 0) {
			alive++;
			if (destroy)
				ilw_vm_destroy((uint32_t)child);
		}
		attack_check(alive > 0, "there can be children");
		alive -= count_ends();
	}
}

static void churn_exits(void)
{
	churn_for_ever("/images/calls", "@terminate", false);
}

static void churn_faults(void)
{
	churn_for_ever("/images/exceptions", "@divide", false);
}

static void churn_releases(void)
{
	churn_for_ever("/images/calls", "@release_all", false);
}

static void churn_destroyed(void)
{
	churn_for_ever("/images/calls", "@terminate", true);
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, churn_##name                                            \
	}

void churn(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(exits),
		ENTRY(faults),
		ENTRY(releases),
		ENTRY(destroyed),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
