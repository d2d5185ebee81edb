/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Manifests: what denali.toml may say, and each mistake with its line.
 */
#include "manifest.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manifest-faults.h"

#define FILE_NAME "denali.toml"

static char told[8192];

static void tell(const char *text)
{
	size_t length = strlen(told);

	snprintf(told + length, sizeof told - length, "%s\n", text);
}

/* Each test is a process of its own. */
static void enter_folder(void)
{
	char folder[] = "/tmp/denali-manifest-XXXXXX";

	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
	char folder[64];

	unlink(FILE_NAME);
	cr_assert_not_null(getcwd(folder, sizeof folder));
	rmdir(folder);
}

TestSuite(manifest, .init = enter_folder, .fini = leave_folder);

static bool read_text(struct manifest *manifest, const char *text)
{
	FILE *file = fopen(FILE_NAME, "w");

	cr_assert_not_null(file);
	fputs(text, file);
	cr_assert_eq(fclose(file), 0);
	told[0] = '\0';
	return manifest_read(manifest, FILE_NAME, tell);
}

static const char whole[] = "schema = 1\n"
			    "name = \"web\"\n"
			    "memory = \"4M\"\n"
			    "frames = \"5000\"\n"
			    "stack = \"32K\"\n"
			    "private = true\n"
			    "arguments = [\"a b\", \"\\u00fc\"]\n"
			    "[cpu]\n"
			    "weight = 50\n"
			    "cap = \"12.5%\"\n"
			    "[network]\n"
			    "inbound = [\"80\", \"10.1.0.0/16:5-7/udp\"]\n"
			    "outbound = []\n"
			    "bandwidth = { in = \"1000\", out = \"2M\" }\n"
			    "[environment]\n"
			    "B = \"2\"\n"
			    "A = \"1=\\n\"\n"
			    "[[disk]]\n"
			    "name = \"data\"\n"
			    "size = \"64M\"\n"
			    "mount = \"/data\"\n"
			    "[[disk]]\n"
			    "name = \"base\"\n"
			    "read-only = true\n"
			    "[[files]]\n"
			    "from = \"site\"\n"
			    "at = \"/\"\n"
			    "[service]\n"
			    "restart = \"always\"\n"
			    "grace = \"90s\"\n"
			    "console = \"128K\"\n"
			    "[health]\n"
			    "http = \"/h\"\n"
			    "interval = \"1m\"\n"
			    "timeout = \"1500ms\"\n"
			    "failures = 2\n";

static void expect_whole(const struct manifest *said)
{
	cr_expect_str_eq(said->name, "web");
	cr_expect(said->memory == 4 << 20 && said->frames == 8192);
	cr_expect(said->stack == 32768 && said->private);
	cr_expect(said->arguments.count == 2);
	cr_expect_str_eq(said->arguments.texts[1], "\xc3\xbc");
	cr_expect(said->weight == 50 && said->cap == 125);
	cr_expect(said->policy.flags == (DENALI_POLICY_IN | DENALI_POLICY_OUT));
	cr_expect(said->policy.rule_count == 2);
	cr_expect(said->policy.rule[1].protocol == 17 &&
		  said->policy.rule[1].port_last == 7);
	cr_expect(said->bytes_in == 1000 && said->bytes_out == 2 << 20);
	cr_expect(said->environment.count == 2);
	cr_expect(said->disk_count == 2 && said->disks[0].size == 64 << 20);
	cr_expect_str_eq(said->disks[0].mount, "/data");
	cr_expect(said->disks[1].read_only && said->disks[1].size == 0);
	cr_expect(said->restart == RESTART_ALWAYS && said->grace == 90000);
	cr_expect_eq(said->console, 128 << 10);
	cr_expect_eq(said->health.check, CHECK_HTTP);
	cr_expect(said->health.port == 80 && said->health.interval == 60000);
	cr_expect(said->health.timeout == 1500 && said->health.failures == 2);
}

Test(manifest, whole)
{
	struct manifest manifest;

	cr_assert(read_text(&manifest, whole), "%s", told);
	cr_expect_str_empty(told);
	expect_whole(&manifest);
	cr_expect_str_eq(manifest.environment.texts[1], "A=1=\n");
	cr_expect(manifest.file_count == 1);
	cr_expect_str_eq(manifest.files[0].from, "site");
	manifest_free(&manifest);
	cr_assert(read_text(&manifest, "schema = 1\n"), "%s", told);
	cr_expect(manifest.name == NULL && manifest.policy.flags == 0);
	manifest_free(&manifest);
}

