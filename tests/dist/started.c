/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * docs/getting-started.md, followed literally from the archive on: in a small
 * Debian with QEMU and curl, where this user may make one, or else in an empty
 * folder.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/reader.h"

#define PAGE "docs/getting-started.md"
#define PROBE_MS 60000
#define ROOT_MS 900000
#define SECONDS 1800

/* The path of the archive, or of what the words print; to be freed. */
static char *line_of(const char *words)
{
	const char *command[] = { "sh", "-ec", words, NULL };
	struct process process;
	char *line;

	cr_assert(process_run(&process, command, ROOT_MS) &&
			  process.status == 0,
		  "%s", process.err.data);
	process.out.data[strcspn(process.out.data, "\n")] = '\0';
	line = strdup(process.out.data);
	process_finish(&process);
	return line;
}

static void follow(const char *const shell[])
{
	char reason[DOCUMENT_FAULT_MAX];
	struct bytes fault = { 0 };
	struct document page;

	cr_assert(document_read(&page, PAGE, reason), "%s", reason);
	cr_expect(reader_follow(&page, PAGE, shell, &fault), "%s", fault.data);
	bytes_free(&fault);
	document_free(&page);
}

/* Whether this user may make namespaces, mount, and make devices. */
static bool can_make_systems(void)
{
	static const char words[] =
		"unshare --mount --net --pid --fork sh -ec '"
		"mount --make-rprivate /; mount -t tmpfs tmpfs /mnt;"
		"mknod /mnt/null c 1 3; : >/mnt/null'";
	const char *command[] = { "sh", "-ec", words, NULL };
	struct process process;
	bool can = process_run(&process, command, PROBE_MS) &&
		   process.status == 0;

	process_finish(&process);
	return can;
}

#define ARCHIVE "ls build/denali-*-linux-x86_64.tar.gz"

Test(getting_started, in_a_clean_system, .timeout = SECONDS)
{
	char *root, *archive;

	if (!can_make_systems())
		cr_skip_test("a system to try the archive in takes root, "
			     "namespaces and devices");
	root = line_of("tests/dist/root.sh");
	archive = line_of(ARCHIVE);
	follow((const char *[]){ "tests/dist/enter.sh", root, archive, NULL });
	free(archive);
	free(root);
}

/* What another user has here to begin with. */
Test(getting_started, in_an_empty_folder, .timeout = SECONDS)
{
	static const char script[] =
		"rm -rf \"$1\"; mkdir \"$1\"; cp \"$2\" \"$1\"; cd \"$1\"; "
		"exec env -i HOME=\"$PWD\" PATH=\"$PATH\" LC_ALL=C.UTF-8 "
		"TERM=dumb bash --norc --noprofile";
	const char *folder = scratch_path("started");
	char *archive;

	if (can_make_systems())
		cr_skip_test("it is tried in a clean system");
	archive = line_of(ARCHIVE);
	follow((const char *[]){ "sh", "-ec", script, "sh", folder, archive,
				 NULL });
	free(archive);
}
