/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * denali-cc --manifest: what of it comes into the image, and what options make
 * of it.
 */
#include <criterion/criterion.h>
#include <denali/image.h>
#include <denali/policy.h>
#include <ilwaco/image.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "imagefile.h"
#include "trial.h"

#define DENALI "build/sdk/bin/denali"

static const char *const source = "examples/hello/hello.c";

/* The notes, in their order; each must be there. */
struct notes {
	struct denali_manifest manifest;
	struct denali_policy policy;
	char service[1024];
};

static const char *take_note(const char *note, uint32_t type, void *to,
			     size_t room)
{
	Elf32_Nhdr header;

	memcpy(&header, note, sizeof(header));
	cr_assert_eq(header.n_type, type, "note %u, not %u", header.n_type,
		     type);
	cr_assert_leq(header.n_descsz, room);
	memcpy(to, note + sizeof(header) + 8, header.n_descsz);
	return note + sizeof(header) + 8 + ((header.n_descsz + 3) & ~3u);
}

static void read_notes(const struct imagefile *file, struct notes *notes)
{
	const char *note = file->bytes.data + file->segments[5].p_offset;
	uint32_t version;

	memset(notes, 0, sizeof(*notes));
	note = take_note(note, DENALI_NOTE_CONTRACT, &version, 4);
	note = take_note(note, DENALI_NOTE_MANIFEST, &notes->manifest,
			 sizeof(notes->manifest));
	note = take_note(note, DENALI_NOTE_POLICY, &notes->policy,
			 sizeof(notes->policy));
	note = take_note(note, DENALI_NOTE_SERVICE, notes->service,
			 sizeof(notes->service) - 1);
	memcpy(&version, note + 8, 4);
	cr_expect_eq(version, NT_GNU_BUILD_ID, "the build-id follows");
}

static char *write_manifest(void)
{
	return text_file("denali.toml", "schema = 1\n"
					"name = \"web\"\n"
					"memory = \"4M\"\n"
					"frames = \"1M\"\n"
					"stack = \"32K\"\n"
					"private = true\n"
					"[network]\n"
					"inbound = [\"80\"]\n"
					"[[disk]]\n"
					"name = \"data\"\n"
					"size = \"1M\"\n"
					"mount = \"/data\"\n");
}

Test(service, from_a_manifest)
{
	char *toml = write_manifest(), *path = new_path("image");
	struct imagefile file;
	struct notes notes;

	expect_run(0, "^$", CC, "-o", path, source, "--manifest", toml, NULL);
	imagefile_open(&file, path);
	read_notes(&file, &notes);
	cr_expect_eq(notes.manifest.memory_size, 4 << 20);
	cr_expect_eq(notes.manifest.frame_limit, 256);
	cr_expect_eq(notes.manifest.flags, DENALI_MANIFEST_PRIVATE);
	cr_expect_str_eq(notes.manifest.name, "web");
	cr_expect_eq(notes.policy.flags, DENALI_POLICY_IN);
	cr_expect_eq(notes.policy.rule[0].port_first, 80);
	cr_expect_eq(file.segments[4].p_memsz, 0x8000 + ILW_STACK_SPREAD);
	cr_expect_str_eq(
		notes.service,
		"{\"disk\":[{\"mount\":\"/data\",\"name\":\"data\","
		"\"size\":\"1M\"}],\"frames\":\"1M\",\"memory\":\"4M\","
		"\"name\":\"web\",\"network\":{\"inbound\":[\"80/tcp\"]},"
		"\"private\":true,\"schema\":1,\"stack\":\"32K\"}");
	cr_expect(imagefile_has_prefix(&file, "denali_mounts"));
	imagefile_close(&file);
	free(toml);
	free(path);
}

/* Options win, or add, wherever they stand; the note says what is so then. */
Test(service, options_beside_it)
{
	char *toml = write_manifest(), *path = new_path("image");
	struct imagefile file;
	struct notes notes;

	expect_run(0, "^$", CC, "-o", path, "--memory=8M", "--name=shop",
		   source, "--manifest", toml, "--stack=64K", "--allow-in=443",
		   "--allow-out=none", NULL);
	imagefile_open(&file, path);
	read_notes(&file, &notes);
	cr_expect_eq(notes.manifest.memory_size, 8 << 20);
	cr_expect_str_eq(notes.manifest.name, "shop");
	cr_expect_eq(notes.policy.flags, DENALI_POLICY_IN | DENALI_POLICY_OUT);
	cr_expect_eq(notes.policy.rule_count, 2);
	cr_expect_eq(file.segments[4].p_memsz, 0x10000 + ILW_STACK_SPREAD);
	cr_expect_str_eq(
		notes.service,
		"{\"disk\":[{\"mount\":\"/data\",\"name\":\"data\","
		"\"size\":\"1M\"}],\"frames\":\"1M\",\"memory\":\"8M\","
		"\"name\":\"shop\",\"network\":{\"inbound\":[\"80/tcp\","
		"\"443/tcp\"],\"outbound\":[]},\"private\":true,"
		"\"schema\":1,\"stack\":\"64K\"}");
	imagefile_close(&file);
	free(toml);
	free(path);
}

