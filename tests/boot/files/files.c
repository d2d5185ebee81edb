/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files that can be changed: each call, each error, in the folder that the
 * argument names (/tmp), whatever file system it is on.  Nothing in here is
 * peculiar to a VM.
 */
#include "files.h"

#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : "/tmp";

	if (!CHECK(mkdtemp_in(folder)))
		return check_end();
	check_failures += check_opening();
	check_failures += check_contents();
	check_failures += check_mapping();
	check_failures += check_names();
	check_failures += check_renames();
	check_failures += check_links();
	check_failures += check_directories();
	check_failures += check_status();
	check_failures += check_working();
	check_failures += check_racing();
	check_failures += check_places();
	check_failures += check_ranges();
	check_failures += check_fifos();
	EQUAL(chdir("/"), 0);
	EQUAL(rmdir(base), 0);
	return check_end();
}