/* The note says the same, in one way only. */
Test(manifest, note)
{
	static const char json[] =
		"{\"arguments\":[\"a b\",\"\xc3\xbc\"],"
		"\"cpu\":{\"cap\":\"12.5%\",\"weight\":50},"
		"\"disk\":[{\"mount\":\"/data\",\"name\":\"data\","
		"\"size\":\"64M\"},{\"name\":\"base\",\"read-only\":true}],"
		"\"environment\":{\"A\":\"1=\\n\",\"B\":\"2\"},"
		"\"frames\":\"8K\",\"health\":{\"failures\":2,\"http\":\"/h\","
		"\"interval\":\"1m\",\"port\":80,\"timeout\":\"1500ms\"},"
		"\"memory\":\"4M\",\"name\":\"web\",\"network\":{"
		"\"bandwidth\":{\"in\":\"1000\",\"out\":\"2M\"},"
		"\"inbound\":[\"80/tcp\",\"10.1.0.0/16:5-7/udp\"],"
		"\"outbound\":[]},\"private\":true,\"schema\":1,"
		"\"service\":{\"console\":\"128K\",\"grace\":\"90s\","
		"\"restart\":\"always\"},\"stack\":\"32K\"}";
	struct manifest manifest, again;
	char *text;

	cr_assert(read_text(&manifest, whole), "%s", told);
	text = manifest_to_note(&manifest, tell);
	cr_assert_str_eq(text, json);
	cr_assert(manifest_from_note(&again, "web", text, strlen(text), tell),
		  "%s", told);
	expect_whole(&again);
	free(text);
	text = manifest_to_note(&again, tell);
	cr_expect_str_eq(text, json);
	free(text);
	manifest_free(&manifest);
	manifest_free(&again);
}

Test(manifest, note_too_large)
{
	struct manifest manifest;
	char text[18000] = "schema = 1\nname = \"x\"\narguments = [\"";

	memset(text + strlen(text), 'a', 17000);
	strcat(text, "\"]\n");
	cr_assert(read_text(&manifest, text), "%s", told);
	cr_expect_null(manifest_to_note(&manifest, tell));
	cr_expect_str_eq(told,
			 "the manifest is larger than an image's note may be, "
			 "16 KiB; take arguments or variables out\n");
	manifest_free(&manifest);
}

static const struct {
	const char *note, *message;
} bad_notes[] = {
	{ "", "its service note is no JSON; link it again" },
	{ "{", "its service note is no JSON; link it again" },
	{ "[]", "its service note is no JSON; link it again" },
	{ "{\"name\":\"\xff\"}", "its service note is no JSON; link it again" },
	{ "{\"a\":1,\"a\":1}", "its service note is no JSON; link it again" },
	{ "{}", "schema: missing; begin the file with schema = 1" },
	{ "{\"schema\":2}", "schema: 2 is newer than what this SDK knows, 1; "
			    "use a newer SDK" },
	{ "{\"schema\":1,\"name\":null}",
	  "name: must be a string, as in name = \"web\"" },
	{ "{\"schema\":1,\"name\":\"a\\u0000b\"}",
	  "name: must not hold control characters" },
	{ "{\"schema\":1,\"a\\u001b[2Jbb\":1}",
	  "a?[2Jbb: unknown key; take it out, or see which there are in "
	  "docs/manifest.md" },
	{ "{\"schema\":1,\"disk\":[1]}",
	  "disk: holds an integer; each element must be a table" },
	{ "{\"schema\":1,\"cpu\":{\"weight\":18446744073709551617}}",
	  "its service note is no JSON; link it again" },
};

Test(manifest, bad_notes)
{
	for (size_t i = 0; i < sizeof bad_notes / sizeof bad_notes[0]; i++) {
		const char *note = bad_notes[i].note;
		struct manifest manifest;
		char expected[256];

		told[0] = '\0';
		cr_expect_not(manifest_from_note(&manifest, "web", note,
						 strlen(note), tell));
		snprintf(expected, sizeof expected, "web: %s\n",
			 bad_notes[i].message);
		cr_expect_str_eq(told, expected);
		manifest_free(&manifest);
	}
}

Test(manifest, faults)
{
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		struct manifest manifest;
		char expected[512], text[2048];

		snprintf(text, sizeof text, "%s%s",
			 strstr(faults[i].text, "schema") != NULL ?
				 "" :
				 "schema = 1\n",
			 faults[i].text);
		cr_expect_not(read_text(&manifest, text), "%s", text);
		snprintf(expected, sizeof expected, FILE_NAME ":%s\n",
			 faults[i].message);
		cr_expect_str_eq(told, expected);
		manifest_free(&manifest);
	}
}

/* All that is wrong is told, in the order of the file. */
Test(manifest, several)
{
	struct manifest manifest;

	cr_expect_not(read_text(&manifest, "schema = 1\n"
					   "nam = \"x\"\n"
					   "[cpu]\nweight = 0\n"));
	cr_expect_str_eq(told, FILE_NAME
			 ":2: nam: unknown key; did you mean name?\n" FILE_NAME
			 ":4: [cpu] weight: must be from 1 to "
			 "10000\n");
	manifest_free(&manifest);
}

Test(manifest, no_file)
{
	struct manifest manifest;

	told[0] = '\0';
	cr_expect_not(manifest_read(&manifest, "absent.toml", tell));
	cr_expect_not(manifest_read(&manifest, ".", tell));
	cr_expect_str_eq(
		told,
		"absent.toml: cannot be read: No such file or "
		"directory; correct the name, or see whether its folder is "
		"there\n"
		".: is a directory; name the file in it\n");
}
