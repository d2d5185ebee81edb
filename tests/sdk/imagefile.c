/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "imagefile.h"

#include <criterion/criterion.h>
#include <string.h>

static const void *at(const struct imagefile *file, uint32_t offset)
{
	cr_assert_lt(offset, file->bytes.length);
	return file->bytes.data + offset;
}

void imagefile_open(struct imagefile *file, const char *path)
{
	*file = (struct imagefile){ 0 };
	cr_assert(bytes_read_file(&file->bytes, path), "no %s", path);
	cr_assert_geq(file->bytes.length, sizeof(Elf32_Ehdr));
	file->header = at(file, 0);
	cr_assert(memcmp(file->header->e_ident, ELFMAG, SELFMAG) == 0);
	file->segments = at(file, file->header->e_phoff);
	file->sections = at(file, file->header->e_shoff);
}

void imagefile_close(struct imagefile *file)
{
	bytes_free(&file->bytes);
}

const Elf32_Shdr *imagefile_section(const struct imagefile *file,
				    const char *name)
{
	const Elf32_Shdr *names = &file->sections[file->header->e_shstrndx];

	for (int i = 0; i < file->header->e_shnum; i++) {
		const Elf32_Shdr *section = &file->sections[i];
		const char *found = at(file,
				       names->sh_offset + section->sh_name);

		if (strcmp(found, name) == 0)
			return section;
	}
	return NULL;
}

/* The first symbol of which length characters are as in name. */
static const Elf32_Sym *find(const struct imagefile *file, const char *name,
			     size_t length)
{
	const Elf32_Shdr *table = imagefile_section(file, ".symtab");
	const Elf32_Shdr *strings = imagefile_section(file, ".strtab");
	const Elf32_Sym *symbol, *end;

	cr_assert(table != NULL && strings != NULL, "stripped");
	symbol = at(file, table->sh_offset);
	end = symbol + table->sh_size / sizeof(*symbol);
	for (; symbol < end; symbol++)
		if (strncmp(at(file, strings->sh_offset + symbol->st_name),
			    name, length) == 0)
			return symbol;
	return NULL;
}

uint32_t imagefile_symbol(const struct imagefile *file, const char *name)
{
	const Elf32_Sym *symbol = find(file, name, strlen(name) + 1);

	return symbol == NULL ? 0 : symbol->st_value;
}

bool imagefile_has_prefix(const struct imagefile *file, const char *prefix)
{
	return find(file, prefix, strlen(prefix)) != NULL;
}
