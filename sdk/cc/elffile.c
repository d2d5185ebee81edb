/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "elffile.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool map_file(struct elffile *file, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	void *bytes = MAP_FAILED;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size >= (off_t)sizeof(Elf32_Ehdr))
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ,
			     MAP_PRIVATE, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return false;
	file->bytes = bytes;
	file->length = (size_t)status.st_size;
	return true;
}

static bool is_within(const struct elffile *file, size_t offset, size_t size)
{
	return offset <= file->length && size <= file->length - offset;
}

static bool read_header(struct elffile *file)
{
	Elf32_Ehdr header;

	memcpy(&header, file->bytes, sizeof(header));
	if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
	    header.e_ident[EI_CLASS] != ELFCLASS32 ||
	    header.e_machine != EM_386 ||
	    (header.e_type != ET_EXEC && header.e_type != ET_DYN) ||
	    header.e_shentsize != sizeof(Elf32_Shdr) ||
	    header.e_shoff % sizeof(uint32_t) != 0 ||
	    header.e_shstrndx >= header.e_shnum ||
	    !is_within(file, header.e_shoff,
		       header.e_shnum * sizeof(Elf32_Shdr)))
		return false;
	/* The mapping begins at a page, so that this is aligned. */
	file->sections = (const void *)(file->bytes + header.e_shoff);
	file->count = header.e_shnum;
	return true;
}

bool elffile_open(struct elffile *file, const char *path)
{
	*file = (struct elffile){ 0 };
	if (!map_file(file, path))
		return false;
	if (read_header(file))
		return true;
	elffile_close(file);
	return false;
}

void elffile_close(struct elffile *file)
{
	union {
		const char *bytes;
		void *mapping;
	} mapped = { .bytes = file->bytes };

	if (file->bytes != NULL)
		munmap(mapped.mapping, file->length);
	*file = (struct elffile){ 0 };
}

const char *elffile_name(const struct elffile *file, const Elf32_Shdr *section)
{
	Elf32_Ehdr header;
	const Elf32_Shdr *names;
	const char *name;

	memcpy(&header, file->bytes, sizeof(header));
	names = &file->sections[header.e_shstrndx];
	if (!is_within(file, names->sh_offset, names->sh_size) ||
	    section->sh_name >= names->sh_size)
		return NULL;
	name = file->bytes + names->sh_offset + section->sh_name;
	if (memchr(name, '\0', names->sh_size - section->sh_name) == NULL)
		return NULL;
	return name;
}

const Elf32_Shdr *elffile_section(const struct elffile *file, const char *name)
{
	for (unsigned int i = 1; i < file->count; i++) {
		const char *found = elffile_name(file, &file->sections[i]);

		if (found != NULL && strcmp(found, name) == 0)
			return &file->sections[i];
	}
	return NULL;
}

bool elffile_same_build(const struct elffile *one, const struct elffile *other)
{
	static const char name[] = ".note.gnu.build-id";
	const Elf32_Shdr *a = elffile_section(one, name);
	const Elf32_Shdr *b = elffile_section(other, name);

	return a != NULL && b != NULL && a->sh_size == b->sh_size &&
	       is_within(one, a->sh_offset, a->sh_size) &&
	       is_within(other, b->sh_offset, b->sh_size) &&
	       memcmp(one->bytes + a->sh_offset, other->bytes + b->sh_offset,
		      a->sh_size) == 0;
}
