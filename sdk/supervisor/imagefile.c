/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "imagefile.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <denali/calls.h>

#define HEADERS 32 /* as many as the kernel takes */

/* manifest_from_note has no context for what it tells; callers hold
 * host_lock. */
static char *told;

static void tell(const char *text)
{
	if (told[0] == '\0')
		snprintf(told, IMAGEFILE_PROBLEM, "%s", text);
}

static bool fail(char problem[IMAGEFILE_PROBLEM], const char *text)
{
	snprintf(problem, IMAGEFILE_PROBLEM, "%s", text);
	return false;
}

/* ---- where the notes are ---- */

static bool find_notes(int fd, uint32_t *offset, uint32_t *length)
{
	Elf32_Phdr headers[HEADERS];
	Elf32_Ehdr elf;
	ssize_t size;

	if (pread(fd, &elf, sizeof elf, 0) != (ssize_t)sizeof elf ||
	    memcmp(elf.e_ident, ELFMAG, SELFMAG) != 0 ||
	    elf.e_ident[EI_CLASS] != ELFCLASS32 || elf.e_phnum > HEADERS ||
	    elf.e_phentsize != sizeof headers[0])
		return false;
	size = (ssize_t)(elf.e_phnum * sizeof headers[0]);
	if (pread(fd, headers, (size_t)size, (off_t)elf.e_phoff) != size)
		return false;
	for (int i = 0; i < elf.e_phnum; i++)
		if (headers[i].p_type == PT_NOTE) {
			*offset = headers[i].p_offset;
			*length = headers[i].p_filesz;
			return *length <= IMAGEFILE_NOTES;
		}
	return false;
}

static uint8_t *read_notes(const char *path, uint32_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint8_t *notes = NULL;
	uint32_t offset;

	if (fd < 0)
		return NULL;
	if (find_notes(fd, &offset, length)) {
		notes = malloc(*length + 1);
		if (notes != NULL && pread(fd, notes, *length, (off_t)offset) !=
					     (ssize_t)*length) {
			free(notes);
			notes = NULL;
		}
	}
	close(fd);
	return notes;
}

/* ---- what they say ---- */

struct note {
	const char *name;
	const uint8_t *data;
	uint32_t name_length, length, type;
};

/* The next note at *at, which moves past it; false: no whole one is left. */
static bool next_note(const uint8_t **at, const uint8_t *end, struct note *note)
{
	uint64_t name_room, room, left = (uint64_t)(end - *at);
	Elf32_Nhdr header;

	if (left < sizeof header)
		return false;
	memcpy(&header, *at, sizeof header);
	name_room = ((uint64_t)header.n_namesz + 3) & ~UINT64_C(3);
	room = ((uint64_t)header.n_descsz + 3) & ~UINT64_C(3);
	left -= sizeof header;
	if (left < name_room + header.n_descsz)
		return false;
	*note = (struct note){ .name = (const char *)*at + sizeof header,
			       .data = *at + sizeof header + name_room,
			       .name_length = header.n_namesz,
			       .length = header.n_descsz,
			       .type = header.n_type };
	room += name_room;
	*at += sizeof header + (room < left ? room : left);
	return true;
}

static bool is(const struct note *note, const char *name, uint32_t type)
{
	return note->type == type && note->name_length == strlen(name) + 1 &&
	       memcmp(note->name, name, note->name_length) == 0;
}

/* Text in which nothing nests deeper than is allowed; what is in strings counts
 * too, but for quotes, since it is only to be bounded. */
static bool is_shallow(const uint8_t *text, uint32_t length)
{
	bool quoted = false;
	int depth = 0;

	for (uint32_t i = 0; i < length; i++) {
		if (quoted && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted && (text[i] == '[' || text[i] == '{'))
			depth++;
		else if (!quoted && (text[i] == ']' || text[i] == '}'))
			depth--;
		if (depth > IMAGEFILE_DEPTH)
			return false;
	}
	return true;
}

static bool read_service(struct imagefile *image, const struct note *note,
			 char problem[IMAGEFILE_PROBLEM])
{
	if (image->has_service)
		return fail(problem, "it has two service notes; link it again");
	image->has_service = true;
	if (!is_shallow(note->data, note->length))
		return fail(problem, "its service note nests too deeply; link "
				     "it again");
	problem[0] = '\0';
	told = problem;
	return manifest_from_note(&image->manifest, "the image", note->data,
				  note->length, tell);
}

static bool take(struct imagefile *image, const struct note *note,
		 char problem[IMAGEFILE_PROBLEM])
{
	if (is(note, DENALI_NOTE_NAME, DENALI_NOTE_CONTRACT) &&
	    note->length == sizeof image->contract) {
		memcpy(&image->contract, note->data, note->length);
	} else if (is(note, DENALI_NOTE_NAME, DENALI_NOTE_MANIFEST) &&
		   note->length == sizeof image->kernel) {
		memcpy(&image->kernel, note->data, note->length);
	} else if (is(note, DENALI_NOTE_NAME, DENALI_NOTE_SERVICE)) {
		return read_service(image, note, problem);
	} else if (is(note, ELF_NOTE_GNU, NT_GNU_BUILD_ID) &&
		   note->length <= IMAGEFILE_BUILD_ID) {
		memcpy(image->build_id, note->data, note->length);
		image->build_id_length = (uint8_t)note->length;
	}
	return true;
}

static bool check(struct imagefile *image, char problem[IMAGEFILE_PROBLEM])
{
	if (image->contract == 0)
		return fail(problem, "it is no image; link it with denali-cc");
	if (image->contract > DENALI_CONTRACT_VERSION) {
		snprintf(problem, IMAGEFILE_PROBLEM,
			 "it is made for contract version %u, and this host "
			 "has up to %u; link it with an older SDK, or upgrade "
			 "the host",
			 (unsigned)image->contract, DENALI_CONTRACT_VERSION);
		return false;
	}
	image->kernel.name[DENALI_NAME_MAX - 1] = '\0';
	if (image->kernel.memory_size == 0)
		image->kernel.memory_size = DENALI_MEMORY_DEFAULT;
	return true;
}

bool imagefile_read(struct imagefile *image, const char *path,
		    char problem[IMAGEFILE_PROBLEM])
{
	uint32_t length = 0;
	uint8_t *notes = read_notes(path, &length);
	const uint8_t *at = notes;
	struct note note;
	bool good = true;

	*image = (struct imagefile){ 0 };
	if (notes == NULL)
		return fail(problem, "it is no image; link it with denali-cc");
	while (good && next_note(&at, notes + length, &note))
		good = take(image, &note, problem);
	free(notes);
	return good && check(image, problem);
}

void imagefile_free(struct imagefile *image)
{
	manifest_free(&image->manifest);
}
