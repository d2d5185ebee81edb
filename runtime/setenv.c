/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Changing the environment: newlib's, which takes any name, after a look at it.
 */
#include <reent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "syscall.h"

static bool is_name(const char *name)
{
	return name != NULL && name[0] != '\0' && strchr(name, '=') == NULL;
}

int setenv(const char *name, const char *value, int replace)
{
	if (!is_name(name))
		return (int)syscall_result(-EINVAL);
	return _setenv_r(_impure_ptr, name, value, replace);
}

int unsetenv(const char *name)
{
	if (!is_name(name))
		return (int)syscall_result(-EINVAL);
	return _unsetenv_r(_impure_ptr, name);
}
