/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files that are no images, or bad ones: one small mistake each, and the line
 * that it must be told by.
 */
#include "image.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "image_file.h"

TestSuite(image, .fini = image_file_remove);

#define WHOLE sizeof(struct image_file)

Test(image, good)
{
	struct image_file file;
	struct image image;
	const char *path;

	image_file_make(&file);
	path = image_file_write(&file, WHOLE, "good");
	cr_assert(image_open(&image, path, 0) == 0, "%s", error_last());
	cr_expect(image.part_count == 5 && image.memory_size == 16 << 20);
	cr_expect_str_eq(image.name, "hello");
	cr_expect(image.build_id_length == 20 && image.build_id[0] == 0xb1);
	cr_expect(image_find(&image, IMAGE_POKE)->flags == (PF_R | PF_X));
	cr_expect(image_find(&image, IMAGE_STACK - 1)->flags == 0);
	cr_expect_null(image_find(&image, IMAGE_STACK + 0x4000));
	cr_expect_null(image_find(&image, IMAGE_RODATA - 1));
	image_close(&image);
}

Test(image, bytes_of_it)
{
	struct image_file file;
	struct image image;
	const char *path;

	image_file_make(&file);
	path = image_file_write(&file, WHOLE, "bytes");
	cr_assert(image_open(&image, path, 0) == 0);
	cr_expect(image_bytes(&image, IMAGE_POKE + 4, 1)[0] == 0xf4);
	cr_expect_not_null(image_bytes(&image, IMAGE_START, 0x1000));
	cr_expect_null(image_bytes(&image, IMAGE_START, 0x1001));
	cr_expect_null(image_bytes(&image, IMAGE_START + 1, UINT32_MAX));
	cr_expect_not_null(image_bytes(&image, IMAGE_DATA + 0xff, 1));
	cr_expect_null(image_bytes(&image, IMAGE_DATA + 0x100, 1));
	cr_expect_null(image_bytes(&image, IMAGE_STACK, 1));
	image_close(&image);
}

/* Names are for messages: the manifest's, or else the file's, without control
 * characters. */
Test(image, names)
{
	struct image_file file;
	struct image image;
	const char *path;

	image_file_make(&file);
	memset(file.manifest.name, 'n', sizeof file.manifest.name);
	file.manifest.name[1] = '\x1b';
	path = image_file_write(&file, WHOLE, "names");
	cr_assert(image_open(&image, path, 0) == 0);
	cr_expect(strlen(image.name) == 31 && image.name[1] == '?');
	image_close(&image);
	file.manifest.name[0] = '\0';
	path = image_file_write(&file, WHOLE, "names");
	cr_assert(image_open(&image, path, 0) == 0);
	cr_expect_str_eq(image.name, strrchr(path, '/') + 1);
	image_close(&image);
}

/* Of other alphabets, if they are no control characters either. */
Test(image, names_beyond_ascii)
{
	static const char *const names[][2] = {
		{ "caf\xc3\xa9", "caf\xc3\xa9" },
		{ "a\x9b"
		  "31m",
		  "a?31m" },
		{ "a\xc2\x9b"
		  "31m",
		  "a??31m" },
		{ "0123456789012345678901234567890\xc3\xa9",
		  "0123456789012345678901234567890" },
		{ "012345678901234567890123456789\xc3\xa9",
		  "012345678901234567890123456789?" },
	};
	struct image_file file;
	struct image image;

	image_file_make(&file);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		strncpy(file.manifest.name, names[i][0],
			sizeof file.manifest.name);
		cr_assert(image_open(&image,
				     image_file_write(&file, WHOLE, "names"),
				     0) == 0);
		cr_expect_str_eq(image.name, names[i][1]);
		image_close(&image);
	}
}

Test(image, memory)
{
	struct image_file file;
	struct image image;
	const char *path;

	image_file_make(&file);
	file.manifest.memory_size = 4 << 20;
	path = image_file_write(&file, WHOLE, "memory");
	cr_expect(image_open(&image, path, 0) == 0 &&
		  image.memory_size == 4 << 20);
	image_close(&image);
	cr_expect(image_open(&image, path, 8 << 20) == 0 &&
		  image.memory_size == 8 << 20);
	image_close(&image);
}

