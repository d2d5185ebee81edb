/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Post-mortems: the chain of calls, names of addresses, causes in words.
 */
#include "trace.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "callsite.h"
#include "cause.h"
#include "image_file.h"

static struct image_file file;
static struct image image;
static struct symbols symbols;
static const char *path;

static void set_up(void)
{
	image_file_make(&file);
	path = image_file_write(&file, sizeof file, "crashed");
	cr_assert(image_open(&image, path, 0) == 0);
	symbols_open(&symbols, &image, NULL);
}

static void tear_down(void)
{
	symbols_close(&symbols);
	image_close(&image);
	image_file_remove();
}

TestSuite(trace, .init = set_up, .fini = tear_down);

Test(trace, return_addresses)
{
	static const uint32_t good[] = { IMAGE_RETURN_TO_START,
					 IMAGE_RETURN_TO_MIDDLE,
					 IMAGE_RETURN_INDIRECT,
					 IMAGE_RETURN_INDIRECT_3 };
	static const uint32_t bad[] = { 0,
					1,
					IMAGE_START,
					IMAGE_START + 0x14,
					IMAGE_START + 0x16,
					IMAGE_POKE,
					IMAGE_DATA,
					IMAGE_GUARD,
					IMAGE_STACK,
					0xffffffff };

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		cr_expect(callsite_is_return(&image, good[i]), "%x", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect(!callsite_is_return(&image, bad[i]), "%x", bad[i]);
}

/* All forms of FF /2, by the length that the manual gives them. */
Test(trace, indirect_calls)
{
	static const struct {
		const char *code;
		unsigned length;
	} calls[] = {
		{ "\xff\xd3", 2 },
		{ "\xff\x13", 2 },
		{ "\xff\x14\x24", 3 },
		{ "\xff\x14\x8d\0\0\0\0", 7 },
		{ "\xff\x15\1\2\3\4", 6 },
		{ "\xff\x53\x08", 3 },
		{ "\xff\x54\x24\x08", 4 },
		{ "\xff\x93\1\2\3\4", 6 },
		{ "\xff\x94\x24\1\2\3\4", 7 },
	};
	uint8_t *text = image.data + 0x1000;

	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		uint32_t end = 0x200 + calls[i].length;

		memset(text + 0x100, 0x90, 0x200);
		memcpy(text + 0x200, calls[i].code, calls[i].length);
		cr_expect(callsite_is_return(&image, IMAGE_START + end), "%zu",
			  i);
		text[0x201] ^= 0x08; /* FF /3 is a far call */
		cr_expect(!callsite_is_return(&image, IMAGE_START + end), "%zu",
			  i);
	}
}

static struct denali_post_mortem crash_at(uint32_t eip, const uint32_t *stack,
					  uint32_t words)
{
	struct denali_post_mortem crash = {
		.version = 1,
		.registers = { .eip = eip, .esp = 0x28f00 },
		.stack_address = 0x28f00,
		.stack_length = 4 * words,
	};

	memcpy(crash.stack, stack, 4 * words);
	return crash;
}

static void expect_chain(const struct denali_post_mortem *crash,
			 const char *expected)
{
	struct trace trace;
	char text[512] = "";

	trace_make(&trace, crash, &image, &symbols);
	for (uint32_t i = 0; i < trace.call_count; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
			 "%s%s+%x", i > 0 ? " " : "", trace.calls[i].function,
			 trace.calls[i].offset);
	cr_expect_str_eq(text, expected);
	trace_free(&trace);
}

Test(trace, chain)
{
	uint32_t stack[] = { 7,          IMAGE_RETURN_TO_MIDDLE, 0x28f40,
			     IMAGE_DATA, IMAGE_RETURN_TO_START,  0 };
	struct denali_post_mortem crash = crash_at(IMAGE_POKE + 4, stack, 6);
	struct trace trace;

	trace_make(&trace, &crash, &image, &symbols);
	cr_expect(trace.in_text && trace.at.offset == 4);
	cr_expect_str_eq(trace.at.function, "poke");
	trace_free(&trace);
	expect_chain(&crash, "middle+d start+15");
}