/* Folders are named from where the manifest is. */
Test(service, files)
{
	char *toml = text_file("files.toml", "schema = 1\n"
					     "[[files]]\n"
					     "from = \"absent-folder\"\n"
					     "at = \"/site\"\n");
	char *path = new_path("image");

	expect_run(
		1,
		"^denali-cc: error: [^ ]*files.toml: \\[\\[files\\]\\] from: "
		"there is no folder [^ ]*/absent-folder; correct the name, "
		"which counts from where the manifest is\n$",
		CC, "-o", path, source, "--manifest", toml, NULL);
	free(toml);
	free(path);
}

Test(service, wrong)
{
	char *toml = text_file("wrong.toml", "schema = 1\n"
					     "memry = \"4M\"\n"
					     "[cpu]\n"
					     "weight = 0\n");
	char *many = text_file("many.toml",
			       "schema = 1\n[network]\n"
			       "inbound = [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\","
			       "\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\","
			       "\"14\",\"15\",\"16\"]\n");

	expect_run(1,
		   "^denali-cc: error: [^ ]*wrong.toml:2: memry: unknown key; "
		   "did you mean memory\\?\n"
		   "denali-cc: error: [^ ]*wrong.toml:4: \\[cpu\\] weight: "
		   "must be from 1 to 10000\n$",
		   CC, source, "--manifest", toml, NULL);
	expect_run(1, "--manifest again: .*wrong.toml is the manifest already",
		   CC, source, "--manifest", toml, "--manifest", "again", NULL);
	expect_run(1,
		   "with those of --allow-in and --allow-out there are more "
		   "than 16 rules",
		   CC, source, "--manifest", many, "--allow-in=17", NULL);
	free(toml);
	free(many);
}

/* ---- what denali makes of such images ---- */

static char *link_manifest(const char *name, const char *toml,
			   const char *option, const char *value)
{
	char *path = new_path(name);

	expect_run(0, "^$", CC, "-o", path, source, "--manifest", toml, option,
		   value, NULL);
	return path;
}

Test(service, inspected)
{
	char *toml = write_manifest();
	char *path = link_manifest("web", toml, "--files",
				   "examples/http-hello/files");

	expect_run(0,
		   "^web\n  file        [^ ]*, [0-9]+ bytes\n"
		   "  build-id    [0-9a-f]{40}\n  contract    2\n"
		   "  compiler    GCC: [^\n]*\n  debug       [^\n]*\n"
		   "  memory      4M, of it 1M at most really used, shared "
		   "with no other instance\n  inbound     80/tcp\n"
		   "  outbound    any\n",
		   DENALI, "inspect", path, NULL);
	expect_run(0,
		   "\nmounts\n  disk0 on /data as ext4\n\n"
		   "files: 3, [0-9]+ bytes\n +[0-9]+  /site/about.html\n",
		   DENALI, "inspect", path, NULL);
	expect_run(0, "\"policy\": \\{\n  \"inbound\": \\[\n   \"80/tcp\"\n",
		   DENALI, "inspect", "-o", "json", path, NULL);
	free(toml);
	free(path);
}

Test(service, compared)
{
	char *toml = write_manifest();
	char *old = link_manifest("old", toml, "--memory", "4M");
	char *same = link_manifest("same", toml, "--memory=4M", NULL);
	char *new = link_manifest("new", toml, "--files",
				  "examples/http-hello/files");

	expect_run(1, "\nfiles/site/index.html.size +- +[0-9]+\n", DENALI,
		   "diff", old, new, NULL);
	expect_run(1, "\nfiles/site/index.html.size +[0-9]+ +-\n", DENALI,
		   "diff", new, old, NULL);
	expect_run(0, "^$", DENALI, "diff", old, old, NULL);
	expect_run(0, "\"same\": true", DENALI, "diff", "-o", "json", old, same,
		   NULL);
	free(toml);
	free(old);
	free(same);
	free(new);
}

/* The contract's version in an image's first note. */
static void set_contract(const char *path, uint32_t version)
{
	struct imagefile image;
	uint32_t at;
	FILE *file;

	imagefile_open(&image, path);
	at = image.segments[5].p_offset + 12 + 8;
	imagefile_close(&image);
	file = fopen(path, "r+b");
	cr_assert_not_null(file);
	cr_assert_eq(fseek(file, (long)at, SEEK_SET), 0);
	cr_assert_eq(fwrite(&version, sizeof(version), 1, file), 1);
	cr_assert_eq(fclose(file), 0);
}

Test(service, contract_versions)
{
	char *path = new_path("image");

	expect_run(0, "^$", CC, "-o", path, source, NULL);
	set_contract(path, 1);
	expect_run(0, "contract    1, older than this SDK's, 2: runs as it is",
		   DENALI, "inspect", path, NULL);
	expect_run(0, "^hello, world\n$", DENALI, "run", path, NULL);
	set_contract(path, 3);
	expect_run(0, "contract    3, newer than this SDK knows, 2", DENALI,
		   "inspect", path, NULL);
	expect_run(125,
		   "^denali: [^ ]*: made for contract version 3, and this SDK "
		   "knows 1 to 2; link it again with this SDK's denali-cc\n$",
		   DENALI, "run", path, NULL);
	free(path);
}
