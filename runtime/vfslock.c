/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <ilwaco/interrupt.h>

#include "vfs.h"

void vfs_lock(struct vfs_mount *mount)
{
	ilw_interrupt_hold();
	ilw_mutex_lock(&mount->lock);
}

bool vfs_trylock(struct vfs_mount *mount)
{
	ilw_interrupt_hold();
	if (ilw_mutex_trylock(&mount->lock))
		return true;
	ilw_interrupt_allow();
	return false;
}

void vfs_unlock(struct vfs_mount *mount)
{
	ilw_mutex_unlock(&mount->lock);
	ilw_interrupt_allow();
}
