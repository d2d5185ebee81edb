/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali size`, on a small image whose map is known.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

TestSuite(size, .fini = image_file_remove);

/* An image with a map behind it, as a section of its own. */
struct mapped {
	struct image_file file;
	char map[2048];
};

static const char map[] =
	"20114 60 .note.denali.contract (denali-cc)\n"
	"20200 100 .rodata.str1.1 main.c\n"
	"20280 100 .rodata.str1.1 my sources/x.c\n"
	"20280 80 .rodata.tables /denali-sdk/lib/libc.a(lib_a-strerror.o)\n"
	"20f00 100 .got /denali-sdk/lib/crt0.o\n"
	"21000 40 .text.start /denali-sdk/lib/crt0.o\n"
	"21040 c0 .text.middle main.c\n"
	"21100 e00 .text /denali-sdk/lib/liblwip.a(lwip-port-input.c.o)\n"
	"21f00 80 .text /denali-sdk/lib/toolchain/lib/gcc/libgcc.a(d.o)\n"
	"21f80 80 .text ../z/libz.a(inflate.o)\n"
	"22000 100 .data.x my sources/x.c\n"
	"22100 f00 .bss /denali-sdk/lib/libilwaco.a(runtime-open.c.o)\n"
	"23000 f00 .bss /denali-sdk/lib/libilwaco.a(ilwaco-heap.c.o)\n"
	"23f00 100 .bss *fill*\n";

static char *denali;

/* Work in a folder of the test's own, so that paths in messages are known. */
static void enter(void)
{
	const char *folder = scratch_path("size");

	denali = realpath(DENALI, NULL);
	cr_assert_not_null(denali);
	cr_assert(mkdir(folder, 0777) == 0 && chdir(folder) == 0);
}

static void write_file(const char *path, const void *data, size_t length)
{
	FILE *file = fopen(path, "wb");

	cr_assert_not_null(file);
	cr_assert_eq(fwrite(data, 1, length, file), length);
	cr_assert_eq(fclose(file), 0);
}

static void write_text(const char *path, const char *text)
{
	write_file(path, text, strlen(text));
}

static void make(struct mapped *mapped, const char *text)
{
	image_file_make(&mapped->file);
	memcpy(mapped->file.names + 42, ".denali.map", 12);
	mapped->file.sections[SECTIONS_LINES].sh_offset = sizeof mapped->file;
	mapped->file.sections[SECTIONS_LINES].sh_size = (uint32_t)strlen(text);
	snprintf(mapped->map, sizeof mapped->map, "%s", text);
}

/* An image "web" with that map. */
static void write_image(const char *text)
{
	struct mapped mapped;

	make(&mapped, text);
	write_file("web", &mapped, sizeof mapped);
}

/* The command, with words that are separated by spaces, must say this. */
static void expect(const char *words, int status, const char *output,
		   const char *errors)
{
	char *copy = strdup(words), *rest = copy;
	const char *argv[16] = { denali, "size" };
	struct process process;
	int argc = 2;

	for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL;)
		argv[argc++] = word;
	process_start(&process, argv);
	trial_expect_status(&process, status);
	trial_expect_output(&process, output);
	trial_expect_errors(&process, errors);
	process_finish(&process);
	free(copy);
}

Test(size, components)
{
	enter();
	write_image(map);
	expect("web", 0,
	       "     text    rodata      data       bss     total  "
	       "component\n"
	       "       64         0         0      3840      3904  ilwaco\n"
	       "        0         0         0      3840      3840  runtime\n"
	       "     3584         0         0         0      3584  lwip\n"
	       "        0      3212         0       256      3468  padding\n"
	       "      192       128       256         0       576  program\n"
	       "        0       276         0         0       276  headers\n"
	       "        0       256         0         0       256  linker\n"
	       "      128         0         0         0       128  "
	       "compiler\n"
	       "        0       128         0         0       128  libc\n"
	       "      128         0         0         0       128  libz\n"
	       "        0        96         0         0        96  files\n"
	       "     4096      4096       256      7936     16384  total\n"
	       "\n"
	       "10952 bytes of file; 16384 of stack, taken as it is used\n",
	       "");
}

Test(size, files)
{
	enter();
	write_image(map);
	expect("--by file web", 0,
	       "     text    rodata      data       bss     total  file\n"
	       "        0         0         0      3840      3840  "
	       "libilwaco.a(ilwaco-heap.c.o)\n"
	       "        0         0         0      3840      3840  "
	       "libilwaco.a(runtime-open.c.o)\n"
	       "     3584         0         0         0      3584  "
	       "liblwip.a(lwip-port-input.c.o)\n"
	       "        0      3212         0       256      3468  padding\n"
	       "      192       128         0         0       320  main.c\n"
	       "        0       276         0         0       276  headers\n"
	       "        0       256         0         0       256  crt0.o\n"
	       "        0         0       256         0       256  my "
	       "sources/x.c\n"
	       "      128         0         0         0       128  "
	       "libgcc.a(d.o)\n"
	       "        0       128         0         0       128  "
	       "libc.a(lib_a-strerror.o)\n"
	       "      128         0         0         0       128  "
	       "../z/libz.a(inflate.o)\n"
	       "        0        96         0         0        96  "
	       "(denali-cc)\n"
	       "       64         0         0         0        64  crt0.o\n"
	       "     4096      4096       256      7936     16384  total\n"
	       "\n"
	       "10952 bytes of file; 16384 of stack, taken as it is used\n",
	       "");
	expect("--by=file --top 2 web", 0,
	       "     text    rodata      data       bss     total  file\n"
	       "        0         0         0      3840      3840  "
	       "libilwaco.a(ilwaco-heap.c.o)\n"
	       "        0         0         0      3840      3840  "
	       "libilwaco.a(runtime-open.c.o)\n"
	       "     4096      4096       256       256      8704  (11 "
	       "others)\n"
	       "     4096      4096       256      7936     16384  total\n"
	       "\n"
	       "10952 bytes of file; 16384 of stack, taken as it is used\n",
	       "");
}

Test(size, symbols)
{
	enter();
	write_image(map);
	expect("--by symbol --top 0 web", 0,
	       "     text    rodata      data       bss     total  symbol\n"
	       "        0         0         0      3840      3840  .bss  "
	       "libilwaco.a(ilwaco-heap.c.o)\n"
	       "        0         0         0      3840      3840  .bss  "
	       "libilwaco.a(runtime-open.c.o)\n"
	       "     3584         0         0         0      3584  .text  "
	       "liblwip.a(lwip-port-input.c.o)\n"
	       "        0      3212         0       256      3468  padding\n"
	       "        0       276         0         0       276  headers\n"
	       "        0       256         0         0       256  .got  "
	       "crt0.o\n"
	       "        0         0       256         0       256  .data.x  "
	       "my sources/x.c\n"
	       "      128         0         0         0       128  .text  "
	       "libgcc.a(d.o)\n"
	       "        0       128         0         0       128  "
	       ".rodata.tables  libc.a(lib_a-strerror.o)\n"
	       "      128         0         0         0       128  .text  "
	       "../z/libz.a(inflate.o)\n"
	       "        0       128         0         0       128  "
	       ".rodata.str1.1  main.c\n"
	       "        0        96         0         0        96  "
	       ".note.denali.contract  (denali-cc)\n"
	       "       64         0         0         0        64  start  "
	       "crt0.o\n"
	       "       64         0         0         0        64  "
	       ".text.middle  main.c\n"
	       "       64         0         0         0        64  middle  "
	       "main.c\n"
	       "       64         0         0         0        64  poke  "
	       "main.c\n"
	       "     4096      4096       256      7936     16384  total\n"
	       "\n"
	       "10952 bytes of file; 16384 of stack, taken as it is used\n",
	       "");
}

Test(size, segments)
{
	enter();
	write_image(map);
	expect("--by segment web", 0,
	       " address      file    memory access  segment\n"
	       "00020000      4096      4096    r--  rodata\n"
	       "00021000      4096      4096    r-x  text\n"
	       "00022000       256      8192    rw-  data\n"
	       "00024000         0      4096    ---  guard\n"
	       "00025000         0     16384    rw-  stack\n"
	       "\n"
	       "10952 bytes of file\n",
	       "");
}

Test(size, json)
{
	struct process process;
	const char *words[] = { NULL, "size", "-o", "json", "web", NULL };
	json_t *document;
	json_int_t sum = 0, total, text;
	size_t i;
	json_t *row;

	enter();
	words[0] = denali;
	write_image(map);
	process_start(&process, words);
	trial_expect_status(&process, 0);
	document = json_loads(process.out.data, 0, NULL);
	cr_assert_eq(json_unpack(document, "{s:{s:I, s:I}}", "total", "total",
				 &total, "text", &text),
		     0);
	json_array_foreach (json_object_get(document, "rows"), i, row)
		sum += json_integer_value(json_object_get(row, "total"));
	cr_expect(sum == total && total == 0x4000 && text == 0x1000);
	json_decref(document);
	process_finish(&process);
}

/* What anybody's file may say is passed over, and the sums hold. */
Test(size, hostile_map)
{
	enter();
	write_image("21000 ffffffff .text wraps\n"
		    "nonsense\n"
		    "\n"
		    "21000 0 .text empty.c\n"
		    "21000 100\n"
		    "20000 5000 .text \033[31mall.c\n"
		    "21080 40 .text late.c");
	expect("web", 0,
	       "     text    rodata      data       bss     total  "
	       "component\n"
	       "     3904         0       256      7936     12096  padding\n"
	       "      192      3820         0         0      4012  program\n"
	       "        0       276         0         0       276  headers\n"
	       "     4096      4096       256      7936     16384  total\n"
	       "\n"
	       "10952 bytes of file; 16384 of stack, taken as it is used\n",
	       "");
	expect("--by file web", 0,
	       "     text    rodata      data       bss     total  file\n"
	       "     3904         0       256      7936     12096  padding\n"
	       "      128      3820         0         0      3948  "
	       "\\x1b[31mall.c\n"
	       "        0       276         0         0       276  headers\n"
	       "       64         0         0         0        64  late.c\n"
	       "     4096      4096       256      7936     16384  total\n"
	       "\n"
	       "10952 bytes of file; 16384 of stack, taken as it is used\n",
	       "");
}

Test(size, changes)
{
	enter();
	write_image(map);
	cr_assert_eq(rename("web", "old"), 0);
	expect("--diff old old", 0,
	       "      old       new     delta  component\n"
	       "    16384     16384        +0  total\n"
	       "\n"
	       "10952 bytes of file, which were 10952\n",
	       "");
	write_image("20114 60 .note.denali.contract (denali-cc)\n"
		    "21000 80 .text main.c\n"
		    "21080 f00 .text new.c\n");
	expect("--diff old web", 0,
	       "      old       new     delta  component\n"
	       "     3468     12044     +8576  padding\n"
	       "      576      3968     +3392  program\n"
	       "      128         0      -128  compiler\n"
	       "      128         0      -128  libc\n"
	       "      128         0      -128  libz\n"
	       "      256         0      -256  linker\n"
	       "     3584         0     -3584  lwip\n"
	       "     3840         0     -3840  runtime\n"
	       "     3904         0     -3904  ilwaco\n"
	       "    16384     16384        +0  total\n"
	       "\n"
	       "10952 bytes of file, which were 10952\n",
	       "");
	expect("--by file --diff old --top 2 web", 0,
	       "      old       new     delta  file\n"
	       "     3468     12044     +8576  padding\n"
	       "        0      3840     +3840  new.c\n"
	       "                               (10 other changes)\n"
	       "    16384     16384        +0  total\n"
	       "\n"
	       "10952 bytes of file, which were 10952\n",
	       "");
	expect("--by symbol --diff old web", 0,
	       "      old       new     delta  symbol\n"
	       "     3468     12044     +8576  padding\n"
	       "        0      3776     +3776  .text  new.c\n"
	       "        0        64       +64  start  main.c\n"
	       "        0        64       +64  poke  new.c\n"
	       "       64         0       -64  start  crt0.o\n"
	       "       64         0       -64  .text.middle  main.c\n"
	       "       64         0       -64  poke  main.c\n"
	       "      128         0      -128  .text  libgcc.a(d.o)\n"
	       "      128         0      -128  .rodata.tables  "
	       "libc.a(lib_a-strerror.o)\n"
	       "      128         0      -128  .text  "
	       "../z/libz.a(inflate.o)\n"
	       "      128         0      -128  .rodata.str1.1  main.c\n"
	       "      256         0      -256  .got  crt0.o\n"
	       "      256         0      -256  .data.x  my sources/x.c\n"
	       "     3584         0     -3584  .text  "
	       "liblwip.a(lwip-port-input.c.o)\n"
	       "     3840         0     -3840  .bss  "
	       "libilwaco.a(ilwaco-heap.c.o)\n"
	       "     3840         0     -3840  .bss  "
	       "libilwaco.a(runtime-open.c.o)\n"
	       "    16384     16384        +0  total\n"
	       "\n"
	       "10952 bytes of file, which were 10952\n",
	       "");
}

Test(size, budget)
{
	enter();
	write_image(map);
	write_text("budget.toml", "schema = 1\n"
				  "[total]\n"
				  "file = \"16K\"\n"
				  "text = \"4K\"\n"
				  "[component.lwip]\n"
				  "total = \"3584\"\n");
	expect("--budget budget.toml -o quiet web", 0, "", "");
	expect("--budget budget.toml web", 0,
	       "budget: file: 10952 of 16384 bytes\n"
	       "budget: text: 4096 of 4096 bytes\n"
	       "budget: lwip total: 3584 of 3584 bytes\n"
	       "\n"
	       "     text    rodata      data       bss     total  "
	       "component\n"
	       "       64         0         0      3840      3904  ilwaco\n"
	       "        0         0         0      3840      3840  runtime\n"
	       "     3584         0         0         0      3584  lwip\n"
	       "        0      3212         0       256      3468  padding\n"
	       "      192       128       256         0       576  program\n"
	       "        0       276         0         0       276  headers\n"
	       "        0       256         0         0       256  linker\n"
	       "      128         0         0         0       128  "
	       "compiler\n"
	       "        0       128         0         0       128  libc\n"
	       "      128         0         0         0       128  libz\n"
	       "        0        96         0         0        96  files\n"
	       "     4096      4096       256      7936     16384  total\n"
	       "\n"
	       "10952 bytes of file; 16384 of stack, taken as it is used\n",
	       "");
	expect("--budget budget.toml --update -o quiet web", 0, "",
	       "denali: sizes recorded in budget.sizes\n");
	write_text("budget.toml", "schema = 1\n"
				  "component.lwip.text = \"3400\"\n"
				  "component.lwpi.text = \"3400\"\n"
				  "[total]\n"
				  "file = \"8K\"\n");
	expect("--budget budget.toml -o quiet web", 1, "",
	       "denali: web: lwip text: 3584 bytes, 184 more than the 3400 "
	       "that budget.toml:2 allows\n"
	       "denali: nothing of it has grown since budget.sizes was "
	       "recorded\n"
	       "denali: budget.toml:3: web has no component lwpi\n"
	       "denali: web: file: 10952 bytes, 2760 more than the 8192 "
	       "that budget.toml:5 allows\n"
	       "denali: nothing of it has grown since budget.sizes was "
	       "recorded\n");
	unlink("budget.sizes");
	expect("--budget budget.toml -o quiet web", 1, "",
	       "denali: web: lwip text: 3584 bytes, 184 more than the 3400 "
	       "that budget.toml:2 allows\n"
	       "denali: what has grown is known once --update has recorded "
	       "sizes; the largest of it:\n"
	       "     3584  .text  liblwip.a(lwip-port-input.c.o)\n"
	       "denali: budget.toml:3: web has no component lwpi\n"
	       "denali: web: file: 10952 bytes, 2760 more than the 8192 "
	       "that budget.toml:5 allows\n"
	       "denali: what has grown is known once --update has recorded "
	       "sizes; the largest of it:\n"
	       "     3584  .text  liblwip.a(lwip-port-input.c.o)\n"
	       "     3212  padding\n"
	       "      276  headers\n"
	       "      256  .got  crt0.o\n"
	       "      256  .data.x  my sources/x.c\n"
	       "      128  .text  libgcc.a(d.o)\n"
	       "      128  .rodata.tables  libc.a(lib_a-strerror.o)\n"
	       "      128  .text  ../z/libz.a(inflate.o)\n"
	       "      128  .rodata.str1.1  main.c\n"
	       "       96  .note.denali.contract  (denali-cc)\n"
	       "  and 4 more\n");
}

/* What has grown is named, new symbols among it. */
Test(size, growth)
{
	enter();
	write_image(map);
	write_text("budget.toml", "schema = 1\n"
				  "total.text = \"4096\"\n"
				  "component.program.total = \"1K\"\n");
	expect("--budget budget.toml --update -o quiet web", 0, "",
	       "denali: sizes recorded in budget.sizes\n");
	write_image("21000 40 .text.start main.c\n"
		    "21040 7c0 .text.middle main.c\n"
		    "21800 800 .text new.c\n");
	expect("--budget budget.toml -o quiet web", 1, "",
	       "denali: web: program total: 4096 bytes, 3072 more than the "
	       "1024 that budget.toml:3 allows\n"
	       "denali: what has grown since budget.sizes was recorded:\n"
	       "    +2048  (0 -> 2048)  .text  new.c\n"
	       "    +1792  (64 -> 1856)  .text.middle  main.c\n"
	       "      +64  (0 -> 64)  start  main.c\n");
	expect("--budget budget.toml --update -o quiet web", 1, "",
	       "denali: web: program total: 4096 bytes, 3072 more than the "
	       "1024 that budget.toml:3 allows\n"
	       "denali: what has grown since budget.sizes was recorded:\n"
	       "    +2048  (0 -> 2048)  .text  new.c\n"
	       "    +1792  (64 -> 1856)  .text.middle  main.c\n"
	       "      +64  (0 -> 64)  start  main.c\n"
	       "denali: budget.sizes is left as it was\n");
}

Test(size, mistakes)
{
	enter();
	write_image(map);
	expect("", 125, "",
	       "denali: size: no image given; see `denali help size`\n");
	expect("web web", 125, "",
	       "denali: size: web: one image only; --diff OLD compares two\n");
	expect("--by components web", 125, "",
	       "denali: --by components: unknown; did you mean component?\n");
	expect("--by everything web", 125, "",
	       "denali: --by everything: not component, file, symbol or "
	       "segment\n");
	expect("--top many web", 125, "",
	       "denali: --top many: not a number of rows, 0 to 1000000\n");
	expect("--budgte web", 125, "",
	       "denali: size: unknown option --budgte; did you mean "
	       "--budget?\n");
	expect("--what web", 125, "",
	       "denali: size: unknown option --what; see `denali help "
	       "size`\n");
	expect("--top", 125, "",
	       "denali: size: option --top needs a value; see `denali help "
	       "size`\n");
	expect("-o xml web", 125, "",
	       "denali: -o xml: not table, json or quiet\n");
	expect("--update web", 125, "",
	       "denali: --update: beside which budget? give --budget FILE "
	       "too\n");
	expect("--by segment --diff web web", 125, "",
	       "denali: --diff: not of segments; give --by component, file "
	       "or symbol\n");
	expect("none", 125, "",
	       "denali: none: cannot open the image: No such file or "
	       "directory; correct the name, or see whether its folder is "
	       "there\n");
	expect("--diff none web", 125, "",
	       "denali: none: cannot open the image: No such file or "
	       "directory; correct the name, or see whether its folder is "
	       "there\n");
	expect("--budget none.toml web", 125, "",
	       "denali: none.toml: cannot be read: No such file or "
	       "directory; correct the name, or see whether its folder is "
	       "there\n");
	write_text("text", "hello");
	expect("text", 125, "",
	       "denali: text: not an image: it is not an ELF file; run what "
	       "denali-cc has linked\n");
	write_image("");
	expect("web", 125, "",
	       "denali: web: it is not known which files it was linked "
	       "from: web.dbg, which denali-cc -g makes, is missing or of "
	       "another build; --by segment works without\n");
}

