/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "component.h"

#include <stdbool.h>
#include <string.h>

#include "buffer.h"
#include "linkersection.h"

/* What the linker's map calls the SDK, and what is not in a file. */
#define SDK_LIBRARIES "/denali-sdk/lib/"
#define SDK_COMPILER "/denali-sdk/lib/toolchain/"
#define BUNDLE "(denali-cc)"
#define HOLE "*fill*"

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* An archive of the SDK's, whose members are named after their sources. */
static char *of_sdk(const char *name, const char *member)
{
	if (strcmp(name, "crt0.o") == 0)
		return allocate_text("ilwaco");
	if (begins(name, "libilwaco.a("))
		return allocate_text(begins(member, "runtime-") ? "runtime" :
								  "ilwaco");
	if (begins(name, "liblwip.a("))
		return allocate_text("lwip");
	if (begins(name, "libext2.a("))
		return allocate_text("ext2");
	return NULL;
}

const char *component_file(const char *file)
{
	if (begins(file, SDK_COMPILER))
		return strrchr(file, '/') + 1;
	return begins(file, SDK_LIBRARIES) ? file + strlen(SDK_LIBRARIES) :
					     file;
}

char *component_of(const char *section, const char *file)
{
	const char *member = strrchr(file, '(');
	const char *end = member != NULL ? member : file + strlen(file);
	const char *name = end;
	char *own = NULL;

	if (strcmp(file, HOLE) == 0)
		return allocate_text(COMPONENT_PADDING);
	if (linker_made(section))
		return allocate_text("linker");
	if (strcmp(file, BUNDLE) == 0)
		return allocate_text("files");
	if (file[0] == '(')
		return allocate_text("program");
	if (begins(file, SDK_COMPILER))
		return allocate_text("compiler");
	while (name > file && name[-1] != '/')
		name--;
	if (name == file + strlen(SDK_LIBRARIES) && begins(file, SDK_LIBRARIES))
		own = of_sdk(name, member != NULL ? member + 1 : "");
	if (own != NULL)
		return own;
	if (member == NULL)
		return allocate_text("program");
	if (end - name > 2 && strncmp(end - 2, ".a", 2) == 0)
		end -= 2;
	return allocate_text("%.*s", (int)(end - name), name);
}
