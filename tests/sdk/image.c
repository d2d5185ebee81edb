/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What denali-cc links: the layout that the contract asks for, notes, options,
 * bundled files; the same bytes each time, wherever the SDK is.
 */
#include <criterion/criterion.h>
#include <denali/files.h>
#include <denali/image.h>
#include <denali/policy.h>
#include <ilwaco/image.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "imagefile.h"
#include "trial.h"

#define STRIP "build/sdk/bin/denali-strip"

static const char *const source = "examples/hello/hello.c";

static void read_hello(struct imagefile *file, const char *option,
		       const char *value)
{
	char *path = new_path("image");

	expect_run(0, "^$", CC, "-o", path, source, option, value, NULL);
	imagefile_open(file, path);
	free(path);
}

/* Type and flags of each segment in order, then the end. */
static const struct expected_segment {
	uint32_t type, flags;
} expected_segments[] = {
	{ PT_LOAD, PF_R | PF_X },      { PT_LOAD, PF_R | PF_W },
	{ PT_LOAD, PF_R | PF_W },      { PT_LOAD, 0 },
	{ PT_LOAD, PF_R | PF_W },      { PT_NOTE, PF_R },
	{ PT_DYNAMIC, PF_R },          { PT_TLS, PF_R },
	{ PT_GNU_STACK, PF_R | PF_W },
};

#define SEGMENTS (sizeof(expected_segments) / sizeof(expected_segments[0]))

Test(image, segments)
{
	struct imagefile file;
	uint32_t end = 0;

	read_hello(&file, NULL, NULL);
	cr_assert_eq(file.header->e_type, ET_DYN);
	cr_assert_eq(file.header->e_phnum, SEGMENTS);
	for (size_t i = 0; i < SEGMENTS; i++) {
		const Elf32_Phdr *segment = &file.segments[i];

		cr_expect_eq(segment->p_type, expected_segments[i].type);
		cr_expect_eq(segment->p_flags, expected_segments[i].flags);
		if (segment->p_type != PT_LOAD)
			continue;
		cr_expect_geq(segment->p_vaddr, end);
		cr_expect_eq(segment->p_vaddr % DENALI_PAGE_SIZE, 0);
		cr_expect_eq(segment->p_offset % DENALI_PAGE_SIZE, 0);
		end = segment->p_vaddr + segment->p_memsz;
	}
	cr_expect_eq(file.segments[0].p_vaddr, 0);
	cr_expect_eq(file.segments[3].p_filesz, 0);
	cr_expect_eq(file.segments[3].p_memsz, DENALI_PAGE_SIZE);
	cr_expect_eq(imagefile_symbol(&file, "__stack_top"), end);
	cr_expect_eq(imagefile_symbol(&file, "__heap_start"), end);
	cr_expect_eq(file.segments[4].p_memsz, 0x10000 + ILW_STACK_SPREAD);
	imagefile_close(&file);
}

/* The text of all instances is the same; what is relocated is data, and by the
 * one kind of relocation that the start code knows. */
Test(image, text_has_no_relocations)
{
	struct imagefile file;
	const Elf32_Shdr *listed, *packed;

	read_hello(&file, NULL, NULL);
	listed = imagefile_section(&file, ".rel.dyn");
	packed = imagefile_section(&file, ".relr.dyn");
	for (const Elf32_Dyn *dynamic =
		     (const void *)(file.bytes.data +
				    file.segments[6].p_offset);
	     dynamic->d_tag != DT_NULL; dynamic++)
		cr_expect_neq(dynamic->d_tag, DT_TEXTREL);
	cr_assert(packed != NULL && packed->sh_size > 0);
	for (uint32_t i = 0; listed && i < listed->sh_size; i += 8) {
		const Elf32_Rel *relocation = (const void *)(file.bytes.data +
							     listed->sh_offset +
							     i);

		cr_expect_eq(ELF32_R_TYPE(relocation->r_info), R_386_RELATIVE);
		cr_expect_geq(relocation->r_offset, file.segments[1].p_vaddr);
	}
	imagefile_close(&file);
}

