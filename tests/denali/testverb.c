/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali test`: what it carries out, how it tells of what fails, and which
 * mistakes in test.toml it finds.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trial.h"

/* A service that ends late under load ends all the same. */
#define TESTS_MS 120000

static char *denali, *image, *symbols, *schema;

/* Work in a folder of the test's own, so that paths in messages are known. */
static void enter(void)
{
	const char *folder = scratch_path("testverb");

	denali = realpath(DENALI, NULL);
	image = realpath(BOOT_IMAGE("tested/tested"), NULL);
	symbols = realpath(BOOT_IMAGE("tested/tested") ".dbg", NULL);
	schema = realpath("tests/denali/junit.xsd", NULL);
	cr_assert(denali != NULL && image != NULL && symbols != NULL &&
		  schema != NULL);
	cr_assert(mkdir(folder, 0777) == 0 && chdir(folder) == 0);
	cr_assert(symlink(image, "image") == 0 &&
		  symlink(symbols, "image.dbg") == 0);
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file);
	cr_assert(fputs(text, file) >= 0 && fclose(file) == 0);
}

static void replace(struct bytes *text, const char *expression, const char *by)
{
	regmatch_t found;
	regex_t regex;
	struct bytes out = { 0 };
	const char *rest = text->data != NULL ? text->data : "";

	cr_assert_eq(regcomp(&regex, expression, REG_EXTENDED | REG_NEWLINE),
		     0);
	while (regexec(&regex, rest, 1, &found, 0) == 0) {
		bytes_append(&out, rest, (size_t)found.rm_so);
		bytes_append_text(&out, by);
		rest += found.rm_eo;
	}
	bytes_append_text(&out, rest);
	regfree(&regex);
	bytes_free(text);
	*text = out;
}

/* What is not the same each time. */
static void hide(struct bytes *text)
{
	replace(text, " *[0-9]+[.]?[0-9]* s", " T");
	replace(text,
		"^memory: at most [0-9]+ KiB of [0-9]+ [KM]iB(; memory = "
		"\"[0-9]+[KM]\" in denali.toml would do [(]`denali test "
		"-m [0-9]+[KM]` tries it[)])?$",
		"MEMORY");
}

/* The command, with words that are separated by spaces, must say this. */
static void expect(const char *words, int status, const char *output,
		   const char *errors)
{
	char *copy = strdup(words), *rest = copy;
	const char *argv[16] = { denali, "test" };
	struct process process;
	int argc = 2;

	for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL;)
		argv[argc++] = word;
	cr_assert(process_run(&process, argv, TESTS_MS), "it hangs");
	hide(&process.out);
	cr_expect_eq(process.status, status);
	trial_expect_output(&process, output);
	trial_expect_errors(&process, errors);
	process_finish(&process);
	free(copy);
}

/* What tests, which must all pass, are told as. */
static void expect_tests(const char *tests, int status, const char *output)
{
	write_text("test.toml", tests);
	expect("image", status, output, "");
}

#define REQUEST "\n[[test.request]]\n"
#define SERVE "\n[[test]]\narguments = [\"serve\"]\n"

Test(testverb, passes)
{
	enter();
	expect_tests(
		"schema = 1\n"
		"[[test]]\nname = \"ends\"\n"
		"[[test]]\nname = \"ends with 5\"\narguments = [\"end\", "
		"\"5\"]\nstatus = 5\n"
		"[[test]]\nname = \"has words\"\n"
		"arguments = [\"say\", \"a b\"]\n"
		"environment = { WORD = \"x y\" }\n"
		"stdout = \"x y\\na b\\n\"\nnever = [\"^z\"]\n"
		"[[test]]\nname = \"copies\"\narguments = [\"copy\"]\n"
		"stdin = \"one\\ntwo\\n\"\nmatch = [\"^two$\", \"^o\"]\n"
		"[[test]]\nname = \"crashes\"\narguments = [\"serve\"]\n"
		"status = 126\nreport = [\"page fault\", \"spoil\"]\n" REQUEST
		"tcp = \"GET /crash \"\nexpect = \"\"\n",
		0,
		"ok      ends T\n"
		"ok      ends with 5 T\n"
		"ok      has words T\n"
		"ok      copies T\n"
		"ok      crashes T\n"
		"5 tests: 5 passed ( T)\n"
		"MEMORY\n");
}

