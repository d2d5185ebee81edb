/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "mounts.h"

#include <denali/rings.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "imagepath.h"

static bool is_disk(const char *source)
{
	char *end;
	unsigned long number;

	if (strncmp(source, "disk", 4) != 0 || source[4] < '0' ||
	    source[4] > '9')
		return false;
	number = strtoul(source + 4, &end, 10);
	return *end == '\0' && number < DENALI_DISKS &&
	       (source[4] != '0' || source[5] == '\0');
}

static void check_target(const char *spec, const char *target)
{
	const char *wrong = imagepath_wrong(target);

	if (wrong != NULL)
		fail("--mount %s: the target %s", spec, wrong);
}

/* Is there a mount on the target? */
static bool has_target(const struct mounts *mounts, const char *target)
{
	size_t at = 0;

	while (at < mounts->table.length) {
		const char *source = (const char *)mounts->table.data + at;
		const char *other = source + strlen(source) + 1;

		if (strcmp(other, target) == 0)
			return true;
		for (int i = 0; i < 4; i++)
			at += strlen((const char *)mounts->table.data + at) + 1;
	}
	return false;
}

static void add(struct mounts *mounts, const char *source, const char *target,
		const char *options)
{
	bool disk = is_disk(source);

	buffer_add_string(&mounts->table, source);
	buffer_add_string(&mounts->table, target);
	buffer_add_string(&mounts->table, disk ? "ext4" : "tmpfs");
	buffer_add_string(&mounts->table, options);
	mounts->disk |= disk;
}

void mounts_add(struct mounts *mounts, struct bundle *bundle, const char *spec)
{
	char *source = need(strdup(spec)), *target, *options;

	target = strchr(source, ':');
	if (target == NULL)
		fail("--mount %s: must be SOURCE:TARGET[:OPTIONS], as in"
		     " disk0:/data",
		     spec);
	*target++ = '\0';
	options = strchr(target, ':');
	if (options != NULL)
		*options++ = '\0';
	if (!is_disk(source) && strcmp(source, "tmpfs") != 0)
		fail("--mount %s: the source must be tmpfs, or disk0 to disk%d",
		     spec, DENALI_DISKS - 1);
	check_target(spec, target);
	if (has_target(mounts, target))
		fail("--mount %s: something is mounted on %s already", spec,
		     target);
	add(mounts, source, target, options != NULL ? options : "");
	bundle_add_directory(bundle, target);
	free(source);
}