/* Of an image that lies elsewhere than its file says. */
Test(trace, chain_at_a_base)
{
	enum { BASE = 0x137000 };
	uint32_t stack[] = { 7, IMAGE_RETURN_TO_MIDDLE + BASE,
			     IMAGE_RETURN_TO_START /* no address of its text */,
			     IMAGE_RETURN_TO_START + BASE };
	struct denali_post_mortem crash = crash_at(IMAGE_POKE + BASE + 4, stack,
						   4);
	char text[CAUSE_TEXT_MAX];
	struct trace trace;

	crash.base = BASE;
	trace_make(&trace, &crash, &image, &symbols);
	cr_expect(trace.in_text && trace.at.offset == 4);
	cr_expect(trace.at.address == IMAGE_POKE + BASE + 4);
	cr_expect(trace.calls[0].address == IMAGE_RETURN_TO_MIDDLE + BASE);
	cr_expect_str_eq(trace.at.function, "poke");
	trace_free(&trace);
	expect_chain(&crash, "middle+d start+15");
	cause_text(DENALI_CAUSE_EXCEPTION, 13, &crash, &image, text);
	cr_expect_str_eq(text, "forbidden instruction: hlt");
	crash.error_code = 6;
	cause_text(DENALI_CAUSE_PAGE_FAULT, IMAGE_GUARD + BASE, &crash, &image,
		   text);
	cr_expect(strstr(text, "0x0015b000 (a guard page") != NULL, "%s", text);
}

/* Of what calls left behind, only what leads on is shown. */
Test(trace, stale_words)
{
	uint32_t stack[] = { IMAGE_RETURN_TO_START, IMAGE_RETURN_TO_MIDDLE,
			     IMAGE_RETURN_TO_MIDDLE, IMAGE_RETURN_TO_START };
	struct denali_post_mortem crash = crash_at(IMAGE_POKE + 4, stack, 4);

	expect_chain(&crash, "middle+d start+15");
}

/* Where a jump has hidden a link, the chain goes on nevertheless. */
Test(trace, hidden_link)
{
	uint32_t stack[] = { IMAGE_RETURN_TO_START };
	struct denali_post_mortem crash = crash_at(IMAGE_POKE + 4, stack, 1);

	expect_chain(&crash, "start+15");
}

/* middle() ends by jumping to poke(). */
Test(trace, tail_call)
{
	uint32_t stack[] = { IMAGE_RETURN_TO_START, IMAGE_RETURN_INDIRECT };
	struct denali_post_mortem crash = crash_at(IMAGE_POKE + 4, stack, 2);
	uint32_t distance = IMAGE_POKE - IMAGE_MIDDLE - 0x40;
	uint8_t *jump = file.text + (IMAGE_MIDDLE - IMAGE_START) + 0x3b;

	expect_chain(&crash, "middle+22");
	jump[0] = 0xe9;
	memcpy(jump + 1, &distance, sizeof distance);
	image_close(&image);
	path = image_file_write(&file, sizeof file, "crashed");
	cr_assert(image_open(&image, path, 0) == 0);
	expect_chain(&crash, "start+15 middle+22");
}

Test(trace, jump_to_nowhere)
{
	uint32_t stack[] = { IMAGE_RETURN_INDIRECT, IMAGE_RETURN_TO_START };
	struct denali_post_mortem crash = crash_at(0x12345678, stack, 2);
	struct trace trace;

	trace_make(&trace, &crash, &image, &symbols);
	cr_expect(!trace.in_text && trace.at.function == NULL);
	trace_free(&trace);
	expect_chain(&crash, "middle+22 start+15");
}

