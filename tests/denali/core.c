/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Post-mortem files: written, read, and spoiled.
 */
#include "core.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image_file.h"

static struct image_file file;
static struct image image;
static struct denali_post_mortem crash;
static struct buffer made;
static char *arguments[] = { NULL, NULL };

static void set_up(void)
{
	static char text[] = "caf\xc3\xa9 \033[2J";

	image_file_make(&file);
	cr_assert(image_open(&image,
			     image_file_write(&file, sizeof file, "core"),
			     0) == 0);
	crash = (struct denali_post_mortem){
		.version = 4,
		.cause = DENALI_CAUSE_PAGE_FAULT,
		.detail = 0x14,
		.registers = { .eip = IMAGE_POKE, .esp = 0x28f00 },
		.stack_address = 0x28f00,
		.stack_length = 256,
	};
	arguments[0] = text;
	memset(crash.stack, 0x5a, sizeof crash.stack);
}

static void tear_down(void)
{
	buffer_free(&made);
	image_close(&image);
	image_file_remove();
}

TestSuite(core, .init = set_up, .fini = tear_down);

static void make(void)
{
	struct core_note note;

	core_fill(&note, &image, 3, &crash, arguments, 1);
	core_make(&made, &note);
}

Test(core, there_and_back)
{
	struct core_note note;

	make();
	cr_expect(made.length <= 16384);
	cr_assert_null(core_parse(&note, made.data, made.length));
	cr_expect(note.vm == 3 && note.memory == image.memory_size);
	cr_expect_str_eq(note.name, "hello");
	/* What a terminal would act upon is not in it. */
	cr_expect_str_eq(note.arguments, "hello caf?? ?[2J");
	cr_expect(note.build_id_length == 20 &&
		  memcmp(note.build_id, file.build_id, 20) == 0);
	cr_expect(memcmp(&note.crash, &crash, sizeof crash) == 0);
}

/* The segment is the stack as gdb is to see it. */
Test(core, stack)
{
	const Elf32_Phdr *stack;

	make();
	stack = (const Elf32_Phdr *)(const void *)(made.data +
						   sizeof(Elf32_Ehdr)) +
		1;
	cr_expect(stack->p_type == PT_LOAD && stack->p_vaddr == 0x28f00 &&
		  stack->p_filesz == 256);
	cr_assert(stack->p_offset + 256 <= made.length);
	for (unsigned i = 0; i < 256; i++)
		cr_expect(made.data[stack->p_offset + i] == 0x5a);
}

/* All are of one size, whatever was said. */
Test(core, long_arguments)
{
	static char long_text[1000];
	struct core_note note;
	size_t usual;

	make();
	usual = made.length;
	buffer_free(&made);
	memset(long_text, 'x', sizeof long_text - 1);
	arguments[0] = long_text;
	crash.stack_length = UINT32_MAX;
	make();
	cr_expect_eq(made.length, usual);
	cr_expect_null(core_parse(&note, made.data, made.length));
	cr_expect_eq(strlen(note.arguments), CORE_ARGUMENTS_MAX - 1);
	cr_expect_eq(note.crash.stack_length, DENALI_POST_MORTEM_STACK);
}

Test(core, cut_anywhere)
{
	struct core_note note;

	make();
	for (size_t length = 0; length < made.length; length++) {
		uint8_t *exact = malloc(length + 1);

		memcpy(exact, made.data, length);
		cr_expect_not_null(core_parse(&note, exact, length), "%zu",
				   length);
		free(exact);
	}
	buffer_append(&made, "", 1);
	cr_expect_str_eq(core_parse(&note, made.data, made.length),
			 "it is a core of something else, or cut short");
}

/* Whatever is changed, what is believed makes sense: headers are ours. */
Test(core, changed_anywhere)
{
	struct core_note note, before;

	make();
	core_parse(&before, made.data, made.length);
	for (size_t i = 0; i < made.length; i++) {
		uint8_t was = made.data[i];

		made.data[i] ^= 0xff;
		if (core_parse(&note, made.data, made.length) == NULL) {
			cr_expect(memcmp(&note, &before, sizeof note) != 0,
				  "%zu", i);
			cr_expect(note.crash.stack_length <=
				  DENALI_POST_MORTEM_STACK);
		}
		made.data[i] = was;
	}
}

Test(core, what_is_wrong)
{
	struct core_note note;

	make();
	cr_expect_str_eq(core_parse(&note, (const uint8_t *)"#!/bin/sh", 9),
			 "it is not an ELF file");
	cr_expect_str_eq(core_parse(&note, image.data, image.size),
			 "it is no core");
	made.data[made.length - 1] ^= 1; /* of the console, behind its end */
	cr_expect_null(core_parse(&note, made.data, made.length));
	made.data[sizeof(Elf32_Ehdr) + 8] ^= 1; /* where the notes are */
	cr_expect_str_eq(core_parse(&note, made.data, made.length),
			 "it is damaged: its parts contradict one another");
}

Test(core, unreadable, .init = cr_redirect_stderr)
{
	struct core_note note;

	cr_expect_eq(core_read(&note, "build/nowhere.core"), 125);
	fflush(stderr);
	cr_assert_stderr_eq_str(
		"denali: build/nowhere.core: not a post-mortem file of denali: "
		"No such file or directory; `denali run` says where it writes "
		"them\n");
}
