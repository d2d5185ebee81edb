/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali inspect` and `denali diff`: what they print, of good images and of
 * those that were made to do harm.
 */
#include "inspect.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "error.h"
#include "image_file.h"

TestSuite(inspect, .init = cr_redirect_stdout, .fini = image_file_remove);

#define WHOLE sizeof(struct image_file)

/* Puts a service note behind the others. */
static void add_service(struct image_file *file, const char *text,
			size_t length)
{
	struct note_head head = { sizeof DENALI_NOTE_NAME, (uint32_t)length,
				  DENALI_NOTE_SERVICE };
	size_t room = (length + 3) & ~(size_t)3;

	cr_assert_leq(sizeof head + 8 + room, sizeof file->unused);
	memcpy(file->unused, &head, sizeof head);
	memcpy(file->unused + sizeof head, DENALI_NOTE_NAME, 7);
	memcpy(file->unused + sizeof head + 8, text, length);
	file->headers[HEADERS_NOTES].p_filesz += (uint32_t)(sizeof head + 8 +
							    room);
}

static int inspect(const char *form, const char *path)
{
	char verb[] = "inspect", option[] = "-o", value[16], image[256];
	char *words[] = { verb, option, value, image, NULL };
	int status;

	snprintf(value, sizeof value, "%s", form);
	snprintf(image, sizeof image, "%s", path);
	status = inspect_main(4, words);
	fflush(stdout);
	return status;
}

static int differ(const char *form, const char *old, const char *new)
{
	char verb[] = "diff", option[] = "-o", value[16];
	char first[256], second[256];
	char *words[] = { verb, option, value, first, second, NULL };
	int status;

	snprintf(value, sizeof value, "%s", form);
	snprintf(first, sizeof first, "%s", old);
	snprintf(second, sizeof second, "%s", new);
	status = diff_main(5, words);
	fflush(stdout);
	return status;
}

/* All that was printed, up to 8 KiB. */
static const char *printed(void)
{
	static char text[8192];
	FILE *out = cr_get_redirected_stdout();
	size_t length = fread(text, 1, sizeof text - 1, out);

	text[length] = '\0';
	return text;
}

Test(inspect, table)
{
	static const char json[] = "{\"schema\":1,\"name\":\"hello\","
				   "\"environment\":{\"A\":\"x\\u001b[2J\"},"
				   "\"network\":{\"inbound\":[\"80/tcp\","
				   "\"53/udp\"]}}";
	struct image_file file;
	const char *path;
	char expected[2048];

	image_file_make(&file);
	file.manifest.memory_size = 4 << 20;
	file.manifest.frame_limit = 256;
	file.manifest.flags = DENALI_MANIFEST_PRIVATE;
	add_service(&file, json, sizeof json - 1);
	path = image_file_write(&file, WHOLE, "table");
	cr_assert_eq(inspect("table", path), 0);
	snprintf(expected, sizeof expected,
		 "hello\n"
		 "  file        %s, %zu bytes\n"
		 "  build-id    b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1\n"
		 "  contract    2\n"
		 "  compiler    none\n"
		 "  debug       %s\n"
		 "  memory      4M, of it 1M at most really used, shared with "
		 "no other instance\n"
		 "  inbound     any\n"
		 "  outbound    any\n"
		 "  sizes       text 4096, rodata 4096, data 256, bss 7936, "
		 "stack 16384\n"
		 "\n"
		 "manifest\n"
		 "  environment.A            x\\x1b[2J\n"
		 "  name                     hello\n"
		 "  network.inbound          80/tcp, 53/udp\n"
		 "  schema                   1\n"
		 "\n"
		 " address      file    memory access  segment\n"
		 "00020000      4096      4096    r--  rodata\n"
		 "00021000      4096      4096    r-x  text\n"
		 "00022000       256      8192    rw-  data\n"
		 "00024000         0      4096    ---  guard\n"
		 "00025000         0     16384    rw-  stack\n",
		 path, WHOLE, path);
	cr_expect_str_eq(printed(), expected);
}

Test(inspect, quiet)
{
	struct image_file file;

	image_file_make(&file);
	cr_expect_eq(inspect("quiet", image_file_write(&file, WHOLE, "quiet")),
		     0);
	cr_expect_str_empty(printed());
}

/* What another contract has may be read by nobody here, but it is shown. */
static const struct {
	uint32_t version;
	const char *line;
} contracts[] = {
	{ 1, "  contract    1, older than this SDK's, 2: runs as it is\n" },
	{ 3, "  contract    3, newer than this SDK knows, 2: run it with a "
	     "newer one, or link it again with this one's denali-cc\n" },
	{ 0, "  contract    0, which there is not: link it again\n" },
};

Test(inspect, contracts)
{
	const char *text;

	for (size_t i = 0; i < sizeof contracts / sizeof contracts[0]; i++) {
		struct image_file file;

		image_file_make(&file);
		file.contract.version = contracts[i].version;
		/* A later one's manifest may be larger. */
		if (contracts[i].version > DENALI_CONTRACT_VERSION)
			file.manifest_head.length += 4;
		cr_expect_eq(inspect("table", image_file_write(&file, WHOLE,
							       "contract")),
			     0);
	}
	text = printed();
	for (size_t i = 0; i < sizeof contracts / sizeof contracts[0]; i++)
		cr_expect_not_null(strstr(text, contracts[i].line), "%s", text);
}

/* Notes that are wrong are told as such, and never printed as they are. */
Test(inspect, hostile_notes)
{
	static const char *const notes[] = {
		"",
		"\x1b[2J",
		"{\"schema\":1,\"name\":\"\x1b[2J\"}",
		"{\"schema\":1,\"\x1b[2J\":1}",
		"{\"schema\":1,\"name\":\"\xff\xfe\"}",
		"{\"schema\":7}",
		"[[[[[[[[[[[[[[[[",
	};
	size_t count = sizeof notes / sizeof notes[0], found = 0;
	const char *text;

	for (size_t i = 0; i < count; i++) {
		struct image_file file;

		image_file_make(&file);
		add_service(&file, notes[i], strlen(notes[i]));
		cr_expect_eq(inspect("table",
				     image_file_write(&file, WHOLE, "hostile")),
			     0);
	}
	text = printed();
	cr_expect_null(strchr(text, '\x1b'));
	cr_expect_null(strchr(text, '\xff'));
	while ((text = strstr(text, "  wrong                    not what "
				    "denali-cc writes; link it again\n")) !=
	       NULL) {
		found++;
		text++;
	}
	cr_expect_eq(found, count);
}

/* Cut anywhere, it is an image or an error, and no byte behind is read. */
Test(inspect, truncated, .init = cr_redirect_stderr)
{
	struct image_file file;

	cr_redirect_stdout();
	image_file_make(&file);
	file.elf.e_shoff = 0;
	file.elf.e_shnum = 0;
	for (uint32_t length = 0; length < 0x200; length += 4) {
		file.headers[HEADERS_NOTES].p_filesz = length;
		inspect("json", image_file_write(&file, WHOLE, "cut"));
	}
	for (size_t length = 0; length < 0x400; length += 16)
		cr_expect_eq(inspect("json",
				     image_file_write(&file, length, "cut")),
			     STATUS_ERROR);
}

/* Nearly an image: it is shown or refused, and nothing else happens. */
Test(inspect, mutated, .init = NULL)
{
	enum { TIMES = 1000, CHANGES = 6 };
	const char json[] = "{\"schema\":1,\"name\":\"x\"}";
	struct image_file good;
	uint32_t state = 1;

	cr_assert_not_null(freopen("/dev/null", "w", stdout));
	cr_assert_not_null(freopen("/dev/null", "w", stderr));
	image_file_make(&good);
	add_service(&good, json, sizeof json - 1);
	for (int i = 0; i < TIMES; i++) {
		struct image_file file = good;
		uint8_t *bytes = (uint8_t *)&file;
		const char *path;
		int status;

		for (int j = 0; j < i % CHANGES + 1; j++) {
			/* Headers and notes, or what sections there are. */
			size_t length = j % 2 == 0 ? 0x200 : WHOLE;

			state = state * 1664525 + 1013904223;
			bytes[(state >> 8) % length] =
				(uint8_t)(j % 3 == 0 ? 0xff : state >> 3);
		}
		path = image_file_write(&file, WHOLE, "mutated");
		status = inspect(i % 2 == 0 ? "table" : "json", path);
		cr_assert(status == 0 || status == STATUS_ERROR);
		differ("table", path, path);
	}
}

Test(inspect, diff)
{
	struct image_file file;
	const char *old, *new;
	char expected[2048];

	image_file_make(&file);
	old = image_file_write(&file, WHOLE, "old");
	file.manifest.memory_size = 4 << 20;
	file.data[0] = 1;
	file.headers[HEADERS_STACK].p_memsz = 0x8000;
	add_service(&file, "{\"schema\":1}", 12);
	new = image_file_write(&file, WHOLE, "new");
	cr_expect_eq(differ("table", old, old), 0);
	cr_expect_eq(differ("quiet", old, new), STATUS_DIFFERENT);
	cr_expect_str_empty(printed());
	cr_expect_eq(differ("json", old, new), STATUS_DIFFERENT);
	snprintf(expected, sizeof expected, "%s", printed());
	cr_expect_not_null(strstr(expected, "  {\n"
					    "   \"what\": \"sizes.stack\",\n"
					    "   \"was\": \"16384\",\n"
					    "   \"is\": \"32768\"\n"
					    "  }"),
			   "%s", expected);
	cr_expect_not_null(strstr(expected, "\"same\": false"));
	cr_expect_not_null(strstr(expected, "\"service.schema\""));
	cr_expect_not_null(strstr(expected, "\"manifest.memory\""));
	cr_expect_not_null(strstr(expected, "\"segments.data.hash\""));
	cr_expect_null(strstr(expected, "\"name\""));
}

Test(inspect, diff_table)
{
	static const char head[] = "what                         was           "
				   "                           is\n"
				   "build_id                     b1b1b1b1b1b1b1"
				   "b1b1b1b1b1b1b1b1b1b1b1b1b1 c2c2c2c2c2c2c2"
				   "c2c2c2c2c2c2c2c2c2c2c2c2c2\n"
				   "hash ";
	struct image_file file;
	const char *old, *new;

	image_file_make(&file);
	old = image_file_write(&file, WHOLE, "old");
	memset(file.build_id, 0xc2, sizeof file.build_id);
	new = image_file_write(&file, WHOLE, "new");
	cr_expect_eq(differ("table", old, new), STATUS_DIFFERENT);
	cr_expect_not_null(strstr(printed(), head), "%s", printed());
}

static const struct {
	const char *words[5];
	const char *message;
} usage[] = {
	{ { "inspect" }, "inspect: no image given; see `denali help inspect`" },
	{ { "inspect", "a", "b" }, "inspect: b: one image only" },
	{ { "inspect", "-o" },
	  "inspect: option -o needs a value; see `denali help inspect`" },
	{ { "inspect", "-o", "jsn", "a" },
	  "-o jsn: unknown; did you mean json?" },
	{ { "inspect", "-o", "picture", "a" },
	  "-o picture: not table, json or quiet" },
	{ { "inspect", "--hlp" },
	  "inspect: unknown option --hlp; did you mean --help?" },
	{ { "inspect", "--all" },
	  "inspect: unknown option --all; see `denali help inspect`" },
	{ { "diff" }, "diff: no images given; see `denali help diff`" },
	{ { "diff", "a" },
	  "diff: a second image is missing; see `denali help diff`" },
	{ { "diff", "a", "b", "c" }, "diff: c: two images only" },
	{ { "diff", "absent", "b" },
	  "absent: cannot open the image: No such file or directory; correct "
	  "the name, or see whether its folder is there" },
	{ { "inspect", "build" },
	  "build: not an image: it is a directory; name the file that "
	  "denali-cc has linked" },
};

Test(inspect, usage, .init = cr_redirect_stderr)
{
	for (size_t i = 0; i < sizeof usage / sizeof usage[0]; i++) {
		char texts[5][16], *words[6] = { NULL };
		int count = 0, status;

		for (; count < 5 && usage[i].words[count] != NULL; count++) {
			snprintf(texts[count], sizeof texts[count], "%s",
				 usage[i].words[count]);
			words[count] = texts[count];
		}
		status = strcmp(words[0], "diff") == 0 ?
				 diff_main(count, words) :
				 inspect_main(count, words);
		cr_expect_eq(status, STATUS_ERROR, "%s", usage[i].message);
		cr_expect_str_eq(error_last(), usage[i].message);
	}
}