static void expect_budget(const char *text, const char *errors)
{
	write_text("budget.toml", text);
	expect("--budget budget.toml -o quiet web", 125, "", errors);
}

Test(size, wrong_budgets)
{
	enter();
	write_image(map);
	expect_budget(
		"", "denali: budget.toml: schema: missing; begin the file with "
		    "schema = 1\n");
	expect_budget(
		"schema = 1\n",
		"denali: budget.toml: limits nothing; add [total] and text = "
		"\"128K\", say\n");
	expect_budget(
		"schema = 2\n",
		"denali: budget.toml:1: schema: 2 is newer than what this "
		"SDK knows, 1; use a newer SDK\n");
	expect_budget(
		"schema = 1\n[total\n",
		"denali: budget.toml:2: not TOML, at column 7: Error while "
		"parsing table header: expected ']', saw '\\n'; a line is KEY "
		"= VALUE, with texts in quotation marks\n");
	expect_budget(
		"schema = 1\n[totals]\ntext = \"1\"\n",
		"denali: budget.toml:2: totals: unknown key; did you mean "
		"total?\n");
	expect_budget(
		"schema = 1\n[total]\ntxt = \"1\"\ntext = 1\n"
		"data = \"1x\"\n[component]\nlwip = \"4K\"\n"
		"[component.libc]\nfile = \"4K\"\n",
		"denali: budget.toml:3: [total] txt: unknown key; did you "
		"mean text?\n"
		"denali: budget.toml:4: [total] text: must be a string, as "
		"in text = \"128K\"\n"
		"denali: budget.toml:5: [total] data: \"1x\" is not a size; "
		"write \"128K\", say\n"
		"denali: budget.toml:7: [component] lwip: must be a table, "
		"as in [component.lwip]\n"
		"denali: budget.toml:9: [component] file: unknown key; it "
		"belongs under [total]\n");
	write_text("budget.toml", "schema = 1\ntotal.text = \"1M\"\n");
	write_text("budget.sizes", "denali sizes 1\n\ttext 1\tmain\n");
	expect("--budget budget.toml -o quiet web", 125, "",
	       "denali: budget.sizes:2: not a record of sizes; remove it, "
	       "and make it anew with --update\n");
	write_text("budget.sizes", "denali sizes 2\n");
	expect("--budget budget.toml -o quiet web", 125, "",
	       "denali: budget.sizes:1: not a record of sizes; remove it, "
	       "and make it anew with --update\n");
	write_text("budget.sizes",
		   "denali sizes 1\nprogram\tmain.c\n\ttext 1\tmain\n"
		   "\ttext 4294967295\tmain\n");
	expect("--budget budget.toml -o quiet web", 125, "",
	       "denali: budget.sizes:4: not a record of sizes; remove it, "
	       "and make it anew with --update\n");
	cr_assert(unlink("budget.sizes") == 0 &&
		  mkdir("budget.sizes", 0777) == 0);
	expect("--budget budget.toml -o quiet web", 125, "",
	       "denali: budget.sizes: cannot read it: Is a directory\n");
}