Test(image, fixed)
{
	struct imagefile file;

	read_hello(&file, "-no-pie", NULL);
	cr_assert_eq(file.header->e_type, ET_EXEC);
	cr_expect_eq(file.segments[0].p_vaddr, DENALI_IMAGE_BASE);
	cr_expect_eq(file.segments[1].p_type, PT_LOAD);
	cr_expect_eq(file.segments[1].p_flags, PF_R);
	cr_expect_eq(file.segments[4].p_memsz, 0x10000);
	for (unsigned i = 0; i < file.header->e_phnum; i++)
		cr_expect_neq(file.segments[i].p_type, PT_DYNAMIC);
	cr_expect_eq(imagefile_symbol(&file, "_start_anywhere"), 0);
	imagefile_close(&file);
}

/* What gcc's users say for what is so anyhow, and its opposite at one step
 * only. */
Test(image, kinds_of_code)
{
	static const char *const options[] = { "-pie", "-static-pie", "-fPIE",
					       "-fpic", "-static" };
	static const char code[] = "int here;\nint *at(void)\n"
				   "{ return &here; }\n"
				   "int main(void) { return *at(); }\n";
	char *text = text_file("kinds.c", code), *path = new_path("image");
	char *object = new_path("kinds.o");
	struct imagefile file;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		read_hello(&file, options[i], NULL);
		cr_expect_eq(file.header->e_type, ET_DYN, "%s", options[i]);
		imagefile_close(&file);
	}
	expect_run(0, "^$", CC, "-c", "-o", object, text, NULL);
	expect_run(0, "^$", CC, "-no-pie", "-o", path, object, NULL);
	expect_run(0, "^$", CC, "-fno-pie", "-c", "-o", object, text, NULL);
	expect_run(0, "^$", CC, "-no-pie", "-o", path, object, NULL);
	expect_run(1, "dynamic relocations", CC, "-o", path, object, NULL);
	free(text);
	free(path);
	free(object);
}

/* A note of an image in memory, and the one after it. */
static const char *expect_note(const char *note, const char *name,
			       uint32_t type, uint32_t size)
{
	const Elf32_Nhdr *header = (const void *)note;
	size_t name_size = strlen(name) + 1;

	cr_assert_eq(header->n_namesz, name_size);
	cr_expect_str_eq(note + sizeof(*header), name);
	cr_expect_eq(header->n_type, type);
	cr_assert_eq(header->n_descsz, size);
	return note + sizeof(*header) + ((name_size + 3) & ~(size_t)3) + size;
}

Test(image, notes)
{
	struct imagefile file;
	const char *note;
	uint32_t version;

	read_hello(&file, NULL, NULL);
	note = file.bytes.data + file.segments[5].p_offset;
	note = expect_note(note, DENALI_NOTE_NAME, DENALI_NOTE_CONTRACT, 4);
	memcpy(&version, note - 4, 4);
	cr_expect_eq(version, DENALI_CONTRACT_VERSION);
	note = expect_note(note, DENALI_NOTE_NAME, DENALI_NOTE_MANIFEST,
			   sizeof(struct denali_manifest));
	note = expect_note(note, "GNU", NT_GNU_BUILD_ID, 20);
	cr_expect_eq(note - file.bytes.data,
		     file.segments[5].p_offset + file.segments[5].p_filesz);
	imagefile_close(&file);
}

/* The policy stands third, where the kernel looks for it. */
Test(image, policy)
{
	const struct denali_policy expected = {
		.flags = DENALI_POLICY_IN | DENALI_POLICY_OUT,
		.rule_count = 1,
		.rule = { { .protocol = 6, .port_first = 80, .port_last = 80 } }
	};
	struct denali_policy policy;
	struct imagefile file;
	const char *note;
	char *path = new_path("image");

	expect_run(0, "^$", CC, "-o", path, source, "--allow-in=80",
		   "--allow-out", "none", NULL);
	imagefile_open(&file, path);
	note = file.bytes.data + file.segments[5].p_offset;
	note = expect_note(note, DENALI_NOTE_NAME, DENALI_NOTE_CONTRACT, 4);
	note = expect_note(note, DENALI_NOTE_NAME, DENALI_NOTE_MANIFEST,
			   sizeof(struct denali_manifest));
	note = expect_note(note, DENALI_NOTE_NAME, DENALI_NOTE_POLICY,
			   sizeof(policy));
	memcpy(&policy, note - sizeof(policy), sizeof(policy));
	cr_expect(!memcmp(&policy, &expected, sizeof(policy)));
	expect_note(note, "GNU", NT_GNU_BUILD_ID, 20);
	imagefile_close(&file);
	free(path);
}

