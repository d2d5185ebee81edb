/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "sdk.h"

#include <limits.h>
#include <stdbool.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"

char *sdk_path(const char *file)
{
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;

	if (length < 0)
		return NULL;
	self[length] = '\0';
	for (int i = 0; i < 2; i++) {
		slash = strrchr(self, '/');
		if (slash == NULL)
			return NULL;
		*slash = '\0';
	}
	return allocate_text("%s/%s", self, file);
}

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	       access(path, X_OK) == 0;
}

char *program_path(const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/') != NULL)
		return is_program(name) ? allocate_text("%s", name) : NULL;
	if (path == NULL)
		path = "/usr/local/bin:/usr/bin:/bin";
	for (;;) {
		size_t length = strcspn(path, ":");
		char *program = allocate_text("%.*s%s%s", (int)length, path,
					      length > 0 ? "/" : "./", name);

		if (is_program(program))
			return program;
		free(program);
		if (path[length] == '\0')
			return NULL;
		path += length + 1;
	}
}

char *program_path_or_admin(const char *name)
{
	static const char *const folders[] = { "/usr/sbin", "/sbin" };
	char *path = program_path(name);

	for (int i = 0; path == NULL && i < 2; i++) {
		char *other = allocate_text("%s/%s", folders[i], name);

		path = program_path(other);
		free(other);
	}
	return path;
}

char *program_choose(const char *variable, const char *first,
		     const char *second, const char **chosen)
{
	const char *value = getenv(variable);
	char *path;

	*chosen = value != NULL && value[0] != '\0' ? value : NULL;
	if (*chosen != NULL)
		return program_path(*chosen);
	path = program_path(first);
	return path != NULL ? path : program_path(second);
}

char *kernel_find(void)
{
	const char *chosen = getenv("DENALI_KERNEL");
	char *kernel = chosen != NULL && chosen[0] != '\0' ?
			       allocate_text("%s", chosen) :
			       sdk_path("share/denali/kernel.elf");

	if (kernel != NULL && access(kernel, R_OK) == 0)
		return kernel;
	error("%s: cannot read the kernel: %s; the SDK is not complete: build "
	      "or install it again",
	      kernel != NULL ? kernel : "the SDK", strerror(errno));
	free(kernel);
	return NULL;
}
