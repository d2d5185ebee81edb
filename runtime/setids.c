/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Becoming another user or group: there is one of each, 0.
 */
#include <unistd.h>

#include "syscall.h"

/* For those that can leave an identity as it is. */
#define KEEP ((unsigned short)-1)

static int become(unsigned int id)
{
	return (int)syscall_result(id == 0 ? 0 : -EPERM);
}

static int become_both(unsigned short real, unsigned short effective)
{
	return become(real == KEEP ? 0 : real) == 0 ?
		       become(effective == KEEP ? 0 : effective) :
		       -1;
}

int setuid(uid_t user)
{
	return become(user);
}

int seteuid(uid_t user)
{
	return become(user);
}

int setreuid(uid_t real, uid_t effective)
{
	return become_both(real, effective);
}

int setgid(gid_t group)
{
	return become(group);
}

int setegid(gid_t group)
{
	return become(group);
}

int setregid(gid_t real, gid_t effective)
{
	return become_both(real, effective);
}