Test(testverb, requests)
{
	enter();
	expect_tests(
		"schema = 1\n" SERVE "name = \"pages\"\n"
		"match = [\"^asked: POST / HTTP/1.0$\"]\n" REQUEST
		"http = \"/\"\nexpect = \"visit 1\\n\"\n"
		"head = [\"^Content-Type: text/plain\"]\n" REQUEST
		"http = \"/\"\nmatch = [\"visit 2$\"]\n"
		"never = [\"3\"]\n" REQUEST
		"http = \"/\"\nmethod = \"POST\"\nbody = \"a b\"\n"
		"headers = [\"X: y\"]\nstatus = 201\n"
		"expect = \"a b\"\n" REQUEST
		"http = \"/nowhere\"\nstatus = 404\n" REQUEST
		"tcp = \"GET /nowhere \"\nport = 80\n"
		"match = [\"no such page\"]\n" REQUEST
		"tcp = \"GET /close \"\nexpect = \"\"\n" REQUEST
		"udp = \"over\"\nport = 7\nexpect = \"over\"\n" SERVE
		"name = \"instances\"\noptions = [\"-n\", \"2\"]\n" REQUEST
		"http = \"/\"\nmatch = [\"1\"]\n" REQUEST
		"http = \"/\"\nmatch = [\"1\"]\ninstance = 1\n"
		"[[test]]\nname = \"late\"\narguments = [\"late\"]\n" REQUEST
		"http = \"/\"\nexpect = \"visit 1\\n\"\n",
		0,
		"ok      pages T\n"
		"ok      instances T\n"
		"ok      late T\n"
		"3 tests: 3 passed ( T)\n"
		"MEMORY\n");
}

/* Each of them is told, with what was expected and what came. */
Test(testverb, failures)
{
	enter();
	expect_tests(
		"schema = 1\n"
		"[[test]]\nname = \"status\"\narguments = [\"end\", \"3\"]\n"
		"[[test]]\nname = \"line\"\narguments = [\"say\", \"b\"]\n"
		"environment = { WORD = \"a\" }\nstdout = \"a\\nc\\n\"\n"
		"[[test]]\nname = \"longer\"\narguments = [\"say\", \"b\"]\n"
		"environment = { WORD = \"a\" }\nstdout = \"a\\n\"\n"
		"status = 0\n"
		"[[test]]\nname = \"shorter\"\narguments = [\"say\", \"b\"]\n"
		"environment = { WORD = \"a\" }\nstdout = \"a\\nb\\nc\\n\"\n"
		"[[test]]\nname = \"newline\"\narguments = [\"say\", \"b\"]\n"
		"environment = { WORD = \"a\" }\nstdout = \"a\\nb\"\n"
		"status = 0\n"
		"[[test]]\nname = \"pattern\"\narguments = [\"garbage\"]\n"
		"match = [\"^four\", \"^one\"]\nnever = [\"three\"]\n"
		"[[test]]\nname = \"hangs\"\narguments = [\"hang\"]\n"
		"timeout = \"500ms\"\nstatus = 0\n"
		"[[test]]\nname = \"silent\"\narguments = [\"hang\"]\n"
		"timeout = \"500ms\"\nmatch = [\"hello\"]\n"
		"[[test]]\nname = \"flood\"\narguments = [\"flood\"]\n"
		"stdout = \"\"\nstatus = 0\ntimeout = \"90s\"\n",
		1,
		"FAILED  status T\n"
		"        it ended with status 3, not 0\n"
		"FAILED  line T\n"
		"        standard output differs in line 2:\n"
		"            - c\n"
		"            + b\n"
		"FAILED  longer T\n"
		"        standard output differs after line 1:\n"
		"            it should end there, and goes on\n"
		"            + b\n"
		"FAILED  shorter T\n"
		"        standard output differs after line 2:\n"
		"            it ends there, and should go on\n"
		"            - c\n"
		"FAILED  newline T\n"
		"        standard output differs after line 2:\n"
		"            only one of them ends with a newline\n"
		"FAILED  pattern T\n"
		"        standard output does not match \"^four\":\n"
		"            one\n"
		"            t\\x01wo\\xff\n"
		"            three <&>\n"
		"        standard output must not match \"three\":\n"
		"            one\n"
		"            t\\x01wo\\xff\n"
		"            three <&>\n"
		"FAILED  hangs T\n"
		"        still running after T; it should have ended with "
		"status 0\n"
		"FAILED  silent T\n"
		"        still running after T, without what it should "
		"print\n"
		"        standard output does not match \"hello\":\n"
		"            (nothing)\n"
		"FAILED  flood T\n"
		"        it prints more than 1 MiB\n"
		"9 tests: 0 passed, 9 failed ( T)\n"
		"MEMORY\n");
}

