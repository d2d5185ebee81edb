/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Supplementary groups: there are none.
 */
#include <grp.h>
#include <unistd.h>

#include "syscall.h"

int getgroups(int count, gid_t groups[])
{
	(void)groups;
	return (int)syscall_result(count < 0 ? -EINVAL : 0);
}

int setgroups(int count, const gid_t *groups)
{
	if (count < 0)
		return (int)syscall_result(-EINVAL);
	for (int i = 0; i < count; i++)
		if (groups[i] != 0)
			return (int)syscall_result(-EPERM);
	return 0;
}

int initgroups(const char *user, gid_t group)
{
	(void)user;
	return (int)syscall_result(group == 0 ? 0 : -EPERM);
}
