/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One fault for each rule that an image can break.
 */
#include "image_file.h"

#include <string.h>

/* One statement that spoils the file f. */
#define SPOIL(name, statement)                                                 \
	static void name(struct image_file *f)                                 \
	{                                                                      \
		statement;                                                     \
	}                                                                      \
	static void name(struct image_file *f)

SPOIL(nothing, (void)f);

SPOIL(magic, f->elf.e_ident[1] = 'e');
SPOIL(class, f->elf.e_ident[EI_CLASS] = 2);
SPOIL(endianness, f->elf.e_ident[EI_DATA] = 2);
SPOIL(ident_version, f->elf.e_ident[EI_VERSION] = 7);
SPOIL(elf_version, f->elf.e_version = 2);
SPOIL(machine, f->elf.e_machine = 62);
SPOIL(object_file, f->elf.e_type = 1);
SPOIL(core_file, f->elf.e_type = 4);

SPOIL(phentsize, f->elf.e_phentsize = 56);
SPOIL(phnum_zero, f->elf.e_phnum = 0);
SPOIL(phnum_large, f->elf.e_phnum = IMAGE_HEADERS_MAX + 1);
SPOIL(phoff, f->elf.e_phoff = sizeof *f - 100);
SPOIL(phoff_wraps, f->elf.e_phoff = 0xfffffff0);
SPOIL(interp, f->header[SPARE].p_type = PT_INTERP);
SPOIL(dynamic, f->header[SPARE].p_type = PT_DYNAMIC);
static void load_count(struct image_file *f)
{
	for (int i = SPARE; i <= SPARE_4; i++)
		f->header[i].p_type = PT_LOAD;
}
static void load_none(struct image_file *f)
{
	for (int i = TEXT; i <= STACK; i++)
		f->header[i].p_type = 0;
}
SPOIL(note_second, f->header[SPARE].p_type = PT_NOTE);
SPOIL(note_none, f->header[NOTE].p_type = 0);

SPOIL(note_outside, f->header[NOTE].p_offset = 0x2000);
SPOIL(note_wraps, f->header[NOTE].p_filesz = 0xffffffff);
SPOIL(note_truncated, f->header[NOTE].p_filesz = 16);
SPOIL(contract_truncated, f->header[NOTE].p_filesz = 20);
SPOIL(manifest_gone, f->header[NOTE].p_filesz = 24);
SPOIL(manifest_truncated, f->header[NOTE].p_filesz = 88);
SPOIL(policy_truncated, f->header[NOTE].p_filesz -= 4);
SPOIL(note_name, memcpy(f->contract_note.name, "Xen\0\0\0\0", 8));
SPOIL(note_name_size, f->contract_note.n_namesz = 6);
SPOIL(note_name_padding, f->contract_note.name[7] = 'x');
SPOIL(manifest_name, f->manifest_note.name[0] = 'd');
SPOIL(contract_missing, f->contract_note.n_type = DENALI_NOTE_MANIFEST);
SPOIL(contract_size, f->contract_note.n_descsz = 8);
SPOIL(contract_version, f->contract.version = 9);
SPOIL(manifest_missing, f->manifest_note.n_type = DENALI_NOTE_CONTRACT);
SPOIL(manifest_size, f->manifest_note.n_descsz = 0xfffffff0);
SPOIL(policy_size, f->policy_note.n_descsz -= 4);

SPOIL(policy_flags, f->policy.flags = 4);
SPOIL(policy_rules, f->policy.rule_count = 17);
SPOIL(policy_prefix, f->policy.rule[0].prefix = 129);
SPOIL(policy_unused, f->policy.rule_count = 0);

SPOIL(memory_alignment, f->manifest.memory_size += 512);
SPOIL(memory_small, f->manifest.memory_size = 0x3f000);
SPOIL(memory_large, f->manifest.memory_size = 0xc0000000);
SPOIL(manifest_flags, f->manifest.flags = 0x80000001);
SPOIL(reserved, f->manifest.reserved = 1);
SPOIL(name_unterminated, memset(f->manifest.name, 'n', DENALI_NAME_MAX));
SPOIL(name_control, strcpy(f->manifest.name, "\033[2J"));
SPOIL(name_delete, strcpy(f->manifest.name, "a\177"));

