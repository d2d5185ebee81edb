/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Shared objects, which do not exist here.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

#include "syscall.h"

#define TEXT "always fails here: an image is linked as a whole"

SYSCALL_WARNING(dlopen, "dlopen " TEXT);
SYSCALL_WARNING(dlsym, "dlsym " TEXT);

static const char *error;

void *dlopen(const char *path, int mode)
{
	(void)path;
	(void)mode;
	error = "dlopen " TEXT;
	return NULL;
}

void *dlsym(void *handle, const char *name)
{
	(void)handle;
	(void)name;
	error = "dlsym " TEXT;
	return NULL;
}

/* No handle is good. */
int dlclose(void *handle)
{
	(void)handle;
	error = "dlclose: not a handle of dlopen";
	return -1;
}

char *dlerror(void)
{
	const char *last = error;

	error = NULL;
	return (char *)(uintptr_t)last;
}
