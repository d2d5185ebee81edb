/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/stat.h>

#include "vfs.h"

static mode_t current = 022;

mode_t umask(mode_t mask)
{
	mode_t last = current;

	current = mask & 0777;
	return last;
}

mode_t vfs_new_mode(mode_t mode)
{
	return mode & 07777 & ~current;
}