/* esp need not be aligned; a length is not to be trusted. */
Test(trace, odd_stacks)
{
	uint32_t stack[] = { IMAGE_RETURN_TO_MIDDLE, IMAGE_RETURN_TO_START };
	struct denali_post_mortem crash = crash_at(IMAGE_POKE, stack, 2);

	memmove(crash.stack + 3, crash.stack, 8);
	crash.registers.esp = crash.stack_address = 0x28f01;
	crash.stack_length = 11;
	expect_chain(&crash, "middle+d start+15");
	crash.stack_length = 10;
	expect_chain(&crash, "middle+d");
	crash.stack_length = 0;
	expect_chain(&crash, "");
	crash.stack_length = UINT32_MAX;
	expect_chain(&crash, "middle+d start+15");
}

static void set_words(struct denali_post_mortem *crash, const char *words)
{
	crash->console_length = (uint32_t)strlen(words);
	memcpy(crash->console, words, crash->console_length);
}

static const uint32_t none[1];

/* Addresses in the last words that follow a call have names, each once. */
Test(trace, mentions)
{
	struct denali_post_mortem crash = crash_at(IMAGE_POKE, none, 0);
	struct trace trace;
	char words[128];

	snprintf(words, sizeof words, "0x%08x 0x%08x,0x%08x 0x%08x 0x0x%08X 0x",
		 IMAGE_RETURN_TO_START, IMAGE_POKE, IMAGE_RETURN_TO_START,
		 IMAGE_DATA, IMAGE_RETURN_TO_MIDDLE);
	set_words(&crash, words);
	trace_make(&trace, &crash, &image, &symbols);
	cr_assert_eq(trace.mention_count, 2);
	cr_expect_eq(trace.mentions[0].address, IMAGE_RETURN_TO_START);
	cr_expect_str_eq(trace.mentions[0].function, "start");
	cr_expect_eq(trace.mentions[1].address, IMAGE_RETURN_TO_MIDDLE);
	cr_expect_str_eq(trace.mentions[1].function, "middle");
	trace_free(&trace);
}

/* As much as fits, cut anywhere. */
Test(trace, mentions_are_bounded)
{
	struct denali_post_mortem crash = crash_at(IMAGE_POKE, none, 0);
	struct trace trace;
	char words[16];

	snprintf(words, sizeof words, "0x%08x", IMAGE_RETURN_TO_START);
	set_words(&crash, words);
	crash.console_length--;
	trace_make(&trace, &crash, &image, &symbols);
	cr_expect_eq(trace.mention_count, 0);
	trace_free(&trace);
	memset(crash.console, '0', sizeof crash.console);
	crash.console_length = UINT32_MAX;
	trace_make(&trace, &crash, &image, &symbols);
	cr_expect_eq(trace.mention_count, 0);
	trace_free(&trace);
}

Test(trace, recursion_is_bounded)
{
	uint32_t stack[DENALI_POST_MORTEM_STACK / 4];
	struct denali_post_mortem crash;
	struct trace trace;

	for (size_t i = 0; i < sizeof stack / sizeof stack[0]; i++)
		stack[i] = IMAGE_RETURN_INDIRECT;
	crash = crash_at(IMAGE_MIDDLE, stack, sizeof stack / sizeof stack[0]);
	trace_make(&trace, &crash, &image, &symbols);
	cr_expect(trace.call_count == TRACE_FRAMES_MAX - 1);
	trace_free(&trace);
}

Test(trace, names)
{
	cr_expect_str_eq(symbols_find(&symbols, IMAGE_START)->name, "start");
	cr_expect_str_eq(symbols_find(&symbols, IMAGE_MIDDLE - 1)->name,
			 "start");
	cr_expect_str_eq(symbols_find(&symbols, IMAGE_POKE)->name, "poke");
	cr_expect_null(symbols_find(&symbols, IMAGE_START - 1));
	cr_expect_null(symbols_find(&symbols, IMAGE_POKE + 0x40));
	cr_expect_null(symbols_find(&symbols, 0xffffffff));
}

static const char *debug_path(void)
{
	static char debug[512];

	snprintf(debug, sizeof debug, "%s.dbg", path);
	return debug;
}

