/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The image checker: one pass over the program headers, then the notes, then
 * the segments, in the order in which each stage's numbers become trustworthy.
 * The notes come before the segments because the manifest's memory size bounds
 * these.
 *
 * A stage returns the first error it meets and has then noted in the finding
 * which item and which numbers it is about.  No sum of two numbers from the
 * file is ever formed; sizes are held against the room that is left.
 */
#include "image.h"

#include <stdbool.h>
#include <stddef.h>

#include <denali/calls.h>

#include "elf.h"
#include "name.h"
#include "netconfig.h"
#include "string.h"

struct check {
	const uint8_t *file;
	image_reader *read;
	uint32_t length;
	uint32_t entry;
	uint32_t base; /* what the file's addresses count from */
	/* PT_LOAD headers as they stand, and which headers they were. */
	struct program_header load[DENALI_IMAGE_SEGMENTS];
	uint32_t load_number[DENALI_IMAGE_SEGMENTS];
	struct program_header note;
	uint32_t note_count;
	struct image image;
	struct denali_finding *finding;
};

#define PAGE_MASK (DENALI_PAGE_SIZE - 1)

static enum finding fail(struct check *check, enum finding error,
			 uint32_t value, uint32_t bound)
{
	return finding_fail(check->finding, error, value, bound);
}

/* Is [offset, offset + length) inside the file? */
static bool in_file(const struct check *check, uint32_t offset, uint32_t length)
{
	return offset <= check->length && length <= check->length - offset;
}

/* Copy what is inside the file. */
static void copy(const struct check *check, void *to, uint32_t offset,
		 uint32_t length)
{
	if (check->read)
		check->read(check->file, to, offset, length);
	else
		memcpy(to, check->file + offset, length);
}

static enum finding check_ident(struct check *check,
				const struct elf_header *header)
{
	if (memcmp(header->e_ident, "\177ELF", 4) != 0)
		return IMAGE_NOT_ELF;
	if (header->e_ident[EI_CLASS] != ELFCLASS32)
		return IMAGE_NOT_32_BIT;
	if (header->e_ident[EI_DATA] != ELFDATA2LSB)
		return IMAGE_NOT_LITTLE_ENDIAN;
	if (header->e_ident[EI_VERSION] != EV_CURRENT)
		return fail(check, IMAGE_ELF_VERSION,
			    header->e_ident[EI_VERSION], EV_CURRENT);
	if (header->e_version != EV_CURRENT)
		return fail(check, IMAGE_ELF_VERSION, header->e_version,
			    EV_CURRENT);
	if (header->e_machine != EM_386)
		return fail(check, IMAGE_MACHINE, header->e_machine, EM_386);
	if (header->e_type == ET_DYN)
		check->base = DENALI_IMAGE_BASE;
	else if (header->e_type != ET_EXEC)
		return fail(check, IMAGE_TYPE, header->e_type, ET_EXEC);
	return FINDING_NONE;
}

static enum finding check_header(struct check *check, struct elf_header *header)
{
	enum finding error;

	if (check->length > DENALI_IMAGE_FILE_MAX)
		return fail(check, IMAGE_FILE_TOO_LARGE, check->length,
			    DENALI_IMAGE_FILE_MAX);
	if (check->length < sizeof *header)
		return fail(check, IMAGE_FILE_TOO_SHORT, check->length,
			    sizeof *header);
	copy(check, header, 0, sizeof *header);
	error = check_ident(check, header);
	if (error)
		return error;
	if (header->e_phentsize != sizeof(struct program_header))
		return fail(check, IMAGE_HEADER_SIZE, header->e_phentsize,
			    sizeof(struct program_header));
	if (header->e_phnum == 0 || header->e_phnum > IMAGE_HEADERS_MAX)
		return fail(check, IMAGE_HEADER_COUNT, header->e_phnum,
			    IMAGE_HEADERS_MAX);
	if (!in_file(check, header->e_phoff,
		     header->e_phnum * sizeof(struct program_header)))
		return fail(check, IMAGE_HEADERS_OUTSIDE, header->e_phoff,
			    check->length);
	check->entry = check->base + header->e_entry;
	return FINDING_NONE;
}

