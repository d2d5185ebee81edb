/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names in directories in memory: slots, found by a hash, in which a name stays
 * while it is there, so that a slot's number is readdir's cursor.
 */
#include <errno.h>
#include <string.h>

#include "tmpfs.h"

#define FIRST_ROOM 8
#define ROOM_MAX (UINT32_C(1) << 27)
#define FIRST_CURSOR 2 /* behind "." and ".." */

static uint32_t hash_of(struct vfs_name name)
{
	uint32_t hash = UINT32_C(2166136261);

	for (size_t i = 0; i < name.length; i++)
		hash = (hash ^ (unsigned char)name.text[i]) * 16777619;
	return hash;
}

static uint32_t *bucket(const struct tmp_names *names, uint32_t hash)
{
	return &names->buckets[hash & (names->room - 1)];
}

uint32_t tmp_find(const struct tmp_node *directory, struct vfs_name name)
{
	const struct tmp_names *names = &directory->names;
	uint32_t hash = hash_of(name), at;

	if (names->room == 0)
		return 0;
	for (at = *bucket(names, hash); at != 0;
	     at = names->slots[at - 1].next) {
		const struct tmp_slot *slot = &names->slots[at - 1];

		if (slot->hash == hash &&
		    strncmp(slot->name, name.text, name.length) == 0 &&
		    slot->name[name.length] == '\0')
			break;
	}
	return at;
}

static void link_slot(struct tmp_names *names, uint32_t slot)
{
	uint32_t *first = bucket(names, names->slots[slot].hash);

	names->slots[slot].next = *first;
	*first = slot + 1;
}

/* Moves into twice the room.  All slots are taken. */
static int grow(struct tmp_node *directory)
{
	struct tmp_mount *mount = tmp_mount(directory);
	struct tmp_names old = directory->names, new = { 0 };
	size_t size;

	new.room = old.room == 0 ? FIRST_ROOM : 2 * old.room;
	if (new.room > ROOM_MAX)
		return -ENOSPC;
	size = new.room *(sizeof(*new.slots) + sizeof(*new.buckets));
	new.slots = tmp_allocate(mount, size);
	if (new.slots == NULL)
		return -ENOSPC;
	new.buckets = (uint32_t *)(new.slots + new.room);
	new.count = old.count;
	if (old.room != 0)
		memcpy(new.slots, old.slots, old.room * sizeof(*old.slots));
	for (uint32_t i = 0; i < old.room; i++)
		link_slot(&new, i);
	for (uint32_t i = new.room; i-- > old.room;) {
		new.slots[i].next = new.free;
		new.free = i + 1;
	}
	tmp_free_names(directory);
	directory->names = new;
	return 0;
}

int tmp_prepare(struct tmp_node *directory)
{
	return directory->names.free != 0 ? 0 : grow(directory);
}

char *tmp_copy_name(struct tmp_mount *mount, struct vfs_name name)
{
	char *copy = tmp_allocate(mount, name.length + 1);

	if (copy != NULL)
		memcpy(copy, name.text, name.length);
	return copy;
}

void tmp_enter(struct tmp_node *directory, char *name, struct tmp_node *node)
{
	struct tmp_names *names = &directory->names;
	struct vfs_name key = { name, strlen(name) };
	uint32_t at = names->free - 1;
	struct tmp_slot *slot = &names->slots[at];

	names->free = slot->next;
	names->count++;
	slot->node = node;
	slot->name = name;
	slot->hash = hash_of(key);
	link_slot(names, at);
}

void tmp_remove(struct tmp_node *directory, uint32_t at)
{
	struct tmp_names *names = &directory->names;
	struct tmp_slot *slot = &names->slots[at - 1];
	uint32_t *link = bucket(names, slot->hash);

	while (*link != at)
		link = &names->slots[*link - 1].next;
	*link = slot->next;
	tmp_free(tmp_mount(directory), slot->name, strlen(slot->name) + 1);
	*slot = (struct tmp_slot){ .next = names->free };
	names->free = at;
	names->count--;
}

void tmp_free_names(struct tmp_node *directory)
{
	struct tmp_names *names = &directory->names;

	tmp_free(tmp_mount(directory), names->slots,
		 names->room * (sizeof(*names->slots) + sizeof(uint32_t)));
}

static void tell(const struct tmp_node *node, const char *name,
		 struct vfs_entry *entry)
{
	entry->number = node->node.number;
	entry->type = node->node.type;
	strcpy(entry->name, name);
}

int tmp_readdir(struct vfs_node *node, uint32_t *cursor,
		struct vfs_entry *entry)
{
	struct tmp_node *directory = tmp_of(node);
	const struct tmp_names *names = &directory->names;
	uint32_t at = *cursor;

	tmp_touch_accessed(directory);
	if (directory->links == 0)
		return 0;
	if (at < FIRST_CURSOR) {
		tell(at == 1 ? directory->parent : directory,
		     at == 1 ? ".." : ".", entry);
		*cursor = at + 1;
		return 1;
	}
	at -= FIRST_CURSOR;
	while (at < names->room && names->slots[at].node == NULL)
		at++;
	*cursor = at + FIRST_CURSOR + 1;
	if (at >= names->room)
		return 0;
	tell(names->slots[at].node, names->slots[at].name, entry);
	return 1;
}