static struct denali_manifest read_manifest(const struct imagefile *file)
{
	struct denali_manifest manifest;
	uint32_t offset = file->segments[5].p_offset;
	const uint32_t before = 12 + 8 + 4 + 12 + 8; /* a note, a header */

	memcpy(&manifest, file->bytes.data + offset + before, sizeof(manifest));
	return manifest;
}

Test(image, manifest)
{
	struct denali_manifest manifest;
	struct imagefile file;

	read_hello(&file, NULL, NULL);
	manifest = read_manifest(&file);
	cr_expect_eq(manifest.memory_size, 0);
	cr_expect_str_eq(manifest.name, "");
	imagefile_close(&file);

	read_hello(&file, "--memory", "0x500001");
	manifest = read_manifest(&file);
	cr_expect_eq(manifest.memory_size, 0x501000);
	imagefile_close(&file);

	read_hello(&file, "--name", "a-service");
	manifest = read_manifest(&file);
	cr_expect_eq(manifest.memory_size, 0);
	cr_expect_str_eq(manifest.name, "a-service");
	imagefile_close(&file);
}

Test(image, stack_size)
{
	struct imagefile file;

	read_hello(&file, "--stack", "1M");
	cr_expect_eq(file.segments[4].p_memsz, 0x100000 + ILW_STACK_SPREAD);
	imagefile_close(&file);
}

/* A service takes of the libraries what it uses, and no name of theirs that is
 * not public can clash with one of its own. */
Test(image, only_what_is_used)
{
	struct imagefile file;

	read_hello(&file, NULL, NULL);
	cr_expect(imagefile_has_prefix(&file, "ilwaco."));
	cr_expect(!imagefile_has_prefix(&file, "lwip."));
	cr_expect(!imagefile_has_prefix(&file, "tcp_"));
	imagefile_close(&file);
}

Test(image, names_of_the_service)
{
	char *clash = text_file("clash.c",
				"int fd_get, tcp_write, net_enter;\n"
				"int poll_files(void) { return 0; }\n"
				"int main(void) { return poll_files(); }\n");
	char *image = new_path("clash");

	expect_run(0, "^$", CC, clash, "-o", image, "-Wl,-u,socket",
		   "-Wl,-u,poll", NULL);
	free(clash);
	free(image);
}

static const struct denali_files *bundled(const struct imagefile *file)
{
	const Elf32_Shdr *section = imagefile_section(file, ".files");

	cr_assert_not_null(section);
	cr_expect_eq(section->sh_addr, imagefile_symbol(file, "denali_files"));
	return (const void *)(file->bytes.data + section->sh_offset);
}

static void expect_entry(const struct denali_files *files, unsigned int i,
			 const char *path, const char *text)
{
	const struct denali_file *entry = &files->entries[i];

	cr_assert_lt(i, files->count);
	cr_expect_str_eq(denali_file_path(files, entry), path);
	cr_expect_eq(entry->path_length, strlen(path));
	if (text == NULL) {
		cr_expect_eq(entry->mode, DENALI_FILE_DIRECTORY | 0755);
		return;
	}
	cr_expect_eq(entry->mode, DENALI_FILE_REGULAR | 0644);
	cr_expect_eq(entry->size, strlen(text));
	cr_expect_str_eq(denali_file_data(files, entry), text);
}