/* Keeps what matters of one program header. */
static enum finding sort_program_header(struct check *check,
					const struct program_header *header)
{
	uint32_t count = check->image.segment_count;

	switch (header->p_type) {
	case PT_INTERP:
		return IMAGE_INTERPRETER;
	case PT_DYNAMIC: /* an ET_DYN image's own affair */
		return check->base ? FINDING_NONE : IMAGE_DYNAMIC;
	case PT_NOTE:
		if (check->note_count++ > 0)
			return IMAGE_NOTE_COUNT;
		check->note = *header;
		return FINDING_NONE;
	case PT_LOAD:
		if (count == DENALI_IMAGE_SEGMENTS)
			return fail(check, IMAGE_SEGMENT_COUNT,
				    DENALI_IMAGE_SEGMENTS, 0);
		/* One that wraps is below the image base. */
		check->load[count] = *header;
		check->load[count].p_vaddr += check->base;
		check->load_number[count] = check->finding->item;
		check->image.segment_count++;
		return FINDING_NONE;
	default:
		return FINDING_NONE;
	}
}

static enum finding check_program_headers(struct check *check,
					  const struct elf_header *header)
{
	struct program_header entry;
	enum finding error;

	for (uint32_t i = 0; i < header->e_phnum; i++) {
		copy(check, &entry, header->e_phoff + i * sizeof entry,
		     sizeof entry);
		check->finding->item = i;
		error = sort_program_header(check, &entry);
		if (error)
			return error;
	}
	if (check->image.segment_count == 0)
		return IMAGE_NO_SEGMENT;
	if (check->note_count == 0)
		return IMAGE_NO_NOTE;
	return FINDING_NONE;
}

struct note_rule {
	uint32_t number; /* its place among the notes */
	uint32_t offset; /* in the notes */
	uint32_t type;
	uint32_t size; /* of what it describes */
	enum finding missing;
	enum finding bad_size;
};

/* The first note, the second, and the third if it is a policy.  Each has a
 * fixed size, so the next has a fixed place. */
static const struct note_rule contract_rule = {
	.number = 0,
	.offset = 0,
	.type = DENALI_NOTE_CONTRACT,
	.size = sizeof(struct denali_note_contract),
	.missing = IMAGE_CONTRACT_MISSING,
	.bad_size = IMAGE_CONTRACT_SIZE,
};
static const struct note_rule manifest_rule = {
	.number = 1,
	.offset = sizeof(struct note_header) +
		  sizeof(struct denali_note_contract),
	.type = DENALI_NOTE_MANIFEST,
	.size = sizeof(struct denali_manifest),
	.missing = IMAGE_MANIFEST_MISSING,
	.bad_size = IMAGE_MANIFEST_SIZE,
};
static const struct note_rule policy_rule = {
	.number = 2,
	.offset = 2 * sizeof(struct note_header) +
		  sizeof(struct denali_note_contract) +
		  sizeof(struct denali_manifest),
	.type = DENALI_NOTE_POLICY,
	.size = sizeof(struct denali_policy),
	.missing = IMAGE_NOTE_NAME,
	.bad_size = IMAGE_POLICY_SIZE,
};

/* Copies what the note describes to description, if the rule holds. */
static enum finding read_note(struct check *check, const struct note_rule *rule,
			      void *description)
{
	static const char name[8] = DENALI_NOTE_NAME;
	uint32_t at = check->note.p_offset + rule->offset;
	uint32_t length = check->note.p_filesz;
	struct note_header header;

	check->finding->item = rule->number;
	if (length < rule->offset || length - rule->offset < sizeof header)
		return IMAGE_NOTE_TRUNCATED;
	copy(check, &header, at, sizeof header);
	if (header.n_namesz != sizeof DENALI_NOTE_NAME ||
	    memcmp(header.name, name, sizeof name) != 0)
		return IMAGE_NOTE_NAME;
	if (header.n_type != rule->type)
		return fail(check, rule->missing, header.n_type, rule->type);
	if (header.n_descsz != rule->size)
		return fail(check, rule->bad_size, header.n_descsz, rule->size);
	if (length - rule->offset - sizeof header < rule->size)
		return IMAGE_NOTE_TRUNCATED;
	copy(check, description, at + sizeof header, rule->size);
	return FINDING_NONE;
}