/* A stripped image has the names of the file beside it, if it is of the same
 * build. */
Test(trace, names_from_beside)
{
	image_file_strip(&file);
	image_close(&image);
	rename(path, debug_path());
	path = image_file_write(&file, sizeof file, "crashed");
	cr_assert(image_open(&image, path, 0) == 0);
	symbols_close(&symbols);
	symbols_open(&symbols, &image, NULL);
	cr_expect_str_eq(symbols.path, debug_path());
	cr_expect_str_eq(symbols_find(&symbols, IMAGE_POKE)->name, "poke");
	unlink(debug_path());
}

Test(trace, names_of_another_build, .init = cr_redirect_stderr)
{
	const char *beside;

	set_up();
	file.build_id[7] ^= 1;
	beside = image_file_write(&file, sizeof file, "crashed.dbg");
	symbols_close(&symbols);
	symbols_open(&symbols, &image, NULL);
	cr_expect_str_eq(symbols.path, path);
	unlink(beside);
}

/* As by a copy that ended early.  It does not hide names that are elsewhere. */
Test(trace, names_cut_short, .init = cr_redirect_stderr)
{
	static const size_t sizes[] = { 0, 3, 60, sizeof file - 1 };
	const char *beside;
	char told[600], line[600];
	FILE *errors;

	set_up();
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		beside = image_file_write(&file, sizes[i], "crashed.dbg");
		symbols_close(&symbols);
		symbols_open(&symbols, &image, NULL);
		cr_expect_str_eq(symbols.path, path, "%zu bytes", sizes[i]);
	}
	fflush(stderr);
	errors = cr_get_redirected_stderr();
	snprintf(told, sizeof told,
		 "denali: %s: damaged, or no ELF file: not used\n", beside);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		cr_assert_not_null(fgets(line, sizeof line, errors));
		cr_expect_str_eq(line, told);
	}
	unlink(beside);
}

Test(trace, no_names)
{
	image_file_strip(&file);
	image_close(&image);
	path = image_file_write(&file, sizeof file, "crashed");
	cr_assert(image_open(&image, path, 0) == 0);
	symbols_close(&symbols);
	symbols_open(&symbols, &image, NULL);
	cr_expect_null(symbols.path);
	cr_expect_null(symbols_find(&symbols, IMAGE_POKE));
}

#define FAULT(address, error)                                                  \
	DENALI_CAUSE_PAGE_FAULT, address, error, IMAGE_POKE
#define TRAP(vector, eip) DENALI_CAUSE_EXCEPTION, vector, 0, eip
#define OTHER(cause, detail) cause, detail, 0, IMAGE_POKE

