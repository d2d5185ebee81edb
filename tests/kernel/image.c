/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of the image checker.
 */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include <denali/calls.h>

#include "image.h"
#include "image_file.h"
#include "image_rules.h"
#include "sdk/denali/finding.h"

#define FINDING_NAME(number, name, item, text, values) name,

/* Checks a copy in memory of exactly that length, so that reading past its end
 * is noticed, at an odd address. */
static enum finding check_copy(const struct image_file *file, uint32_t present,
			       uint32_t length, struct image *image, char *text)
{
	uint8_t *memory = malloc(present + 1);
	struct denali_finding finding;
	enum finding error;

	memcpy(memory + 1, file, present);
	error = image_check(memory + 1, length, NULL, image, &finding);
	cr_expect_eq(finding.number, error);
	finding_text(&finding, text, FINDING_TEXT_MAX);
	free(memory);
	return error;
}

static enum finding check_file(const struct image_file *file,
			       struct image *image)
{
	char text[FINDING_TEXT_MAX];

	return check_copy(file, sizeof *file, sizeof *file, image, text);
}

Test(image, good)
{
	const struct image_segment expected[] = {
		{ 0x20000, 0x1000, 0x1000, 0x1000,
		  DENALI_PROT_READ | DENALI_PROT_EXEC },
		{ 0x21000, 0x100, 0, 0x100, DENALI_PROT_READ },
		{ 0x22000, 0x800, 0x2000, 0x10,
		  DENALI_PROT_READ | DENALI_PROT_WRITE },
		{ 0x23000, 0x1000, 0, 0, DENALI_PROT_NONE },
		{ 0x24000, 0x4000, 0, 0, DENALI_PROT_READ | DENALI_PROT_WRITE },
	};
	struct image_file file;
	struct image image;
	char text[FINDING_TEXT_MAX];

	image_file_make(&file);
	cr_assert_eq(check_copy(&file, sizeof file, sizeof file, &image, text),
		     FINDING_NONE, "%s", text);
	cr_assert_eq(image.segment_count, 5);
	cr_assert_arr_eq(image.segment, expected, sizeof expected);
	cr_assert_eq(image.entry, IMAGE_FILE_ENTRY);
	cr_assert_eq(image.end, 0x28000);
	cr_assert_eq(image.stack_top, 0x28000);
	cr_assert_eq(image.manifest.memory_size, 0x100000);
	cr_assert_str_eq(image.manifest.name, "good");
	cr_assert(image.has_policy);
	cr_assert_arr_eq(&image.policy, &file.policy, sizeof file.policy);
	cr_assert_null(image_broken_rule(&image, sizeof file));
}

/* Of its own contract version, and of those before it. */
Test(image, older_contracts)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	for (uint32_t i = 0; i <= DENALI_CONTRACT_VERSION + 1; i++) {
		bool known = i > 0 && i <= DENALI_CONTRACT_VERSION;

		file.contract.version = i;
		cr_expect_eq(check_file(&file, &image),
			     known ? FINDING_NONE : IMAGE_CONTRACT_VERSION);
	}
}

/* It is not for the kernel, whatever it holds. */
Test(image, service_note)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.policy_note.n_type = DENALI_NOTE_SERVICE;
	memset(&file.policy, 0xff, sizeof file.policy);
	cr_expect_eq(check_file(&file, &image), FINDING_NONE);
	cr_expect_not(image.has_policy);
	file.policy_note.n_descsz = DENALI_SERVICE_MAX + 1;
	cr_expect_eq(check_file(&file, &image), FINDING_NONE);
}

/* As the one with fixed addresses; what its dynamic section says is its own
 * affair. */
Test(image, good_anywhere)
{
	struct image_file file;
	struct image image, fixed;

	image_file_make(&file);
	cr_assert_eq(check_file(&file, &fixed), FINDING_NONE);
	cr_assert_not(fixed.movable);
	image_file_free(&file);
	memset(&file.header[SPARE].p_offset, 0xff, 6 * sizeof(uint32_t));
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	cr_assert(image.movable);
	image.movable = false;
	cr_assert_arr_eq(&image, &fixed, sizeof image);
	cr_assert_null(image_broken_rule(&image, sizeof file));
}

static void expect_slides(uint32_t end, uint32_t memory, uint32_t most)
{
	const struct image image = { .end = end, .movable = true };

	cr_expect_eq(image_slide(&image, memory, 0), 0);
	cr_expect_eq(image_slide(&image, memory, most), most);
	cr_expect_eq(image_slide(&image, memory, most + 1), 0);
	for (uint32_t i = 0; i < 1000; i++) {
		uint32_t pages = image_slide(&image, memory, i * 2654435761u);

		cr_expect_leq(pages, most);
		cr_expect_leq(end + pages * DENALI_PAGE_SIZE, memory);
	}
}

Test(image, slides_within_bounds)
{
	const struct image fixed = { .end = 0x50000 };

	cr_expect_eq(image_slide(&fixed, 0x1000000, 77), 0);
	expect_slides(0x40000, 0x40000, 0);
	expect_slides(0x38000, 0x40000, 1);
	expect_slides(0x38000, 0x3f000, 0);
	expect_slides(0x50000, 0x1000000, 0x130); /* one page table */
	expect_slides(IMAGE_SMALL_END, 0x1000000, 0);
	expect_slides(IMAGE_SMALL_END + 0x1000, 0x1000000, 0x1cf);
	expect_slides(0x200000, 0x40000000, 0x7fc0);
	expect_slides(0x200000, DENALI_MEMORY_MAX, UINT16_MAX);
}