static enum finding check_manifest(struct check *check)
{
	struct denali_manifest *manifest = &check->image.manifest;

	if (manifest->memory_size == 0)
		manifest->memory_size = DENALI_MEMORY_DEFAULT;
	if (manifest->memory_size & PAGE_MASK)
		return fail(check, IMAGE_MEMORY_ALIGNMENT,
			    manifest->memory_size, 0);
	if (manifest->memory_size < DENALI_MEMORY_MIN)
		return fail(check, IMAGE_MEMORY_SMALL, manifest->memory_size,
			    DENALI_MEMORY_MIN);
	if (manifest->memory_size > DENALI_MEMORY_MAX)
		return fail(check, IMAGE_MEMORY_LARGE, manifest->memory_size,
			    DENALI_MEMORY_MAX);
	if (manifest->flags & ~(uint32_t)DENALI_MANIFEST_PRIVATE)
		return fail(check, IMAGE_FLAGS, manifest->flags, 0);
	if (manifest->reserved != 0)
		return fail(check, IMAGE_RESERVED, manifest->reserved, 0);
	if (!name_ends(manifest->name))
		return IMAGE_NAME_UNTERMINATED;
	if (!name_is_plain(manifest->name))
		return IMAGE_NAME_CONTROL;
	return FINDING_NONE;
}

static enum finding check_policy(struct check *check)
{
	struct image *image = &check->image;
	enum finding error;

	if (check->note.p_filesz - policy_rule.offset <
	    sizeof(struct note_header))
		return FINDING_NONE;
	error = read_note(check, &policy_rule, &image->policy);
	if (error == IMAGE_NOTE_NAME) /* somebody else's note */
		return FINDING_NONE;
	image->has_policy = true;
	return error ? error : policy_check(&image->policy, check->finding);
}

static enum finding check_notes(struct check *check)
{
	struct denali_note_contract contract;
	enum finding error;

	if (!in_file(check, check->note.p_offset, check->note.p_filesz))
		return fail(check, IMAGE_NOTE_OUTSIDE, check->note.p_offset,
			    check->length);
	error = read_note(check, &contract_rule, &contract);
	if (error)
		return error;
	if (contract.version == 0 || contract.version > DENALI_CONTRACT_VERSION)
		return fail(check, IMAGE_CONTRACT_VERSION, contract.version,
			    DENALI_CONTRACT_VERSION);
	error = read_note(check, &manifest_rule, &check->image.manifest);
	if (!error)
		error = check_manifest(check);
	return error ? error : check_policy(check);
}

static enum finding check_access(struct check *check,
				 const struct program_header *load,
				 uint32_t *prot)
{
	uint32_t flags = load->p_flags;

	if ((flags & PF_W) && (flags & PF_X))
		return fail(check, IMAGE_WRITE_EXECUTE, flags, 0);
	if ((flags & ~(PF_R | PF_W | PF_X)) || (flags && !(flags & PF_R)))
		return fail(check, IMAGE_ACCESS, flags, 0);
	if (flags == 0 && load->p_filesz != 0)
		return fail(check, IMAGE_GUARD_FILLED, load->p_filesz, 0);
	*prot = (flags & PF_R ? DENALI_PROT_READ : DENALI_PROT_NONE) |
		(flags & PF_W ? DENALI_PROT_WRITE : DENALI_PROT_NONE) |
		(flags & PF_X ? DENALI_PROT_EXEC : DENALI_PROT_NONE);
	return FINDING_NONE;
}

