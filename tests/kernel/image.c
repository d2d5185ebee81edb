/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of the image checker.
 */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include <denali/calls.h>

#include "finding.h"
#include "image.h"
#include "image_file.h"
#include "image_rules.h"

/* Checks a copy in memory of exactly that length, so that reading past its end
 * is noticed, at an odd address. */
static enum image_error check_copy(const struct image_file *file,
				   uint32_t present, uint32_t length,
				   struct image *image, char *text)
{
	uint8_t *memory = malloc(present + 1);
	enum image_error error;

	memcpy(memory + 1, file, present);
	error = image_check(memory + 1, length, image);
	image_explain(memory + 1, length, text, FINDING_TEXT_MAX);
	free(memory);
	return error;
}

static enum image_error check_file(const struct image_file *file,
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
		     IMAGE_OK, "%s", text);
	cr_assert_str_eq(text, "the image is good");
	cr_assert_eq(image.segment_count, 5);
	cr_assert_arr_eq(image.segment, expected, sizeof expected);
	cr_assert_eq(image.entry, IMAGE_FILE_ENTRY);
	cr_assert_eq(image.end, 0x28000);
	cr_assert_eq(image.stack_top, 0x28000);
	cr_assert_eq(image.manifest.memory_size, 0x100000);
	cr_assert_str_eq(image.manifest.name, "good");
	cr_assert_null(image_broken_rule(&image, sizeof file));
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
		enum image_error error;

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
	for (int error = IMAGE_OK + 1; error < IMAGE_ERRORS; error++) {
		uint32_t i = 0;

		if (error == IMAGE_MEMORY_OVERRIDE)
			continue;
		while (i < image_fault_count &&
		       (int)image_faults[i].error != error)
			i++;
		cr_expect_lt(i, image_fault_count, "%s",
			     image_error_text((enum image_error)error));
	}
}

Test(image, every_error_has_a_text)
{
	for (int error = 0; error < IMAGE_ERRORS; error++)
		cr_expect_not_null(image_error_text((enum image_error)error),
				   "%d", error);
	cr_expect_str_eq(image_error_text(IMAGE_ERRORS), "unknown error");
	cr_expect_str_eq(image_error_text((enum image_error) - 1),
			 "unknown error");
}

Test(image, text_is_cut_where_there_is_no_room)
{
	char text[8] = "unused!";

	image_explain("", 0, text, 0);
	cr_assert_str_eq(text, "unused!");
	image_explain("", 0, text, sizeof text);
	cr_assert_str_eq(text, "file is");
}

Test(image, default_memory_size_is_made_explicit)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.manifest.memory_size = 0;
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);
	cr_assert_eq(image.manifest.memory_size, DENALI_MEMORY_DEFAULT);
}

Test(image, bounds_are_exact)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.header[STACK].p_memsz = 0x100000 - 0x24000;
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);
	cr_assert_eq(image.end, 0x100000);

	image_file_make(&file);
	file.header[DATA].p_memsz = 0x1000;
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);

	image_file_make(&file);
	file.elf.e_entry = 0x20000;
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);
	file.elf.e_entry = 0x20fff;
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);
	file.elf.e_entry = 0x21000;
	cr_assert_eq(check_file(&file, &image), IMAGE_ENTRY);

	image_file_make(&file);
	file.manifest.memory_size = DENALI_MEMORY_MAX;
	file.header[STACK].p_vaddr = DENALI_MEMORY_MAX - 0x1000;
	file.header[STACK].p_memsz = 0x1000;
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);
	cr_assert_eq(image.end, DENALI_MEMORY_MAX);
	cr_assert_eq(image.stack_top, DENALI_MEMORY_MAX);

	image_file_make(&file);
	file.manifest.memory_size = DENALI_MEMORY_MIN;
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);
}

Test(image, stack_top_is_rounded_down)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.header[STACK].p_memsz = 0x3fff;
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);
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
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);
	cr_assert_eq(image.segment[GUARD].file_offset, 0);
}

Test(image, no_truncated_file_passes)
{
	struct image_file file;
	struct image image;
	char text[FINDING_TEXT_MAX];

	image_file_make(&file);
	for (uint32_t length = 0; length < sizeof file; length++)
		cr_assert_neq(check_copy(&file, length, length, &image, text),
			      IMAGE_OK, "%u bytes", length);
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
			if (check_file(&file, &image) != IMAGE_OK)
				continue;
			passed++;
			cr_assert_null(image_broken_rule(&image, sizeof file),
				       "byte %u = 0x%02x: %s", i, values[v],
				       image_broken_rule(&image, sizeof file));
		}
	}
	cr_assert_gt(passed, 0);
}

Test(image, memory_asked_for_by_the_plan)
{
	struct image_file file;
	struct image image;

	image_file_make(&file);
	file.header[STACK].p_memsz = 0x3c000;
	cr_assert_eq(check_file(&file, &image), IMAGE_OK);
	cr_assert_eq(image.end, 0x60000);
	cr_assert_eq(image_check_memory(&image, 0x60000), IMAGE_OK);
	cr_assert_eq(image_check_memory(&image, 0x5f000),
		     IMAGE_MEMORY_OVERRIDE);
	cr_assert_eq(image_check_memory(&image, DENALI_MEMORY_MAX), IMAGE_OK);
}