Test(testverb, failed_requests)
{
	enter();
	expect_tests(
		"schema = 1\n" SERVE "name = \"status\"\n" REQUEST
		"http = \"/nowhere\"\n" SERVE "name = \"body\"\n" REQUEST
		"http = \"/\"\nexpect = \"visit 2\\n\"\n" REQUEST
		"http = \"/later\"\n" SERVE "name = \"head\"\n" REQUEST
		"http = \"/\"\nhead = [\"^X-\"]\n" SERVE
		"name = \"short\"\n" REQUEST "http = \"/short\"\n" SERVE
		"name = \"closed\"\n" REQUEST "http = \"/close\"\n" SERVE
		"name = \"garbage\"\n" REQUEST "http = \"/garbage\"\n" SERVE
		"name = \"ended\"\n" REQUEST "http = \"/end\"\n" SERVE
		"name = \"port\"\ntimeout = \"700ms\"\n" REQUEST
		"tcp = \"x\"\nport = 81\nexpect = \"x\"\n" SERVE
		"name = \"udp\"\n" REQUEST
		"udp = \"x\"\nport = 7\nexpect = \"y\"\n" SERVE
		"name = \"no udp\"\n" REQUEST
		"udp = \"x\"\nport = 8\nexpect = \"y\"\n"
		"timeout = \"600ms\"\n",
		1,
		"FAILED  status T\n"
		"        request 1, GET /nowhere (line 7): status 404, not "
		"200\n"
		"FAILED  body T\n"
		"        request 1, GET / (line 14): the body differs in "
		"line 1:\n"
		"            - visit 2\n"
		"            + visit 1\n"
		"FAILED  head T\n"
		"        request 1, GET / (line 25): the head does not match "
		"\"^X-\":\n"
		"            HTTP/1.0 200 OK\n"
		"            Content-Type: text/plain\n"
		"            Content-Length: 8\n"
		"            \n"
		"FAILED  short T\n"
		"        request 1, GET /short (line 33): the body is cut "
		"short: 3 bytes of 9\n"
		"FAILED  closed T\n"
		"        request 1, GET /close (line 40): closed without an "
		"answer\n"
		"FAILED  garbage T\n"
		"        request 1, GET /garbage (line 47): the answer is "
		"not HTTP:\n"
		"            \\x01\\xff<&>\n"
		"FAILED  ended T\n"
		"        request 1, GET /end (line 54): the service ended "
		"before it answered\n"
		"        it ended with status 7, not 0\n"
		"FAILED  port T\n"
		"        request 1, TCP to port 81 (line 62): no answer in "
		"time; does it listen on this port?\n"
		"FAILED  udp T\n"
		"        request 1, UDP to port 7 (line 71): the answer "
		"differs in line 1:\n"
		"            - y\n"
		"            + x\n"
		"FAILED  no udp T\n"
		"        request 1, UDP to port 8 (line 80): no answer in "
		"time; does it listen on this port?\n"
		"10 tests: 0 passed, 10 failed ( T)\n"
		"MEMORY\n");
}