/* What holds the dynamic section is read-only once the image has started, and
 * addresses count from the image base. */
Test(image, anywhere)
{
	struct image_file file;
	struct image image;
	const char *path;

	image_file_make(&file);
	file.elf.e_type = ET_DYN;
	file.headers[HEADERS_SPARE] = (Elf32_Phdr){
		.p_type = PT_DYNAMIC,
		.p_vaddr = IMAGE_DATA + 0x80,
		.p_memsz = 0x80,
	};
	path = image_file_write(&file, WHOLE, "anywhere");
	cr_assert(image_open(&image, path, 0) == 0, "%s", error_last());
	cr_expect(image_find(&image, IMAGE_DATA)->flags == PF_R);
	cr_expect(image_find(&image, IMAGE_STACK)->flags == (PF_R | PF_W));
	image_close(&image);
	cr_expect(image_open(&image, path, 0x49000) == 0);
	image_close(&image);
	cr_expect(image_open(&image, path, 0x48000) != 0);
	image_close(&image);
}

static void nothing(struct image_file *file)
{
	(void)file;
}

static void no_elf(struct image_file *file)
{
	file->elf.e_ident[0] = '#';
}

static void wide(struct image_file *file)
{
	file->elf.e_ident[EI_CLASS] = ELFCLASS64;
}

static void big_endian(struct image_file *file)
{
	file->elf.e_ident[EI_DATA] = ELFDATA2MSB;
}

static void machine(struct image_file *file)
{
	file->elf.e_machine = EM_ARM;
}

static void object(struct image_file *file)
{
	file->elf.e_type = ET_REL;
}

static void core(struct image_file *file)
{
	file->elf.e_type = ET_CORE;
}

static void unknown_type(struct image_file *file)
{
	file->elf.e_type = 0xfe00;
}

static void no_headers(struct image_file *file)
{
	file->elf.e_phnum = 0;
}

static void headers_far(struct image_file *file)
{
	file->elf.e_phoff = 0xfffffff0;
}

static void segment_far(struct image_file *file)
{
	file->headers[HEADERS_DATA].p_offset = 0xffffff00;
}

static void interpreter(struct image_file *file)
{
	file->headers[HEADERS_SPARE].p_type = PT_INTERP;
}

static void dynamic(struct image_file *file)
{
	file->headers[HEADERS_SPARE].p_type = PT_DYNAMIC;
}

static void no_notes(struct image_file *file)
{
	file->headers[HEADERS_NOTES].p_type = PT_NULL;
}

static void empty_notes(struct image_file *file)
{
	file->headers[HEADERS_NOTES].p_filesz = 0;
}

static void long_note(struct image_file *file)
{
	file->contract_head.length = 0xfffffffc;
}

static void foreign_note(struct image_file *file)
{
	memcpy(file->contract_name, "Denalo", 7);
}

static void newer_contract(struct image_file *file)
{
	file->contract.version = DENALI_CONTRACT_VERSION + 1;
}

static void no_manifest(struct image_file *file)
{
	file->manifest_head.type = 9;
}

static void short_manifest(struct image_file *file)
{
	file->headers[HEADERS_NOTES].p_filesz = 24 + 20 + 47;
}

static void big(struct image_file *file)
{
	file->headers[HEADERS_STACK].p_memsz = 0x2000000;
}

static void wraps(struct image_file *file)
{
	file->headers[HEADERS_STACK].p_memsz = 0xfffff000;
}