SPOIL(address_alignment, f->header[DATA].p_vaddr += 4);
SPOIL(offset_alignment, f->header[DATA].p_offset -= 0x10);
static void empty(struct image_file *f)
{
	f->header[RODATA].p_memsz = 0;
	f->header[RODATA].p_filesz = 0;
}
SPOIL(file_part_large, f->header[RODATA].p_filesz = 0x101);
SPOIL(write_execute, f->header[TEXT].p_flags = PF_R | PF_W | PF_X);
SPOIL(write_execute_only, f->header[TEXT].p_flags = PF_W | PF_X);
SPOIL(write_only, f->header[DATA].p_flags = PF_W);
SPOIL(execute_only, f->header[TEXT].p_flags = PF_X);
SPOIL(flags_unknown, f->header[DATA].p_flags |= 8);
SPOIL(guard_filled, f->header[GUARD].p_filesz = 1);
SPOIL(below_base, f->header[TEXT].p_vaddr = 0x1f000);
SPOIL(null_page, f->header[TEXT].p_vaddr = 0);
SPOIL(past_memory, f->header[STACK].p_memsz = 0xdc001);
SPOIL(begins_past_memory, f->header[STACK].p_vaddr = 0x101000);
SPOIL(in_kernel, f->header[STACK].p_vaddr = 0xc0000000);
static void address_wraps(struct image_file *f)
{
	f->header[STACK].p_vaddr = 0xfffff000;
	f->header[STACK].p_memsz = 0x2000;
}
SPOIL(size_wraps, f->header[STACK].p_memsz = 0xffffffff);
SPOIL(file_part_outside, f->header[DATA].p_filesz = 0x11);
SPOIL(file_part_beyond, f->header[DATA].p_offset = 0x3000);
SPOIL(file_part_wraps, f->header[DATA].p_offset = 0xfffff000);
static void order(struct image_file *f)
{
	f->header[DATA].p_vaddr = 0x24000;
	f->header[STACK].p_vaddr = 0x22000;
	f->header[STACK].p_memsz = 0x1000;
}
SPOIL(overlap, f->header[DATA].p_memsz = 0x1001);
SPOIL(same_page, f->header[DATA].p_vaddr = 0x21000);

SPOIL(entry_in_data, f->elf.e_entry = 0x22000);
SPOIL(entry_below, f->elf.e_entry = 0x1ffff);
SPOIL(entry_past_file_part, f->header[TEXT].p_filesz = 0x10);
static void no_stack(struct image_file *f)
{
	f->header[DATA].p_flags = PF_R;
	f->header[STACK].p_flags = PF_R;
}

/* Of images that may be anywhere, whose addresses count from the image base. */
#define SPOIL_FREE(name, statement) SPOIL(name, image_file_free(f); statement)

SPOIL_FREE(free_interp, f->header[SPARE].p_type = PT_INTERP);
SPOIL_FREE(free_below, f->header[TEXT].p_vaddr = 0xfffff000);
SPOIL_FREE(free_null, f->header[TEXT].p_vaddr = 0xfffe0000);
SPOIL_FREE(free_last_below, f->header[STACK].p_vaddr = 0xffffe000);
SPOIL_FREE(free_past_memory, f->header[STACK].p_memsz = 0xdc001);
SPOIL_FREE(free_begins_past, f->header[STACK].p_vaddr = 0xe1000);
SPOIL_FREE(free_in_kernel, f->header[STACK].p_vaddr = 0xbffe0000);
SPOIL_FREE(free_high, f->header[STACK].p_vaddr = 0xfffdf000);
SPOIL_FREE(free_alignment, f->header[DATA].p_vaddr += 0xfff);
SPOIL_FREE(free_entry, f->elf.e_entry = 0x20010);
SPOIL_FREE(free_entry_wraps, f->elf.e_entry = 0xffffffff);

/* A fault without a length of its own. */
/* clang-format off */
#define FAULT(name, error, text) { #name, error, text, name, 0 }
/* clang-format on */