static const char two[] = "schema = 1\n"
			  "[[test]]\nname = \"ends\"\n"
			  "[[test]]\nname = \"does not\"\nstatus = 1\n";

Test(testverb, choice)
{
	enter();
	write_text("test.toml", two);
	expect("--list image", 0,
	       "ends\n"
	       "does not\n",
	       "");
	expect("--list -o json image", 0,
	       "[\n"
	       " \"ends\",\n"
	       " \"does not\"\n"
	       "]\n",
	       "");
	expect("--filter ends image", 0,
	       "ok      ends T\n"
	       "1 test: 1 passed ( T)\n"
	       "MEMORY\n",
	       "");
	expect("--filter=do*t -o quiet image", 1, "",
	       "denali: test.toml: does not: it ended with status 0, not 1\n");
	expect("--filter nothing image", 125, "",
	       "denali: --filter nothing: no test in test.toml has such a "
	       "name; --list shows them all\n");
	expect("--fail-fast -m 1M . image", 1,
	       "ok      ends T\n"
	       "FAILED  does not T\n"
	       "        it ended with status 0, not 1\n"
	       "2 tests: 1 passed, 1 failed ( T)\n"
	       "MEMORY\n",
	       "");
	write_text("other.toml", two);
	expect("--filter ends other.toml image", 0,
	       "ok      ends T\n"
	       "1 test: 1 passed ( T)\n"
	       "MEMORY\n",
	       "");
}

/* A crash shows its report. */
Test(testverb, crash)
{
	const char *words[] = { NULL, "test", "image", NULL };
	struct process process;

	enter();
	words[0] = denali;
	write_text("test.toml", "schema = 1\n" SERVE "name = \"dies\"\n" REQUEST
				"http = \"/crash\"\n");
	cr_assert(process_run(&process, words, TESTS_MS), "it hangs");
	cr_expect_eq(process.status, 1);
	cr_expect(bytes_match(&process.out,
			      "GET /crash \\(line [0-9]+\\): the service "
			      "ended before it answered$"));
	cr_expect(bytes_match(&process.out,
			      "^        it ended with status 126, not 0$"));
	cr_expect(bytes_match(&process.out, "page fault"));
	cr_expect(bytes_match(&process.out, "answer.*tested[.]c:[0-9]+"), "%s",
		  process.out.data);
	process_finish(&process);
}

/* The image of a project is where its Makefile puts it. */
Test(testverb, project)
{
	enter();
	cr_assert(mkdir("web", 0777) == 0 && mkdir("web/build", 0777) == 0);
	write_text("web/test.toml", two);
	expect("web", 125, "",
	       "denali: test: which image? web/denali.toml is not there; "
	       "name it after the file of tests\n");
	write_text("web/denali.toml", "schema = 1\n");
	expect("web", 125, "",
	       "denali: test: which image? web/denali.toml has no name; "
	       "name it after the file of tests\n");
	write_text("web/denali.toml", "schema = 1\nname = \"web\"\n");
	expect("web", 125, "",
	       "denali: web/build/web: there is no such image; build it, "
	       "with make say, or name another\n");
	cr_assert(symlink(image, "web/build/web") == 0);
	expect("--filter ends web", 0,
	       "ok      ends T\n"
	       "1 test: 1 passed ( T)\n"
	       "MEMORY\n",
	       "");
	expect("--filter ends web/test.toml", 0,
	       "ok      ends T\n"
	       "1 test: 1 passed ( T)\n"
	       "MEMORY\n",
	       "");
}

static json_t *load(const char *path)
{
	json_error_t error;
	json_t *document = json_load_file(path, 0, &error);

	cr_assert_not_null(document, "%s", error.text);
	return document;
}