/* What holds of a segment by itself. */
static enum finding check_segment(struct check *check,
				  const struct program_header *load)
{
	uint32_t memory_size = check->image.manifest.memory_size;

	if (load->p_vaddr & PAGE_MASK)
		return fail(check, IMAGE_ADDRESS_ALIGNMENT, load->p_vaddr, 0);
	if (load->p_offset & PAGE_MASK)
		return fail(check, IMAGE_OFFSET_ALIGNMENT, load->p_offset, 0);
	if (load->p_memsz == 0)
		return IMAGE_SEGMENT_EMPTY;
	if (load->p_filesz > load->p_memsz)
		return fail(check, IMAGE_FILE_PART_LARGE, load->p_filesz,
			    load->p_memsz);
	if (load->p_vaddr < DENALI_IMAGE_BASE)
		return fail(check, IMAGE_BELOW_BASE, load->p_vaddr,
			    DENALI_IMAGE_BASE);
	if (load->p_vaddr > memory_size ||
	    load->p_memsz > memory_size - load->p_vaddr)
		return fail(check, IMAGE_PAST_MEMORY, load->p_vaddr,
			    memory_size);
	if (load->p_filesz != 0 &&
	    !in_file(check, load->p_offset, load->p_filesz))
		return fail(check, IMAGE_FILE_PART_OUTSIDE, load->p_offset,
			    check->length);
	return FINDING_NONE;
}

/* Takes the segments over one by one; image.end is the first page that is still
 * free.  Cannot wrap: a checked segment ends at or below the memory size, which
 * is a multiple of the page size. */
static enum finding check_segments(struct check *check)
{
	struct image *image = &check->image;

	for (uint32_t i = 0; i < image->segment_count; i++) {
		const struct program_header *load = &check->load[i];
		struct image_segment *segment = &image->segment[i];
		enum finding error;

		check->finding->item = check->load_number[i];
		error = check_access(check, load, &segment->prot);
		if (!error)
			error = check_segment(check, load);
		if (error)
			return error;
		if (i > 0 && load->p_vaddr < segment[-1].address)
			return fail(check, IMAGE_ORDER, load->p_vaddr,
				    segment[-1].address);
		if (load->p_vaddr < image->end)
			return fail(check, IMAGE_OVERLAP, load->p_vaddr,
				    image->end);
		segment->address = load->p_vaddr;
		segment->memory_size = load->p_memsz;
		segment->file_offset = load->p_filesz ? load->p_offset : 0;
		segment->file_size = load->p_filesz;
		image->end = (load->p_vaddr + load->p_memsz + PAGE_MASK) &
			     ~(uint32_t)PAGE_MASK;
	}
	return FINDING_NONE;
}

static enum finding check_start(struct check *check)
{
	struct image *image = &check->image;
	bool entry_good = false;

	for (uint32_t i = 0; i < image->segment_count; i++) {
		const struct image_segment *segment = &image->segment[i];

		if ((segment->prot & DENALI_PROT_EXEC) &&
		    check->entry - segment->address < segment->file_size)
			entry_good = true;
		if (segment->prot & DENALI_PROT_WRITE)
			image->stack_top = (segment->address +
					    segment->memory_size) &
					   ~15u;
	}
	if (!entry_good)
		return fail(check, IMAGE_ENTRY, check->entry, 0);
	if (image->stack_top == 0)
		return IMAGE_NO_STACK;
	image->entry = check->entry;
	image->movable = check->base;
	return FINDING_NONE;
}

static enum finding check_all(struct check *check)
{
	struct elf_header header;
	enum finding error = check_header(check, &header);

	if (!error)
		error = check_program_headers(check, &header);
	if (!error)
		error = check_notes(check);
	if (!error)
		error = check_segments(check);
	if (!error)
		error = check_start(check);
	return error;
}

enum finding image_check(const void *file, uint32_t length, image_reader *read,
			 struct image *image, struct denali_finding *finding)
{
	struct check check = {
		.file = file, .read = read, .length = length, .finding = finding
	};

	*finding = (struct denali_finding){ .group = DENALI_FINDING_NO_GROUP };
	finding->number = check_all(&check);
	if (!finding->number)
		*image = check.image;
	return (enum finding)finding->number;
}

uint16_t image_slide(const struct image *image, uint32_t memory_size,
		     uint32_t dice)
{
	uint32_t most = (memory_size - image->end) / 8;

	if (!image->movable)
		return 0;
	if (image->end <= IMAGE_SMALL_END &&
	    most > IMAGE_SMALL_END - image->end)
		most = IMAGE_SMALL_END - image->end;
	most /= DENALI_PAGE_SIZE;
	if (most > UINT16_MAX)
		most = UINT16_MAX;
	return (uint16_t)(dice % (most + 1));
}