static const struct {
	void (*spoil)(struct image_file *file);
	size_t length;
	const char *error; /* after the path */
} mistakes[] = {
	{ nothing, 0, "not an image: the file is empty; link it again" },
	{ nothing, 3,
	  "not an image: it is not an ELF file; run what "
	  "denali-cc has linked" },
	{ no_elf, WHOLE,
	  "not an image: it is not an ELF file; run what "
	  "denali-cc has linked" },
	{ nothing, 51,
	  "truncated: 51 bytes are not even an ELF header; link it again" },
	{ nothing, 100,
	  "truncated: its headers speak of 276 bytes, the "
	  "file has 100; copy or "
	  "link it again" },
	{ nothing, 0x1800,
	  "truncated: its headers speak of 8904 bytes, the file has 6144; copy "
	  "or link it again" },
	{ nothing, WHOLE - 1,
	  "truncated: its headers speak of 8904 bytes, the file has 8903; copy "
	  "or link it again" },
	{ headers_far, WHOLE,
	  "truncated: its headers speak of 4294967504 bytes, "
	  "the file has 8904; "
	  "copy or link it again" },
	{ segment_far, WHOLE,
	  "truncated: its headers speak of 4294967296 bytes, "
	  "the file has 8904; "
	  "copy or link it again" },
	{ wide, WHOLE,
	  "not an image: it is a 64-bit program, and images "
	  "are 32-bit; link it "
	  "with denali-cc" },
	{ big_endian, WHOLE,
	  "not an image: it is for a big-endian processor, "
	  "not the 386; link it "
	  "with denali-cc" },
	{ machine, WHOLE,
	  "not an image: it is for another processor (ELF machine 40), not the "
	  "386; link it with denali-cc" },
	{ object, WHOLE,
	  "not an image: it is an object file; link it with denali-cc" },
	{ core, WHOLE, "not an image: it is a core dump" },
	{ unknown_type, WHOLE,
	  "not an image: it is of an unknown type (ELF type 65024); link it "
	  "with denali-cc" },
	{ no_headers, WHOLE,
	  "not an image: it has no program headers; link it with denali-cc" },
	{ interpreter, WHOLE,
	  "not an image: it is dynamically linked; link it with denali-cc" },
	{ dynamic, WHOLE,
	  "not an image: it is dynamically linked; link it with denali-cc" },
	{ no_notes, WHOLE,
	  "not an image: it has no contract note; link it with denali-cc" },
	{ empty_notes, WHOLE,
	  "not an image: it has no contract note; link it with denali-cc" },
	{ long_note, WHOLE,
	  "not an image: it has no contract note; link it with denali-cc" },
	{ foreign_note, WHOLE,
	  "not an image: it has no contract note; link it with denali-cc" },
	{ newer_contract, WHOLE,
	  "made for contract version 3, and this SDK knows 1 to 2; link it "
	  "again with this SDK's denali-cc" },
	{ no_manifest, WHOLE,
	  "not an image: its manifest is missing; link it with denali-cc" },
	{ short_manifest, WHOLE,
	  "not an image: its manifest is missing; link it with denali-cc" },
	{ big, WHOLE,
	  "too little memory for the image: a VM of 16M "
	  "cannot hold it; give it "
	  "-m 33M or more" },
	{ wraps, WHOLE,
	  "not an image: segment 4 has a size that makes no "
	  "sense; link it with "
	  "denali-cc" },
};

Test(image, mistakes, .init = cr_redirect_stderr)
{
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct image_file file;
		struct image image;
		const char *path;
		char line[512];

		image_file_make(&file);
		mistakes[i].spoil(&file);
		path = image_file_write(&file, mistakes[i].length, "bad");
		snprintf(line, sizeof line, "%s: %s", path, mistakes[i].error);
		cr_expect(image_open(&image, path, 0) == STATUS_ERROR, "%s",
			  line);
		cr_expect_str_eq(error_last(), line);
		image_close(&image);
	}
}

Test(image, no_files, .init = cr_redirect_stderr)
{
	struct image image;

	cr_expect(image_open(&image, "build/no-such", 0) == STATUS_ERROR);
	cr_expect_str_eq(
		error_last(),
		"build/no-such: cannot open the image: "
		"No such file or directory; correct the name, or see whether "
		"its folder is there");
	image_close(&image);
	cr_expect(image_open(&image, "build", 0) == STATUS_ERROR);
	cr_expect_str_eq(
		error_last(),
		"build: not an image: it is a directory; name the file that "
		"denali-cc has linked");
	image_close(&image);
	cr_expect(image_open(&image, "/dev/null", 0) == STATUS_ERROR);
	cr_expect_str_eq(
		error_last(),
		"/dev/null: not an image: it is not a regular file; name the "
		"file that denali-cc has linked");
	image_close(&image);
}