/* Guests' bytes are text in both, and the XML is one that others read. */
Test(testverb, reports)
{
	json_int_t failed, used;
	const char *name, *problem;
	struct process process;
	json_t *document;
	const char *check[] = { "xmllint", "--noout",   "--schema",
				NULL,      "junit.xml", NULL };

	enter();
	check[3] = schema;
	write_text("test.toml",
		   "schema = 1\n[[test]]\nname = \"<&'\\\" \u00e9\"\n"
		   "arguments = [\"garbage\"]\nstdout = \"\"\nstatus = 0\n"
		   "[[test]]\nname = \"ends\"\n");
	expect("--junit junit.xml --json out.json -o quiet image", 1, "",
	       "denali: test.toml: <&'\" é: standard output differs in line "
	       "1:\n"
	       "    - \n"
	       "    + one\n");
	document = load("out.json");
	cr_assert_eq(json_unpack(document, "{s:I, s:{s:I}, s:[{s:s, s:s}]}",
				 "failed", &failed, "memory", "used", &used,
				 "tests", "name", &name, "stdout", &problem),
		     0);
	cr_expect(failed == 1 && used > 0 && used < 0x100000);
	cr_expect_str_eq(name, "<&'\" \u00e9");
	cr_expect_str_eq(problem, "one\nt\001wo\uFFFD\nthree <&>\n");
	json_decref(document);
	process_start(&process, check);
	cr_expect(process_wait(&process, TESTS_MS) && process.status == 0, "%s",
		  process.err.data);
	process_finish(&process);
}

Test(testverb, mistakes)
{
	enter();
	write_text("test.toml", two);
	expect("a b c", 125, "",
	       "denali: test: c: too much; a folder, or a file of tests, "
	       "and an image\n");
	expect("--filtre x image", 125, "",
	       "denali: test: unknown option --filtre; did you mean "
	       "--filter?\n");
	expect("--what image", 125, "",
	       "denali: test: unknown option --what; see `denali help "
	       "test`\n");
	expect("--filter", 125, "",
	       "denali: test: option --filter needs a value; see `denali "
	       "help test`\n");
	expect("-o xml image", 125, "",
	       "denali: -o xml: not table, json or quiet\n");
	expect("-m much image", 125, "",
	       "denali: -m much: not a size; write 16M, say\n");
	expect("none", 125, "",
	       "denali: none: cannot open the image: No such file or "
	       "directory; correct the name, or see whether its folder is "
	       "there\n");
	expect("none.toml image", 125, "",
	       "denali: none.toml: cannot be read: No such file or "
	       "directory; correct the name, or see whether its folder is "
	       "there\n");
	expect("test.toml test.toml", 125, "",
	       "denali: test.toml: not an image: it is not an ELF file; run "
	       "what denali-cc has linked\n");
	expect("--junit no/such image", 125, "",
	       "denali: --junit no/such: cannot write it: No such file or "
	       "directory; correct the name, or see whether its folder is "
	       "there\n");
	expect("--json . image", 125, "",
	       "denali: --json .: cannot write it: Is a directory; it is a "
	       "folder; name a file\n");
	unlink("test.toml");
	expect("image", 125, "",
	       "denali: test.toml: cannot be read: No such file or "
	       "directory; correct the name, or see whether its folder is "
	       "there\n");
}

/* What cannot be carried out is broken, not failed. */
Test(testverb, broken)
{
	enter();
	expect_tests(
		"schema = 1\n"
		"[[test]]\nname = \"option\"\noptions = [\"--what\"]\n"
		"[[test]]\nname = \"memory\"\noptions = [\"-m\", "
		"\"256K\"]\n",
		125,
		"BROKEN  option T\n"
		"        denali: run: unknown option --what; see `denali "
		"help run`\n"
		"BROKEN  memory T\n"
		"        denali: image: too little memory for the image: a "
		"VM of 256K cannot hold it; give it -m 1M or more\n"
		"2 tests: 0 passed, 2 broken ( T)\n");
}

