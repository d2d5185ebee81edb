/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ipcname.h"

#include <errno.h>
#include <string.h>

#define LONGEST 255 /* without the slash */

int ipc_name_strip(const char **name)
{
	size_t length;

	*name += **name == '/';
	length = strlen(*name);
	if (length == 0 || strchr(*name, '/') != NULL)
		return -EINVAL;
	return length > LONGEST ? -ENAMETOOLONG : 0;
}
