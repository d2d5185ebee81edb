/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * For each header one source file, or two: what XSI adds is there only for
 * programs that ask for it.
 */
#include "program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/denali.h"

#define CC "build/sdk/bin/denali-cc"
#define BUILD_MS 300000
#define FILES 300

/* How to use what may be a macro and so has no address. */
static const struct use {
	const char *name;
	const char *statement;
} uses[] = {
	{ "FD_CLR", "{ fd_set s; FD_CLR(0, &s); }" },
	{ "FD_ISSET", "{ fd_set s; (void)FD_ISSET(0, &s); }" },
	{ "FD_SET", "{ fd_set s; FD_SET(0, &s); }" },
	{ "FD_ZERO", "{ fd_set s; FD_ZERO(&s); }" },
	{ "_setjmp", "{ jmp_buf b; (void)_setjmp(b); }" },
	{ "_tolower", "(void)_tolower('A');" },
	{ "_toupper", "(void)_toupper('a');" },
	{ "assert", "assert(sink != 0);" },
	{ "fpclassify", "(void)fpclassify(number);" },
	{ "isfinite", "(void)isfinite(number);" },
	{ "isgreater", "(void)isgreater(number, 1.0);" },
	{ "isgreaterequal", "(void)isgreaterequal(number, 1.0);" },
	{ "isinf", "(void)isinf(number);" },
	{ "isless", "(void)isless(number, 1.0);" },
	{ "islessequal", "(void)islessequal(number, 1.0);" },
	{ "islessgreater", "(void)islessgreater(number, 1.0);" },
	{ "isnan", "(void)isnan(number);" },
	{ "isnormal", "(void)isnormal(number);" },
	{ "isunordered", "(void)isunordered(number, 1.0);" },
	{ "pthread_cleanup_pop", "pthread_cleanup_push(0, 0);"
				 "pthread_cleanup_pop(0);" },
	{ "pthread_cleanup_push", "pthread_cleanup_push(0, 0);"
				  "pthread_cleanup_pop(1);" },
	{ "setjmp", "{ jmp_buf b; (void)setjmp(b); }" },
	{ "signbit", "(void)signbit(number);" },
	{ "sigsetjmp", "{ sigjmp_buf b; (void)sigsetjmp(b, 1); }" },
	{ "va_arg", "{ va_list l; va_start(l, number);"
		    "(void)va_arg(l, int); va_end(l); }" },
	{ "va_copy", "{ va_list l, m; va_start(l, number);"
		     "va_copy(m, l); va_end(m); va_end(l); }" },
	{ "va_end", "{ va_list l; va_start(l, number); va_end(l); }" },
	{ "va_start", "{ va_list l; va_start(l, number); va_end(l); }" },
};

static const char *statement_for(const struct line *line)
{
	for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++)
		if (strcmp(uses[i].name, line->name) == 0)
			return uses[i].statement;
	cr_assert_fail(PAGE ":%d: no use of the macro %s is known",
		       line->number, line->name);
	return NULL;
}

static void write_use(FILE *file, const struct line *line)
{
	fprintf(file, "#line %d \"" PAGE "\"\n", line->number);
	if (line_is(line, "macro"))
		fprintf(file, "%s\n", statement_for(line));
	else if (line_is(line, "variable"))
		fprintf(file, "sink = (unsigned long)%s;\n", line->name);
	else
		fprintf(file, "sink = (unsigned long)&(%s);\n", line->name);
}

static bool is_used(const struct page *page, size_t i, const char *header,
		    bool xsi)
{
	const struct line *line = &page->lines[i];

	return line->state != STATE_ABSENT && line_is(line, "XSI") == xsi &&
	       strcmp(line->header, header) == 0;
}

/* Writes a file that uses those of a header; false: there are none. */
static bool write_source(const struct page *page, const char *header, bool xsi,
			 int number, const char *path)
{
	FILE *file = fopen(path, "w");
	bool any = false;

	cr_assert_not_null(file, "cannot write %s", path);
	fprintf(file, "#define %s\n#include <%s>\n",
		xsi ? "_XOPEN_SOURCE 700" : "_POSIX_C_SOURCE 200809L", header);
	fprintf(file,
		"extern volatile unsigned long sink;\n"
		"extern char **environ;\n"
		"void use_%d(double number, ...);\n"
		"void use_%d(double number, ...)\n{\n",
		number, number);
	for (size_t i = 0; i < page->count; i++)
		if (is_used(page, i, header, xsi)) {
			write_use(file, &page->lines[i]);
			any = true;
		}
	fprintf(file, "}\n");
	fclose(file);
	return any;
}

static void write_main(int count, const char *path)
{
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file, "cannot write %s", path);
	fprintf(file, "volatile unsigned long sink;\n");
	for (int i = 0; i < count; i++)
		fprintf(file, "void use_%d(double, ...);\n", i);
	fprintf(file, "int main(void)\n{\n");
	for (int i = 0; i < count; i++)
		fprintf(file, "use_%d(1.0);\n", i);
	fprintf(file, "return 0;\n}\n");
	fclose(file);
}

static char *path_of(const char *format, int number)
{
	char name[32];
	char *path;

	snprintf(name, sizeof name, format, number);
	path = strdup(scratch_path(name));
	cr_assert_not_null(path);
	return path;
}

static int write_sources(const struct page *page, char *paths[FILES])
{
	const char *header = "";
	int count = 0;

	for (size_t i = 0; i < page->count; i++) {
		if (strcmp(page->lines[i].header, header) == 0)
			continue;
		header = page->lines[i].header;
		for (int xsi = 0; xsi < 2; xsi++) {
			cr_assert(count < FILES - 1);
			paths[count] = path_of("use%d.c", count);
			if (write_source(page, header, xsi, count,
					 paths[count]))
				count++;
			else
				free(paths[count]);
		}
	}
	paths[count] = path_of("main%d.c", count);
	write_main(count, paths[count]);
	return count + 1;
}

static void build(struct process *process, char *const paths[], int count)
{
	const char *words[FILES + 8] = { CC, "-std=c11", "-fno-builtin", "-w",
					 "-o" };
	char *image = path_of("image%d", 0);
	int used = 5;

	words[used++] = image;
	for (int i = 0; i < count; i++)
		words[used++] = paths[i];
	words[used++] = "-lm";
	cr_assert(process_run(process, words, BUILD_MS), CC " hangs");
	free(image);
}

void program_of_present(const struct page *page, struct process *process)
{
	char *paths[FILES];
	int count = write_sources(page, paths);

	build(process, paths, count);
	for (int i = 0; i < count; i++)
		free(paths[i]);
}

void program_of_names(const struct page *page,
		      bool (*wanted)(const struct line *line),
		      struct process *process)
{
	char *path = path_of("names%d.s", 0);
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file, "cannot write %s", path);
	fprintf(file, ".text\n.globl main\nmain:\n");
	for (size_t i = 0; i < page->count; i++)
		if (wanted(&page->lines[i]))
			fprintf(file, ".long %s\n", page->lines[i].name);
	fclose(file);
	build(process, &path, 1);
	free(path);
}