/* The first time QEMU finds its port taken; the next time others are chosen. */
Test(testverb, port_taken)
{
	enter();
	write_text("qemu",
		   "#!/bin/sh\n"
		   "if mkdir tried 2>/dev/null; then\n"
		   "echo 'qemu: Could not set up host forwarding rule' >&2\n"
		   "exit 1\nfi\n"
		   "exec qemu-system-i386 \"$@\"\n");
	cr_assert(chmod("qemu", 0755) == 0);
	setenv("DENALI_QEMU", "./qemu", 1);
	expect_tests("schema = 1\n" SERVE "name = \"served\"\n" REQUEST
		     "http = \"/\"\n",
		     0, "ok      served T\n1 test: 1 passed ( T)\nMEMORY\n");
	cr_expect(access("tried", F_OK) == 0);
}

static void expect_mistakes(const char *tests, const char *errors)
{
	write_text("test.toml", tests);
	expect("image", 125, "", errors);
}

Test(testverb, wrong_files)
{
	enter();
	expect_mistakes(
		"", "denali: test.toml: schema: missing; begin the file with "
		    "schema = 1\n");
	expect_mistakes(
		"schema = 1\n",
		"denali: test.toml: no tests in it; begin one with [[test]]\n");
	expect_mistakes(
		"schema = 2\n",
		"denali: test.toml:1: schema: 2 is newer than what this SDK "
		"knows, 1; use a newer SDK\n");
	expect_mistakes(
		"schema = 1\n[[test]\n",
		"denali: test.toml:2: not TOML, at column 8: Error while "
		"parsing table header: expected ']', saw '\\n'; a line is KEY "
		"= VALUE, with texts in quotation marks\n");
	expect_mistakes("schema = 1\ntest = 5\ntests = []\n",
			"denali: test.toml:2: test: must be an array, as in "
			"[[test]]\n"
			"denali: test.toml:3: tests: unknown key; did you mean "
			"test?\n");
	expect_mistakes(
		"schema = 1\ntest = [5]\n",
		"denali: test.toml:2: test: holds an integer; each element "
		"must be a table\n");
	expect_mistakes(
		"schema = 1\n[[test]]\n",
		"denali: test.toml:2: test: its name is missing; add name = "
		"\"says hello\", say\n");
	expect_mistakes(
		"schema = 1\n[[test]]\nname = \"\"\n",
		"denali: test.toml:3: [[test]] name: must not be empty\n");
	expect_mistakes(
		"schema = 1\n[[test]]\nname = \"a\"\n"
		"[[test]]\nname = \"a\"\n",
		"denali: test.toml:4: test: a second one of the name \"a\"; "
		"give it another\n");
	expect_mistakes(
		"schema = 1\n[[test]]\nname = \"a\"\nstatsu = 1\n"
		"arguments = \"x\"\nenvironment = { A = 1 }\n"
		"options = [1, \"a\\u0000b\"]\nstdin = 5\n"
		"timeout = \"30\"\nstatus = 256\nstdout = []\n"
		"match = [\"(\"]\nnever = \"x\"\nreport = [1]\n"
		"keep-disks = \"yes\"\n",
		"denali: test.toml:4: [[test]] statsu: unknown key; did you "
		"mean status?\n"
		"denali: test.toml:5: [[test]] arguments: must be an array, "
		"as in arguments = [\"-v\"]\n"
		"denali: test.toml:6: [[test]] environment: holds an "
		"integer; each element must be a string\n"
		"denali: test.toml:7: [[test]] options: holds an integer; "
		"each element must be a string\n"
		"denali: test.toml:7: [[test]] options: must not hold a NUL\n"
		"denali: test.toml:8: [[test]] stdin: must be a string, as "
		"in stdin = \"hello\\n\"\n"
		"denali: test.toml:9: [[test]] timeout: \"30\" is not a time "
		"up to 1h; write \"30s\", say\n"
		"denali: test.toml:10: [[test]] status: must be a number "
		"from 0 to 255\n"
		"denali: test.toml:11: [[test]] stdout: must be a string, as "
		"in stdout = \"hello\\n\"\n"
		"denali: test.toml:12: [[test]] match: \"(\" is not a POSIX "
		"extended regular expression: Unmatched ( or \\(; put \\\\ "
		"before a character that stands for itself\n"
		"denali: test.toml:13: [[test]] never: must be an array, as "
		"in never = [\"error\"]\n"
		"denali: test.toml:14: [[test]] report: holds an integer; "
		"each element must be a string\n"
		"denali: test.toml:15: [[test]] keep-disks: must be true or "
		"false, as in keep-disks = true\n");
	expect_mistakes(
		"schema = 1\n[[test]]\nname = \"a\"\n"
		"timeout = \"2h\"\n[[test.request]]\n",
		"denali: test.toml:4: [[test]] timeout: \"2h\" is not a time "
		"up to 1h; write \"30s\", say\n"
		"denali: test.toml:5: [[test]] request: says neither http, "
		"tcp nor udp; add http = \"/\", say\n");
	expect_mistakes(
		"schema = 1\n[[test]]\nname = \"a\"\nhttp = \"/\"\n",
		"denali: test.toml:4: [[test]] http: unknown key; it belongs "
		"under [[test.request]]\n");
}