static const struct {
	uint32_t cause, detail, error_code, eip;
	const char *text;
} causes[] = {
	{ FAULT(0x0, 6), "page fault: it wrote to 0x00000000 (never mapped: a "
			 "null pointer, perhaps)" },
	{ FAULT(0x14, 4), "page fault: it read from 0x00000014 (never mapped: "
			  "a null pointer, perhaps)" },
	{ FAULT(0x0, 0x14), "page fault: it jumped to 0x00000000 (never "
			    "mapped: a null pointer, perhaps)" },
	{ FAULT(0x10004, 7), "page fault: it wrote to 0x00010004 (the "
			     "registers that only the kernel writes)" },
	{ FAULT(0x11004, 0x15),
	  "page fault: it jumped to 0x00011004 (the registers)" },
	{ FAULT(IMAGE_RODATA, 7),
	  "page fault: it wrote to 0x00020000 (read-only data)" },
	{ FAULT(IMAGE_RODATA, 0x15),
	  "page fault: it jumped to 0x00020000 (read-only data, which cannot "
	  "be executed)" },
	{ FAULT(IMAGE_START, 7), "page fault: it wrote to 0x00021000 (the "
				 "program's text, which cannot be written)" },
	{ FAULT(IMAGE_START, 0x15),
	  "page fault: it jumped to 0x00021000 (the program's text, protected "
	  "by the program itself)" },
	{ FAULT(IMAGE_START, 5),
	  "page fault: it read from 0x00021000 (the program's text, protected "
	  "by the program itself)" },
	{ FAULT(IMAGE_RODATA, 4), "page fault: it read from 0x00020000 "
				  "(protected by the program itself)" },
	{ FAULT(IMAGE_DATA, 6), "page fault: it wrote to 0x00022000 (protected "
				"by the program itself)" },
	{ FAULT(0x900000, 0x15), "page fault: it jumped to 0x00900000 (data, "
				 "which cannot be executed)" },
	{ FAULT(IMAGE_DATA, 0x15),
	  "page fault: it jumped to 0x00022000 (data, which cannot be "
	  "executed)" },
	{ FAULT(IMAGE_GUARD + 0xffc, 6),
	  "page fault: it wrote to 0x00024ffc (a guard page: the stack has "
	  "overflowed, perhaps)" },
	{ FAULT(0x900000, 6), "page fault: it wrote to 0x00900000 (protected "
			      "by the program itself)" },
	{ FAULT(0x1000000, 4), "page fault: it read from 0x01000000 (past the "
			       "end of its memory)" },
	{ FAULT(0xc0000000, 5),
	  "page fault: it read from 0xc0000000 (the kernel's memory)" },
	{ TRAP(0, IMAGE_POKE),
	  "division by zero, or a quotient too large (exception 0)" },
	{ TRAP(6, IMAGE_POKE), "invalid instruction (exception 6)" },
	{ TRAP(13, IMAGE_POKE + 4), "forbidden instruction: hlt" },
	{ TRAP(13, IMAGE_POKE + 16),
	  "forbidden instruction: port input or output" },
	{ TRAP(13, IMAGE_POKE), "general protection (exception 13)" },
	{ TRAP(13, 0), "general protection (exception 13)" },
	{ TRAP(31, IMAGE_POKE), "exception 31" },
	{ OTHER(DENALI_CAUSE_EXIT, 258), "it ended with status 2" },
	{ OTHER(DENALI_CAUSE_RING, DENALI_DEVICE_NIC),
	  "bad index or descriptor in its NIC's ring" },
	{ OTHER(DENALI_CAUSE_RING, DENALI_DEVICE_CONSOLE),
	  "bad index or descriptor in its console's ring" },
	{ OTHER(DENALI_CAUSE_MEMORY, 0),
	  "no memory left for a page it touched; give it more with -m, or the "
	  "host with --host-mem" },
	{ OTHER(DENALI_CAUSE_STOPPED, 0), "stopped by the host" },
	{ OTHER(DENALI_CAUSE_SWAP, 1234),
	  "the swap disk failed reading or writing its page 1234; see whether "
	  "what --swap names is full or damaged" },
	{ OTHER(77, 5), "unknown cause 77, detail 5" },
};

Test(trace, causes)
{
	for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
		struct denali_post_mortem crash = {
			.error_code = causes[i].error_code,
			.registers.eip = causes[i].eip,
		};
		char text[CAUSE_TEXT_MAX];

		cause_text(causes[i].cause, causes[i].detail, &crash, &image,
			   text);
		cr_expect_str_eq(text, causes[i].text);
	}
}

Test(trace, cause_without_post_mortem)
{
	char text[CAUSE_TEXT_MAX];

	cause_text(DENALI_CAUSE_PAGE_FAULT, 0x20, NULL, &image, text);
	cr_expect_str_eq(text, "page fault: it used 0x00000020 (never mapped: "
			       "a null pointer, perhaps)");
	cause_text(DENALI_CAUSE_EXCEPTION, 13, NULL, &image, text);
	cr_expect_str_eq(text, "general protection (exception 13)");
	cr_expect_str_eq(cause_name(DENALI_CAUSE_PAGE_FAULT), "page-fault");
	cr_expect_str_eq(cause_name(DENALI_CAUSE_SWAP), "swap");
	cr_expect_str_eq(cause_name(99), "unknown");
}
