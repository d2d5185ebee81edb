/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The SDK that this command belongs to: whether it is whole, its kernel, and
 * whether it is what a shell finds.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <denali/layout.h>

#include "buffer.h"
#include "doctor.h"
#include "sdk.h"

/* A line of it is the size of a file, a space, and its path in the SDK. */
#define CONTENTS "share/denali/contents"

#define CONTRACT_SYMBOL "denali_contract_version"

static char *unpack_again(void)
{
	return allocate_text("unpack, install or build the SDK again");
}

/* Whether the file is there and has that size. */
static bool is_whole(const char *name, long long size)
{
	char *path = sdk_path(name);
	struct stat status;
	bool whole = path != NULL && stat(path, &status) == 0 &&
		     S_ISREG(status.st_mode) && status.st_size == size;

	free(path);
	return whole;
}

/* Reads the list; the first file that is not as it says is allocated to
 * *wrong, and how many there are is counted. */
static unsigned int compare(FILE *contents, char **wrong, unsigned int *files)
{
	unsigned int faults = 0;
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, contents) > 0) {
		char *name;
		long long size = strtoll(line, &name, 10);

		name[strcspn(name, "\n")] = '\0';
		name += *name == ' ';
		++*files;
		if (is_whole(name, size))
			continue;
		if (faults++ == 0)
			*wrong = allocate_text("%s", name);
	}
	free(line);
	return faults;
}

static void check_contents(struct doctor *doctor, char *root)
{
	char *path = sdk_path(CONTENTS), *wrong = NULL;
	FILE *contents = path != NULL ? fopen(path, "re") : NULL;
	unsigned int files = 0, faults = 0;

	if (contents != NULL) {
		faults = compare(contents, &wrong, &files);
		fclose(contents);
	}
	if (faults > 0)
		doctor_add(doctor, DOCTOR_FAIL, "SDK",
			   allocate_text("%s: %s is missing or has another "
					 "size, as have %u of %u files",
					 root, wrong, faults, files),
			   unpack_again());
	else if (files > 0)
		doctor_add(doctor, DOCTOR_OK, "SDK",
			   allocate_text("%s: %u files are there", root, files),
			   NULL);
	else
		doctor_add(doctor, DOCTOR_OK, "SDK",
			   allocate_text("%s: as built, without a list of its "
					 "files",
					 root),
			   NULL);
	free(wrong);
	free(path);
}

/* The value of the symbol in a table; 0: it is not there. */
static uint32_t find_symbol(Elf *elf, Elf_Scn *section, const GElf_Shdr *shdr)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym sym;

	if (data == NULL)
		return 0;
	for (int i = 0; gelf_getsym(data, i, &sym) != NULL; i++) {
		const char *name = elf_strptr(elf, shdr->sh_link, sym.st_name);

		if (name != NULL && strcmp(name, CONTRACT_SYMBOL) == 0)
			return (uint32_t)sym.st_value;
	}
	return 0;
}

/* Which contract a kernel keeps; 0: the file does not say. */
static uint32_t contract_of(int fd)
{
	Elf_Scn *section = NULL;
	uint32_t version = 0;
	GElf_Shdr shdr;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	while (elf != NULL && version == 0 &&
	       (section = elf_nextscn(elf, section)) != NULL)
		if (gelf_getshdr(section, &shdr) != NULL &&
		    shdr.sh_type == SHT_SYMTAB)
			version = find_symbol(elf, section, &shdr);
	elf_end(elf);
	return version;
}

static void check_kernel(struct doctor *doctor)
{
	const char *chosen = getenv("DENALI_KERNEL");
	bool ours = chosen == NULL || chosen[0] == '\0';
	char *path = ours ? sdk_path("share/denali/kernel.elf") :
			    allocate_text("%s", chosen);
	char *mend = ours ? unpack_again() :
			    allocate_text("unset DENALI_KERNEL");
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	uint32_t version = fd >= 0 ? contract_of(fd) : 0;

	if (fd < 0)
		doctor_add(doctor, DOCTOR_FAIL, "kernel",
			   allocate_text("%s: %s", path, strerror(errno)),
			   mend);
	else if (version == 0)
		doctor_add(doctor, DOCTOR_FAIL, "kernel",
			   allocate_text("%s: not a Denali kernel", path),
			   mend);
	else if (version != DENALI_CONTRACT_VERSION)
		doctor_add(doctor, DOCTOR_FAIL, "kernel",
			   allocate_text("%s: of contract version %u; this "
					 "SDK's is %d",
					 path, version,
					 DENALI_CONTRACT_VERSION),
			   mend);
	else
		doctor_add(doctor, DOCTOR_OK, "kernel",
			   allocate_text("%s: contract version %u", path,
					 version),
			   NULL);
	if (fd >= 0 && version == DENALI_CONTRACT_VERSION)
		free(mend);
	if (fd >= 0)
		close(fd);
	free(path);
}

/* What a shell runs as denali-cc is this SDK's, by whatever link. */
static void check_path(struct doctor *doctor, const char *root)
{
	char *first = program_path("denali-cc");
	char *ours = sdk_path("bin/denali-cc");
	char *real = first != NULL ? realpath(first, NULL) : NULL;
	char *mend = allocate_text("export PATH=\"%s/bin:$PATH\"", root);
	bool good = real != NULL && ours != NULL && strcmp(real, ours) == 0;

	if (good)
		doctor_add(doctor, DOCTOR_OK, "PATH",
			   allocate_text("has this SDK's commands"), NULL);
	else if (first == NULL)
		doctor_add(doctor, DOCTOR_WARN, "PATH",
			   allocate_text("has no denali-cc, which Makefiles "
					 "want"),
			   mend);
	else
		doctor_add(doctor, DOCTOR_WARN, "PATH",
			   allocate_text("has another denali-cc first: %s",
					 first),
			   mend);
	if (good)
		free(mend);
	free(real);
	free(ours);
	free(first);
}

void doctor_sdk(struct doctor *doctor)
{
	char *root = sdk_path("");

	if (root == NULL) {
		doctor_add(doctor, DOCTOR_FAIL, "SDK",
			   allocate_text("/proc/self/exe does not say where "
					 "it is"),
			   allocate_text("sudo mount -t proc proc /proc"));
		return;
	}
	root[strlen(root) - 1] = '\0';
	check_contents(doctor, root);
	check_kernel(doctor);
	check_path(doctor, root);
	free(root);
}