Test(image, every_fault_is_named)
{
	for (uint32_t i = 0; i < image_fault_count; i++) {
		const struct image_fault *fault = &image_faults[i];
		uint32_t present = image_fault_length(fault);
		struct image_file file;
		struct image image;
		struct image untouched;
		char text[FINDING_TEXT_MAX];
		enum finding error;

		memset(&image, 0xa5, sizeof image);
		memset(&untouched, 0xa5, sizeof untouched);
		image_file_make(&file);
		fault->spoil(&file);
		error = check_copy(&file, present,
				   fault->length ? fault->length : present,
				   &image, text);
		cr_expect_str_eq(text, fault->text, "%s: %s", fault->name,
				 text);
		cr_expect_eq(error, fault->error, "%s: %d", fault->name, error);
		cr_expect_arr_eq(&image, &untouched, sizeof image, "%s",
				 fault->name);
	}
}

Test(image, every_error_has_a_fault)
{
	static const enum finding all[] = { DENALI_FINDINGS_IMAGE(
		FINDING_NAME) };

	for (uint32_t k = 0; k < sizeof all / sizeof all[0]; k++) {
		uint32_t i = 0;

		if (all[k] == IMAGE_MEMORY_OVERRIDE)
			continue;
		while (i < image_fault_count && image_faults[i].error != all[k])
			i++;
		cr_expect_lt(i, image_fault_count, "%d", all[k]);
	}
}

Test(image, default_memory_size_is_made_explicit)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.manifest.memory_size = 0;
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	cr_assert_eq(image.manifest.memory_size, DENALI_MEMORY_DEFAULT);
}

Test(image, bounds_are_exact)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.header[STACK].p_memsz = 0x100000 - 0x24000;
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	cr_assert_eq(image.end, 0x100000);

	image_file_make(&file);
	file.header[DATA].p_memsz = 0x1000;
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);

	image_file_make(&file);
	file.elf.e_entry = 0x20000;
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	file.elf.e_entry = 0x20fff;
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	file.elf.e_entry = 0x21000;
	cr_assert_eq(check_file(&file, &image), IMAGE_ENTRY);

	image_file_make(&file);
	file.manifest.memory_size = DENALI_MEMORY_MAX;
	file.header[STACK].p_vaddr = DENALI_MEMORY_MAX - 0x1000;
	file.header[STACK].p_memsz = 0x1000;
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	cr_assert_eq(image.end, DENALI_MEMORY_MAX);
	cr_assert_eq(image.stack_top, DENALI_MEMORY_MAX);

	image_file_make(&file);
	file.manifest.memory_size = DENALI_MEMORY_MIN;
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
}

Test(image, stack_top_is_rounded_down)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.header[STACK].p_memsz = 0x3fff;
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	cr_assert_eq(image.stack_top, 0x27ff0);
	cr_assert_eq(image.end, 0x28000);
}

Test(image, contents_that_do_not_matter)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.elf.e_shoff = 0xffffffff;
	file.elf.e_flags = 0x12345678;
	file.elf.e_ident[7] = 3;
	file.header[TEXT].p_paddr = 0xdeadbeef;
	file.header[TEXT].p_align = 3;
	file.header[TLS].p_vaddr = 0xffffffff;
	file.header[SPARE].p_type = 0x6474e553;
	file.header[GUARD].p_offset = 0xfffff000; /* of no bytes */
	file.header[NOTE].p_filesz += 100;        /* other notes, not read */
	file.manifest.frame_limit = 1;
	memset(file.manifest.name, 0xc3, DENALI_NAME_MAX - 1);
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	cr_assert_eq(image.segment[GUARD].file_offset, 0);
}

/* No note, another's, one of Denali's of another type, too short for any. */
Test(image, policy_is_optional)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.policy_note.name[0] = 'G';
	file.policy.flags = 4; /* not looked at */
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	cr_assert_not(image.has_policy);
	image_file_make(&file);
	file.policy_note.n_type = 4;
	cr_assert_eq(check_file(&file, &image), FINDING_NONE);
	cr_assert_not(image.has_policy);
	for (uint32_t more = 0; more < sizeof(struct note_header); more++) {
		image_file_make(&file);
		file.header[NOTE].p_filesz = 92 + more;
		cr_assert_eq(check_file(&file, &image), FINDING_NONE);
		cr_assert_not(image.has_policy);
	}
}

Test(image, no_truncated_file_passes)
{
	struct image_file file;
	struct image image;
	char text[FINDING_TEXT_MAX];

	image_file_make(&file);
	for (uint32_t length = 0; length < sizeof file; length++)
		cr_assert_neq(check_copy(&file, length, length, &image, text),
			      FINDING_NONE, "%u bytes", length);
}

/* Every byte of the headers and notes, set to each of some telling values. */
Test(image, what_passes_keeps_the_rules)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x02, 0x04, 0x0f, 0x10,
					  0x7f, 0x80, 0xbf, 0xc0, 0xf0, 0xff };
	struct image_file good;
	uint32_t passed = 0;

	image_file_make(&good);
	for (uint32_t i = 0; i < offsetof(struct image_file, unused); i++) {
		for (uint32_t v = 0; v < sizeof values; v++) {
			struct image_file file = good;
			struct image image;

			((uint8_t *)&file)[i] = values[v];
			if (check_file(&file, &image) != FINDING_NONE)
				continue;
			passed++;
			cr_assert_null(image_broken_rule(&image, sizeof file),
				       "byte %u = 0x%02x: %s", i, values[v],
				       image_broken_rule(&image, sizeof file));
		}
	}
	cr_assert_gt(passed, 0);
}