const struct image_fault image_faults[] = {
	{ "file_large", IMAGE_FILE_TOO_LARGE,
	  "file is larger than an image may be (1073741825, 1073741824)",
	  nothing, DENALI_IMAGE_FILE_MAX + 1 },
	{ "file_short", IMAGE_FILE_TOO_SHORT,
	  "file is too short for an ELF header (51, 52)", nothing, 51 },
	FAULT(magic, IMAGE_NOT_ELF, "not an ELF file"),
	FAULT(class, IMAGE_NOT_32_BIT, "not a 32-bit ELF file"),
	FAULT(endianness, IMAGE_NOT_LITTLE_ENDIAN,
	      "not a little-endian ELF file"),
	FAULT(ident_version, IMAGE_ELF_VERSION, "unknown ELF version (7)"),
	FAULT(elf_version, IMAGE_ELF_VERSION, "unknown ELF version (2)"),
	FAULT(machine, IMAGE_MACHINE, "not for the 386 (machine 62, needed 3)"),
	FAULT(object_file, IMAGE_TYPE, "not an executable ELF file (type 1)"),
	FAULT(core_file, IMAGE_TYPE, "not an executable ELF file (type 4)"),

	FAULT(phentsize, IMAGE_HEADER_SIZE,
	      "wrong size of a program header (56, needed 32)"),
	FAULT(phnum_zero, IMAGE_HEADER_COUNT,
	      "no program headers, or too many (0, at most 32)"),
	FAULT(phnum_large, IMAGE_HEADER_COUNT,
	      "no program headers, or too many (33, at most 32)"),
	FAULT(phoff, IMAGE_HEADERS_OUTSIDE,
	      "program headers are not inside the file (offset 8108, file has "
	      "8208)"),
	FAULT(phoff_wraps, IMAGE_HEADERS_OUTSIDE,
	      "program headers are not inside the file (offset 4294967280, "
	      "file has 8208)"),
	{ "phdrs_cut", IMAGE_HEADERS_OUTSIDE,
	  "program headers are not inside the file (offset 52, file has 435)",
	  nothing, 435 },
	FAULT(interp, IMAGE_INTERPRETER,
	      "program header 8: asks for an interpreter (PT_INTERP): not "
	      "statically linked"),
	FAULT(dynamic, IMAGE_DYNAMIC,
	      "program header 8: asks for dynamic linking (PT_DYNAMIC): not "
	      "statically linked"),
	FAULT(load_count, IMAGE_SEGMENT_COUNT,
	      "program header 11: one PT_LOAD too many (at most 8)"),
	FAULT(load_none, IMAGE_NO_SEGMENT, "no PT_LOAD program header"),
	FAULT(note_second, IMAGE_NOTE_COUNT,
	      "program header 8: a second PT_NOTE"),
	FAULT(note_none, IMAGE_NO_NOTE,
	      "no PT_NOTE program header: not linked by denali-cc"),

	FAULT(note_outside, IMAGE_NOTE_OUTSIDE,
	      "notes are not inside the file (offset 8192, file has 8208)"),
	FAULT(note_wraps, IMAGE_NOTE_OUTSIDE,
	      "notes are not inside the file (offset 436, file has 8208)"),
	FAULT(note_truncated, IMAGE_NOTE_TRUNCATED,
	      "note 0: cut off at the end of the notes"),
	FAULT(contract_truncated, IMAGE_NOTE_TRUNCATED,
	      "note 0: cut off at the end of the notes"),
	FAULT(manifest_gone, IMAGE_NOTE_TRUNCATED,
	      "note 1: cut off at the end of the notes"),
	FAULT(manifest_truncated, IMAGE_NOTE_TRUNCATED,
	      "note 1: cut off at the end of the notes"),
	FAULT(note_name, IMAGE_NOTE_NAME,
	      "note 0: not one of Denali's: not linked by denali-cc"),
	FAULT(note_name_size, IMAGE_NOTE_NAME,
	      "note 0: not one of Denali's: not linked by denali-cc"),
	FAULT(note_name_padding, IMAGE_NOTE_NAME,
	      "note 0: not one of Denali's: not linked by denali-cc"),
	FAULT(manifest_name, IMAGE_NOTE_NAME,
	      "note 1: not one of Denali's: not linked by denali-cc"),
	FAULT(contract_missing, IMAGE_CONTRACT_MISSING,
	      "note 0: not the contract note, which comes first (type 2, "
	      "needed 1)"),
	FAULT(contract_size, IMAGE_CONTRACT_SIZE,
	      "note 0: wrong size of the contract note (8, needed 4)"),
	FAULT(contract_version, IMAGE_CONTRACT_VERSION,
	      "made for another contract version (image has 9, kernel has 2)"),
	FAULT(manifest_missing, IMAGE_MANIFEST_MISSING,
	      "note 1: not the manifest, which comes second (type 1, needed "
	      "2)"),
	FAULT(manifest_size, IMAGE_MANIFEST_SIZE,
	      "note 1: wrong size of the manifest (4294967280, needed 48)"),

	FAULT(policy_truncated, IMAGE_NOTE_TRUNCATED,
	      "note 2: cut off at the end of the notes"),
	FAULT(policy_size, IMAGE_POLICY_SIZE,
	      "note 2: wrong size of the policy (388, needed 392)"),
	FAULT(policy_flags, POLICY_FLAGS, "policy: unknown flags (0x00000004)"),
	FAULT(policy_rules, POLICY_RULE_COUNT,
	      "policy: too many rules (17, at most 16)"),
	FAULT(policy_prefix, POLICY_PREFIX,
	      "policy rule 0: prefix is too long (129, at most 128)"),
	FAULT(policy_unused, POLICY_UNUSED,
	      "policy rule 0: past the last and not zero"),

	FAULT(memory_alignment, IMAGE_MEMORY_ALIGNMENT,
	      "manifest: memory size is not a multiple of 4096 (1049088)"),
	FAULT(memory_small, IMAGE_MEMORY_SMALL,
	      "manifest: memory size is too small (258048, at least 262144)"),
	FAULT(memory_large, IMAGE_MEMORY_LARGE,
	      "manifest: memory size is too large (3221225472, at most "
	      "3221221376)"),
	FAULT(manifest_flags, IMAGE_FLAGS,
	      "manifest: unknown flags (0x80000001)"),
	FAULT(reserved, IMAGE_RESERVED,
	      "manifest: reserved field is not 0 (0x00000001)"),
	FAULT(name_unterminated, IMAGE_NAME_UNTERMINATED,
	      "manifest: name has no end"),
	FAULT(name_control, IMAGE_NAME_CONTROL,
	      "manifest: control character in the name"),
	FAULT(name_delete, IMAGE_NAME_CONTROL,
	      "manifest: control character in the name"),

	FAULT(address_alignment, IMAGE_ADDRESS_ALIGNMENT,
	      "program header 2: address is not a multiple of 4096 "
	      "(0x00022004)"),
	FAULT(offset_alignment, IMAGE_OFFSET_ALIGNMENT,
	      "program header 2: file offset is not a multiple of 4096 "
	      "(8176)"),
	FAULT(empty, IMAGE_SEGMENT_EMPTY, "program header 1: empty segment"),
	FAULT(file_part_large, IMAGE_FILE_PART_LARGE,
	      "program header 1: more bytes in the file than in memory (257, "
	      "256)"),
	FAULT(write_execute, IMAGE_WRITE_EXECUTE,
	      "program header 0: segment is writable and executable (flags "
	      "7)"),
	FAULT(write_execute_only, IMAGE_WRITE_EXECUTE,
	      "program header 0: segment is writable and executable (flags "
	      "3)"),
	FAULT(write_only, IMAGE_ACCESS,
	      "program header 2: flags are not one of R, RX, RW or none "
	      "(flags 2)"),
	FAULT(execute_only, IMAGE_ACCESS,
	      "program header 0: flags are not one of R, RX, RW or none "
	      "(flags 1)"),
	FAULT(flags_unknown, IMAGE_ACCESS,
	      "program header 2: flags are not one of R, RX, RW or none "
	      "(flags 14)"),
	FAULT(guard_filled, IMAGE_GUARD_FILLED,
	      "program header 3: guard segment has bytes in the file (1)"),
	FAULT(below_base, IMAGE_BELOW_BASE,
	      "program header 0: segment begins below the image base "
	      "(0x0001f000, base 0x00020000)"),
	FAULT(null_page, IMAGE_BELOW_BASE,
	      "program header 0: segment begins below the image base "
	      "(0x00000000, base 0x00020000)"),
	FAULT(past_memory, IMAGE_PAST_MEMORY,
	      "program header 4: segment reaches past the memory size (begins "
	      "at 0x00024000, memory size 0x00100000)"),
	FAULT(begins_past_memory, IMAGE_PAST_MEMORY,
	      "program header 4: segment reaches past the memory size (begins "
	      "at 0x00101000, memory size 0x00100000)"),
	FAULT(in_kernel, IMAGE_PAST_MEMORY,
	      "program header 4: segment reaches past the memory size (begins "
	      "at 0xc0000000, memory size 0x00100000)"),
	FAULT(address_wraps, IMAGE_PAST_MEMORY,
	      "program header 4: segment reaches past the memory size (begins "
	      "at 0xfffff000, memory size 0x00100000)"),
	FAULT(size_wraps, IMAGE_PAST_MEMORY,
	      "program header 4: segment reaches past the memory size (begins "
	      "at 0x00024000, memory size 0x00100000)"),
	FAULT(file_part_outside, IMAGE_FILE_PART_OUTSIDE,
	      "program header 2: segment is not inside the file (offset 8192, "
	      "file has 8208)"),
	FAULT(file_part_beyond, IMAGE_FILE_PART_OUTSIDE,
	      "program header 2: segment is not inside the file (offset 12288, "
	      "file has 8208)"),
	FAULT(file_part_wraps, IMAGE_FILE_PART_OUTSIDE,
	      "program header 2: segment is not inside the file (offset "
	      "4294963200, file has 8208)"),
	{ "file_cut", IMAGE_FILE_PART_OUTSIDE,
	  "program header 2: segment is not inside the file (offset 8192, "
	  "file has 8207)",
	  nothing, sizeof(struct image_file) - 1 },
	FAULT(order, IMAGE_ORDER,
	      "program header 3: segment begins below the one before it "
	      "(0x00023000, 0x00024000)"),
	FAULT(overlap, IMAGE_OVERLAP,
	      "program header 3: segment shares a page with the one before it "
	      "(begins at 0x00023000, free from 0x00024000)"),
	FAULT(same_page, IMAGE_OVERLAP,
	      "program header 2: segment shares a page with the one before it "
	      "(begins at 0x00021000, free from 0x00022000)"),

	FAULT(entry_in_data, IMAGE_ENTRY,
	      "entry point is not in the file part of an RX segment "
	      "(0x00022000)"),
	FAULT(entry_below, IMAGE_ENTRY,
	      "entry point is not in the file part of an RX segment "
	      "(0x0001ffff)"),
	FAULT(entry_past_file_part, IMAGE_ENTRY,
	      "entry point is not in the file part of an RX segment "
	      "(0x00020010)"),
	FAULT(no_stack, IMAGE_NO_STACK,
	      "no RW segment, so no room for a stack"),

	FAULT(free_interp, IMAGE_INTERPRETER,
	      "program header 8: asks for an interpreter (PT_INTERP): not "
	      "statically linked"),
	FAULT(free_below, IMAGE_BELOW_BASE,
	      "program header 0: segment begins below the image base "
	      "(0x0001f000, base 0x00020000)"),
	FAULT(free_null, IMAGE_BELOW_BASE,
	      "program header 0: segment begins below the image base "
	      "(0x00000000, base 0x00020000)"),
	FAULT(free_last_below, IMAGE_BELOW_BASE,
	      "program header 4: segment begins below the image base "
	      "(0x0001e000, base 0x00020000)"),
	FAULT(free_past_memory, IMAGE_PAST_MEMORY,
	      "program header 4: segment reaches past the memory size (begins "
	      "at 0x00024000, memory size 0x00100000)"),
	FAULT(free_begins_past, IMAGE_PAST_MEMORY,
	      "program header 4: segment reaches past the memory size (begins "
	      "at 0x00101000, memory size 0x00100000)"),
	FAULT(free_in_kernel, IMAGE_PAST_MEMORY,
	      "program header 4: segment reaches past the memory size (begins "
	      "at 0xc0000000, memory size 0x00100000)"),
	FAULT(free_high, IMAGE_PAST_MEMORY,
	      "program header 4: segment reaches past the memory size (begins "
	      "at 0xfffff000, memory size 0x00100000)"),
	FAULT(free_alignment, IMAGE_ADDRESS_ALIGNMENT,
	      "program header 2: address is not a multiple of 4096 "
	      "(0x00022fff)"),
	FAULT(free_entry, IMAGE_ENTRY,
	      "entry point is not in the file part of an RX segment "
	      "(0x00040010)"),
	FAULT(free_entry_wraps, IMAGE_ENTRY,
	      "entry point is not in the file part of an RX segment "
	      "(0x0001ffff)"),
};

const uint32_t image_fault_count = sizeof image_faults / sizeof *image_faults;

uint32_t image_fault_length(const struct image_fault *fault)
{
	if (fault->length == 0 || fault->length > sizeof(struct image_file))
		return sizeof(struct image_file);
	return fault->length;
}