Test(image, files)
{
	const struct denali_files *files;
	struct imagefile file;

	read_hello(&file, "--files", "tests/sdk/site");
	files = bundled(&file);
	cr_expect_eq(files->version, DENALI_FILES_VERSION);
	cr_assert_eq(files->count, 4);
	expect_entry(files, 0, "/", NULL);
	expect_entry(files, 1, "/index.html", "<h1>bundled</h1>\n");
	expect_entry(files, 2, "/sub", NULL);
	expect_entry(files, 3, "/sub/deep.txt", "deep\n");
	imagefile_close(&file);
}

Test(image, files_mounted)
{
	const struct denali_files *files;
	struct imagefile file;

	read_hello(&file, "--files", "tests/sdk/site/:/srv/www/");
	files = bundled(&file);
	cr_assert_eq(files->count, 6);
	expect_entry(files, 1, "/srv", NULL);
	expect_entry(files, 2, "/srv/www", NULL);
	expect_entry(files, 3, "/srv/www/index.html", "<h1>bundled</h1>\n");
	imagefile_close(&file);
}

/* Only what can be mapped has whole pages. */
Test(image, large_file)
{
	char *folder = new_path("large");
	const struct denali_files *files;
	struct imagefile file;
	char *script;

	cr_assert(asprintf(&script,
			   "mkdir %s && head -c 20000 /dev/zero >%s/big",
			   folder, folder) > 0);
	expect_run(0, "^$", "sh", "-c", script, NULL);
	read_hello(&file, "--files", folder);
	files = bundled(&file);
	cr_assert_eq(files->count, 2);
	cr_expect_eq(files->entries[1].size, 20000);
	cr_expect_eq((imagefile_symbol(&file, "denali_files") +
		      files->entries[1].data) %
			     DENALI_PAGE_SIZE,
		     0);
	imagefile_close(&file);
	free(script);
	free(folder);
}

static void expect_same(const char *a, const char *b)
{
	struct bytes left = { 0 }, right = { 0 };

	cr_assert(bytes_read_file(&left, a));
	cr_assert(bytes_read_file(&right, b));
	cr_expect(bytes_same(&left, &right), "%s and %s differ", a, b);
	bytes_free(&left);
	bytes_free(&right);
}

Test(image, reproducible_and_relocatable)
{
	char *first = new_path("first"), *second = new_path("second");
	char *moved = new_path("moved sdk");
	char *script;

	expect_run(0, "^$", CC, source, "-o", first, "--files",
		   "tests/sdk/site", NULL);
	cr_assert(asprintf(&script,
			   "cp -a build/sdk '%s' &&"
			   " PATH=\"$PWD/%s/bin:$PATH\" denali-cc %s -o %s"
			   " --files tests/sdk/site && rm -rf '%s'",
			   moved, moved, source, second, moved) > 0);
	expect_run(0, "^$", "sh", "-c", script, NULL);
	expect_same(first, second);
	expect_run(0, "^$", STRIP, first, NULL);
	expect_run(0, "^Build ID|Denali", "build/sdk/bin/denali-readelf", "-n",
		   first, NULL);
	free(script);
	free(moved);
	free(first);
	free(second);
}

/* An image that begins with more than its VM has is told of when it is linked;
 * the border is where `denali run` has it. */
Test(image, warned_of_where_too_large)
{
	char *large = text_file("room.c",
				"static char big[SIZE];\n"
				"int main(int c, char **v)\n"
				"{ (void)v; return big[c * 4096]; }\n");
	char *image = new_path("room");

	expect_run(0,
		   "^denali-cc: warning: .*room: begins with more memory than"
		   " the 16M its VM gets; link it with --memory 17M or more$",
		   CC, large, "-DSIZE=(16<<20)", "-o", image, NULL);
	expect_run(0, "^$", CC, large, "-DSIZE=(16<<20)", "-o", image,
		   "--memory", "17M", NULL);
	expect_run(0, "the 1M its VM gets; link it with --memory 3M or more$",
		   CC, large, "-DSIZE=(2<<20)", "-o", image, "--memory=1M",
		   "-no-pie", NULL);
	expect_run(0, "^$", CC, large, "-DSIZE=(15<<20)", "-o", image, NULL);
	expect_run(0, "^$", DENALI, "run", "--net", "none", image, NULL);
	free(large);
	free(image);
}
