/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Commands about disks: the machine's, and those of the table.
 */
#include <stdio.h>
#include <string.h>

#include <ilwaco/supervisor.h>

#include "child.h"
#include "command.h"
#include "store.h"

static const char *made(int error)
{
	return error < 0 ? ilw_disktable_error(error) : NULL;
}

static const char *machine_disks(struct words *words)
{
	struct denali_machine_disk disk;

	(void)words;
	for (uint32_t i = 1; ilw_machine_disk(i, &disk) >= 0; i++)
		printf("%lu: %lu blocks, %.16s%s%s\n", (unsigned long)i,
		       (unsigned long)disk.blocks, disk.driver,
		       disk.flags & DENALI_DISK_IS_READ_ONLY ? ", read-only" :
							       "",
		       disk.swap ? ", for swap" : "");
	return NULL;
}

static const char *format(struct words *words)
{
	uint32_t disk;

	if (!word_number(words, &disk))
		return BAD_WORD;
	return store_open(disk, true, word_is(words, "force"));
}

static const char *open_table(struct words *words)
{
	uint32_t disk;

	return word_number(words, &disk) ? store_open(disk, false, false) :
					   BAD_WORD;
}

static const char *create(struct words *words)
{
	const char *name = word_next(words);
	uint32_t blocks;

	if (name == NULL || !word_number(words, &blocks) || store_disk == 0)
		return BAD_WORD;
	return made(ilw_disktable_finish(
		&store, ilw_disktable_create(&store, name, blocks)));
}

static const char *destroy(struct words *words)
{
	const char *name = word_next(words);

	if (name == NULL || store_disk == 0)
		return BAD_WORD;
	return made(ilw_disktable_finish(&store,
					 ilw_disktable_destroy(&store, name)));
}

static const char *list(struct words *words)
{
	(void)words;
	if (store_disk == 0)
		return "no disk table is open";
	for (uint32_t i = 0; i < store.copy.count; i++) {
		const struct ilw_disktable_disk *disk = &store.copy.disk[i];
		int users = ilw_disktable_users(&store, disk->name);

		printf("%s: %lu blocks in %lu extents, ", disk->name,
		       (unsigned long)disk->blocks,
		       (unsigned long)disk->extent_count);
		if (users < 0)
			printf("a writer\n");
		else
			printf("%d readers\n", users);
	}
	printf("free: %lu blocks\n",
	       (unsigned long)ilw_disktable_free_blocks(&store));
	return NULL;
}

static const char *give(struct child *child, uint32_t slot, const char *name,
			bool writable)
{
	struct denali_extents extents = { .slot = slot, .disk = store_disk };
	int error = ilw_disktable_attach(&store, name, writable, &extents);
	int32_t result;

	if (error < 0)
		return made(error);
	result = ilw_vm_disk(child->vm, &extents);
	if (result < 0)
		ilw_disktable_detach(&store, name);
	else
		strncpy(child->disk[slot], name, ILW_DISKTABLE_NAME - 1);
	return outcome(result);
}

static const char *attach(struct words *words)
{
	const char *vm = word_next(words), *name = word_next(words);
	struct child *child = vm == NULL ? NULL : child_named(vm);
	uint32_t slot;

	if (child == NULL || name == NULL || !word_number(words, &slot) ||
	    slot >= DENALI_DISKS || child->disk[slot][0] != '\0' ||
	    store_disk == 0)
		return BAD_WORD;
	return give(child, slot, name, !word_is(words, "ro"));
}

static const char *detach(struct words *words)
{
	const char *vm = word_next(words);
	struct child *child = vm == NULL ? NULL : child_named(vm);
	struct denali_extents none = { .disk = store_disk };
	int32_t error;

	if (child == NULL || !word_number(words, &none.slot) ||
	    none.slot >= DENALI_DISKS || child->disk[none.slot][0] == '\0')
		return BAD_WORD;
	error = ilw_vm_disk(child->vm, &none);
	if (error < 0)
		return outcome(error);
	ilw_disktable_detach(&store, child->disk[none.slot]);
	memset(child->disk[none.slot], 0, ILW_DISKTABLE_NAME);
	return NULL;
}

/* VMs that have the disk see that it has grown: first the table, then they. */
static const char *show_growth(const char *name)
{
	const struct ilw_disktable_disk *disk = ilw_disktable_find(&store,
								   name);
	bool writable = ilw_disktable_users(&store, name) < 0;
	struct denali_extents extents = { .disk = store_disk };

	extents.flags = writable ? 0 : DENALI_DISK_IS_READ_ONLY;
	extents.extent_count = disk->extent_count;
	memcpy(extents.extent, disk->extent, sizeof extents.extent);
	for (struct child *child = children; child < children + CHILDREN;
	     child++)
		for (uint32_t slot = 0; slot < DENALI_DISKS; slot++) {
			int32_t error = 0;

			extents.slot = slot;
			if (child->used && strcmp(child->disk[slot], name) == 0)
				error = ilw_vm_disk(child->vm, &extents);
			if (error < 0)
				return outcome(error);
		}
	return NULL;
}

static const char *resize(struct words *words)
{
	const char *name = word_next(words);
	uint32_t blocks;
	int error;

	if (name == NULL || !word_number(words, &blocks) || store_disk == 0)
		return BAD_WORD;
	error = ilw_disktable_finish(&store, ilw_disktable_resize(&store, name,
								  blocks));
	return error < 0 ? made(error) : show_growth(name);
}

const struct command disk_commands[] = {
	{ "machine-disks", "", machine_disks },
	{ "disk-format", "NUMBER [force]", format },
	{ "disk-open", "NUMBER", open_table },
	{ "disk-create", "DISK BLOCKS", create },
	{ "disk-resize", "DISK BLOCKS", resize },
	{ "disk-destroy", "DISK", destroy },
	{ "disk-list", "", list },
	{ "disk-attach", "VM DISK SLOT [ro]", attach },
	{ "disk-detach", "VM SLOT", detach },
	{ NULL, NULL, NULL },
};
