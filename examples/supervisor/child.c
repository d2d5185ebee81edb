/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "child.h"

#include <string.h>

#include <ilwaco/registers.h>
#include <ilwaco/supervisor.h>

#include "store.h"

pthread_mutex_t children_lock = PTHREAD_MUTEX_INITIALIZER;
struct child children[CHILDREN];

struct child *child_add(uint32_t vm, const char *name)
{
	for (struct child *child = children; child < children + CHILDREN;
	     child++)
		if (!child->used) {
			memset(child, 0, sizeof(*child));
			child->used = true;
			child->vm = vm;
			strncpy(child->name, name, DENALI_NAME_MAX - 1);
			return child;
		}
	return NULL;
}

struct child *child_named(const char *name)
{
	for (struct child *child = children; child < children + CHILDREN;
	     child++)
		if (child->used && strcmp(child->name, name) == 0)
			return child;
	return NULL;
}

struct child *child_numbered(uint32_t vm)
{
	for (struct child *child = children; child < children + CHILDREN;
	     child++)
		if (child->used && child->vm == vm)
			return child;
	return NULL;
}

void child_remove(struct child *child)
{
	for (int slot = 0; slot < DENALI_DISKS; slot++)
		if (child->disk[slot][0] != '\0')
			ilw_disktable_detach(&store, child->disk[slot]);
	child->used = false;
}

bool children_strange(void)
{
	for (struct child *child = children; child < children + CHILDREN;
	     child++)
		if (child->used && child->strange)
			return true;
	return false;
}

static void adopt(const struct denali_vm_status *status)
{
	struct child *child = child_add(status->vm, status->name);

	for (int slot = 0; slot < DENALI_DISKS && child != NULL; slot++)
		if (status->disk[slot].flags & DENALI_DISK_PRESENT)
			child->strange = true;
}

void children_find(void)
{
	struct denali_vm_status status;
	int32_t vm = ilw_vm_next(ILW_VM_FIRST);

	for (; vm >= 0; vm = ilw_vm_next((uint32_t)vm))
		if ((uint32_t)vm != ilw_registers()->vm_id &&
		    ilw_vm_inspect((uint32_t)vm, &status) >= 0)
			adopt(&status);
}