#define WRONG "schema = 1\n[[test]]\nname = \"a\"\n[[test.request]]\n"

Test(testverb, wrong_requests)
{
	enter();
	expect_mistakes(
		WRONG "",
		"denali: test.toml:4: [[test]] request: says neither http, "
		"tcp nor udp; add http = \"/\", say\n");
	expect_mistakes(
		WRONG "http = \"x\"\n",
		"denali: test.toml:5: [[test.request]] http: \"x\" is not a "
		"path; write \"/\", say\n");
	expect_mistakes(
		WRONG "http = \"/a b\"\n",
		"denali: test.toml:5: [[test.request]] http: \"/a b\" is not "
		"a path; write \"/\", say\n");
	expect_mistakes(
		WRONG "http = \"/\"\ntcp = \"x\"\n",
		"denali: test.toml:6: [[test.request]] tcp: a second kind of "
		"request; begin another [[test.request]]\n");
	expect_mistakes(
		WRONG "http = \"/\"\nclose = true\n",
		"denali: test.toml:4: [[test]] request: close is for tcp\n");
	expect_mistakes(
		WRONG "tcp = \"x\"\nexpect = \"x\"\nbody = \"x\"\n",
		"denali: test.toml:4: [[test]] request: method, headers, "
		"body, status and head are for http\n");
	expect_mistakes(
		WRONG "tcp = \"x\"\n",
		"denali: test.toml:4: [[test]] request: no answer is asked "
		"for; add expect or match\n");
	expect_mistakes(
		WRONG "udp = \"x\"\nexpect = \"x\"\n",
		"denali: test.toml:4: [[test]] request: its port is missing; "
		"add port = 53, say\n");
	expect_mistakes(
		WRONG "udp = \"x\"\nport = 7\nexpect = \"\"\n",
		"denali: test.toml:4: [[test]] request: no answer is asked "
		"for; add expect or match\n");
	expect_mistakes(
		WRONG "http = \"/\"\nmethod = \"get\"\nport = 0\n"
		      "instance = 64\ntimeout = \"0s\"\nstatus = 99\n"
		      "head = [\"[\"]\nport2 = 1\n",
		"denali: test.toml:6: [[test.request]] method: \"get\" is "
		"unknown; "
		"write one of GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS, "
		"TRACE, CONNECT\n"
		"denali: test.toml:7: [[test.request]] port: must be a "
		"number from 1 to 65535\n"
		"denali: test.toml:8: [[test.request]] instance: must be a "
		"number from 0 to 63\n"
		"denali: test.toml:9: [[test.request]] timeout: \"0s\" is "
		"not a time up to 1h; write \"30s\", say\n"
		"denali: test.toml:10: [[test.request]] status: must be a "
		"number from 100 to 599\n"
		"denali: test.toml:11: [[test.request]] head: \"[\" is not a "
		"POSIX extended regular expression: Invalid regular "
		"expression; put \\\\ "
		"before a character that stands for itself\n"
		"denali: test.toml:12: [[test.request]] port2: unknown key; "
		"did you mean port?\n");
}
