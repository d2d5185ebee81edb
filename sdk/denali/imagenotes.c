/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "imagenotes.h"

#include <string.h>

#include "error.h"

#define LINK_IT "link it with denali-cc"

bool imagenotes_next(const uint8_t **data, const uint8_t *end,
		     struct image_note *note)
{
	uint64_t name_room, room;
	Elf32_Nhdr nhdr;

	if ((size_t)(end - *data) < sizeof nhdr)
		return false;
	memcpy(&nhdr, *data, sizeof nhdr);
	name_room = ((uint64_t)nhdr.n_namesz + 3) & ~(uint64_t)3;
	room = ((uint64_t)nhdr.n_descsz + 3) & ~(uint64_t)3;
	*data += sizeof nhdr;
	if ((uint64_t)(end - *data) < name_room + nhdr.n_descsz)
		return false;
	note->name = (const char *)*data;
	note->name_length = nhdr.n_namesz;
	note->type = nhdr.n_type;
	note->description = *data + name_room;
	note->length = nhdr.n_descsz;
	room += name_room;
	*data += room < (uint64_t)(end - *data) ? room : (size_t)(end - *data);
	return true;
}

static bool is_note(const struct image_note *note, const char *name,
		    uint32_t type, uint32_t length)
{
	return note->type == type && note->length == length &&
	       note->name_length == strlen(name) + 1 &&
	       memcmp(note->name, name, strlen(name) + 1) == 0;
}

bool imagenotes_find(const struct image *image, uint32_t type,
		     struct image_note *note)
{
	const uint8_t *data = image->notes;
	const uint8_t *end = data + image->notes_length;

	while (imagenotes_next(&data, end, note))
		if (is_note(note, DENALI_NOTE_NAME, type, note->length))
			return true;
	return false;
}

static int read_contract(struct image *image, const struct image_note *note)
{
	struct denali_note_contract contract;

	if (!is_note(note, DENALI_NOTE_NAME, DENALI_NOTE_CONTRACT,
		     sizeof contract))
		return error(
			"%s: not an image: it has no contract note; " LINK_IT,
			image->path);
	memcpy(&contract, note->description, sizeof contract);
	image->contract = contract.version;
	return 0;
}

int imagenotes_check(const struct image *image)
{
	if (image->contract >= 1 && image->contract <= DENALI_CONTRACT_VERSION)
		return 0;
	return error("%s: made for contract version %u, and this SDK knows 1 "
		     "to %u; link it again with this SDK's denali-cc",
		     image->path, image->contract, DENALI_CONTRACT_VERSION);
}

static void read_build_id(struct image *image, const struct image_note *note)
{
	if (!is_note(note, ELF_NOTE_GNU, NT_GNU_BUILD_ID, note->length) ||
	    note->length > IMAGE_BUILD_ID_MAX)
		return;
	memcpy(image->build_id, note->description, note->length);
	image->build_id_length = note->length;
}

/* The contract, the manifest, then others, as the contract has them.  A later
 * contract may have another manifest. */
int imagenotes_read(struct image *image)
{
	const uint8_t *data = image->notes;
	const uint8_t *end = data + image->notes_length;
	struct image_note note = { 0 };
	int status;

	imagenotes_next(&data, end, &note);
	status = read_contract(image, &note);
	if (status != 0)
		return status;
	note = (struct image_note){ 0 };
	imagenotes_next(&data, end, &note);
	if (is_note(&note, DENALI_NOTE_NAME, DENALI_NOTE_MANIFEST,
		    sizeof image->manifest))
		memcpy(&image->manifest, note.description,
		       sizeof image->manifest);
	else if (image->contract <= DENALI_CONTRACT_VERSION)
		return error(
			"%s: not an image: its manifest is missing; " LINK_IT,
			image->path);
	while (imagenotes_next(&data, end, &note))
		read_build_id(image, &note);
	return 0;
}

struct denali_policy imagenotes_policy(const struct image *image)
{
	struct denali_policy policy = { 0 };
	struct image_note note;

	if (imagenotes_find(image, DENALI_NOTE_POLICY, &note) &&
	    note.length == sizeof policy)
		memcpy(&policy, note.description, sizeof policy);
	if (policy.rule_count > DENALI_POLICY_RULES)
		policy.rule_count = DENALI_POLICY_RULES;
	return policy;
}
