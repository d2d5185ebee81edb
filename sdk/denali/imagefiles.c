/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Offsets and lengths in the tables are 32 bits wide, so that sums of two are
 * formed in 64 bits; what does not lie inside is left out.
 */
#include "imagefiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <denali/files.h>

#include "elffile.h"
#include "sizeprint.h"

struct bytes {
	const uint8_t *data;
	size_t length;
};

/* The contents of a section, as long as elf is open; none: it has not. */
static struct bytes section_bytes(Elf *elf, const char *name)
{
	Elf_Scn *section = elffile_section(elf, name, SHT_NULL);
	Elf_Data *data = section != NULL ? elf_rawdata(section, NULL) : NULL;

	if (data == NULL || data->d_buf == NULL)
		return (struct bytes){ 0 };
	return (struct bytes){ data->d_buf, data->d_size };
}

/* The image as libelf sees it, in memory; it does not write there. */
static Elf *open_elf(const struct image *image)
{
	elf_version(EV_CURRENT);
	return elf_memory((char *)image->data, image->size);
}

json_t *imagefiles_hash(const uint8_t *bytes, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325;
	char text[17];

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3;
	snprintf(text, sizeof text, "%016" PRIx64, hash);
	return json_string(text);
}

/* A string of the table that ends inside it; null: there is none. */
static const char *string_at(const struct bytes *table, uint64_t at)
{
	if (at >= table->length ||
	    memchr(table->data + at, '\0', table->length - at) == NULL)
		return NULL;
	return (const char *)table->data + at;
}

static json_t *file_entry(const struct bytes *table,
			  const struct denali_file *file)
{
	const char *path = string_at(table, file->path);
	json_t *entry;

	if (path == NULL || (uint64_t)file->data + file->size > table->length)
		return NULL;
	entry = json_object();
	json_object_set_new(entry, "path", size_make_name(path));
	if ((file->mode & DENALI_FILE_REGULAR) == 0)
		return entry;
	json_object_set_new(entry, "size", json_integer(file->size));
	json_object_set_new(entry, "hash",
			    imagefiles_hash(table->data + file->data,
					    file->size));
	return entry;
}

/* The header of a table that is whole. */
static bool read_header(const struct bytes *table, struct denali_files *header)
{
	if (table->length < sizeof *header)
		return false;
	memcpy(header, table->data, sizeof *header);
	return header->version == DENALI_FILES_VERSION &&
	       header->length <= table->length &&
	       (uint64_t)header->count * sizeof(struct denali_file) +
			       sizeof *header <=
		       header->length;
}

json_t *imagefiles_list(const struct image *image)
{
	Elf *elf = open_elf(image);
	struct bytes table = section_bytes(elf, ".files");
	json_t *list = json_array();
	struct denali_files header;
	struct denali_file file;

	if (read_header(&table, &header))
		for (uint32_t i = 0; i < header.count; i++) {
			json_t *entry;

			memcpy(&file,
			       table.data + sizeof header + i * sizeof file,
			       sizeof file);
			entry = file_entry(&table, &file);
			if (entry != NULL)
				json_array_append_new(list, entry);
		}
	elf_end(elf);
	return list;
}

json_t *imagefiles_mounts(const struct image *image)
{
	static const char *const keys[] = { "source", "target", "type",
					    "options" };
	Elf *elf = open_elf(image);
	struct bytes table = section_bytes(elf, ".files");
	json_t *list = json_array();
	struct denali_files header;
	uint64_t at;

	/* The section has them after the files. */
	at = read_header(&table, &header) ? header.length : 0;
	for (const char *text = string_at(&table, at);
	     at > 0 && text != NULL && *text != '\0';
	     text = string_at(&table, at)) {
		json_t *mount = json_object();

		for (int i = 0; i < 4 && text != NULL; i++) {
			json_object_set_new(mount, keys[i],
					    size_make_name(text));
			at += strlen(text) + 1;
			text = string_at(&table, at);
		}
		json_array_append_new(list, mount);
	}
	elf_end(elf);
	return list;
}

json_t *imagefiles_compilers(const struct image *image)
{
	Elf *elf = open_elf(image);
	struct bytes names = section_bytes(elf, ".comment");
	json_t *list = json_array();
	size_t at = 0;

	while (at < names.length) {
		const char *name = string_at(&names, at);

		if (name == NULL)
			break;
		if (*name != '\0')
			json_array_append_new(list, size_make_name(name));
		at += strlen(name) + 1;
	}
	elf_end(elf);
	return list;
}
