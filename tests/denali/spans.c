/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an image is made of, from debug files that are spoilt: each byte of the
 * segments is told once, whatever they say.
 */
#include "spans.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image_file.h"
#include "sizetable.h"

TestSuite(spans, .fini = image_file_remove);

#define ROUNDS 3000
#define CHANGES 24

struct mapped {
	struct image_file file;
	char map[512];
};

static const char map[] =
	"20114 60 .note.denali.contract (denali-cc)\n"
	"20200 100 .rodata.str1.1 main.c\n"
	"21000 40 .text.start /denali-sdk/lib/crt0.o\n"
	"21040 c0 .text.middle main.c\n"
	"21100 e00 .text /denali-sdk/lib/liblwip.a(lwip-port-input.c.o)\n"
	"22000 100 .data.x my sources/x.c\n"
	"22100 1f00 .bss /denali-sdk/lib/libilwaco.a(runtime-open.c.o)";

static void make(struct mapped *mapped)
{
	image_file_make(&mapped->file);
	memcpy(mapped->file.names + 42, ".denali.map", 12);
	mapped->file.sections[SECTIONS_LINES].sh_offset = sizeof mapped->file;
	mapped->file.sections[SECTIONS_LINES].sh_size = sizeof map - 1;
	snprintf(mapped->map, sizeof mapped->map, "%s", map);
}

/* What the spans of the image, as the debug file has them, add up to. */
static void expect_sums(const struct image *image, struct mapped *debug)
{
	Elf *elf = elf_memory((char *)debug, sizeof *debug);
	struct size_table table;
	struct spans spans;

	spans_read(&spans, image, elf);
	size_table_make(&table, &spans, SIZE_BY_SYMBOL);
	cr_assert(table.sum.bytes[SPAN_RODATA] == 0x1000 &&
		  table.sum.bytes[SPAN_TEXT] == 0x1000 &&
		  table.sum.bytes[SPAN_DATA] == 0x100 &&
		  table.sum.bytes[SPAN_BSS] == 0x1f00 &&
		  table.sum.total == 0x4000);
	size_table_free(&table);
	spans_free(&spans);
	elf_end(elf);
}

static void spoil(void *bytes, size_t length)
{
	for (unsigned i = (unsigned)rand() % CHANGES; i > 0; i--)
		((uint8_t *)bytes)[(size_t)rand() % length] =
			(uint8_t)(rand() >> 4);
}

Test(spans, spoilt)
{
	struct mapped good, bad;
	struct image image;

	elf_version(EV_CURRENT);
	make(&good);
	cr_assert_eq(
		image_open(&image,
			   image_file_write(&good.file, sizeof good, "spans"),
			   0),
		0);
	srand(1);
	for (int i = 0; i < ROUNDS; i++) {
		bad = good;
		expect_sums(&image, &bad);
		spoil(bad.map, sizeof map);
		spoil(bad.file.symbols, sizeof bad.file.symbols);
		if (i % 3 == 0)
			spoil(bad.file.sections, sizeof bad.file.sections);
		if (i % 3 == 1)
			spoil(&bad.file.elf, sizeof bad.file.elf);
		expect_sums(&image, &bad);
	}
	image_close(&image);
}
