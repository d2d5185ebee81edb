/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali key`, as its users and minisign's find it.
 */
#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publish.h"

TestSuite(key, .init = publish_set_up, .fini = publish_clean_up);

Test(key, is_made_and_shown)
{
	struct stat about;

	expect(0, "^RW[A-Za-z0-9+/]{54}\n$",
	       "^denali: key default: made \\([0-9A-F]{16}\\); `denali key "
	       "add` registers it with a host\n$",
	       DENALI, "key", "create", "--no-password", NULL);
	expect(0, "^RW[A-Za-z0-9+/]{54}\n$", "^$", DENALI, "key", "show", NULL);
	expect(0,
	       "^NAME +ID +KEY +PASSWORD\ndefault +[0-9A-F]{16}  RW[^ ]{54}  "
	       "no\n$",
	       "^$", DENALI, "key", "list", NULL);
	expect(0, "^default\n$", "^$", DENALI, "key", "list", "-o", "quiet",
	       NULL);
	cr_expect(stat(publish_path("config/denali/keys/default.key"),
		       &about) == 0 &&
		  (about.st_mode & 0777) == 0600);
	cr_expect(stat(publish_path("config/denali/keys"), &about) == 0 &&
		  (about.st_mode & 0777) == 0700);
}

Test(key, is_never_replaced)
{
	expect(0, "", "", DENALI, "key", "create", "--no-password", "a", NULL);
	expect(125, "^$",
	       "^denali: .*/keys/a.key: is there already, and is not replaced; "
	       "remove it, or choose another name\n$",
	       DENALI, "key", "create", "--no-password", "a", NULL);
}

Test(key, signs_by_minisign)
{
	publish_write("file", "content\n");
	expect(0, "", "", DENALI, "key", "create", "--no-password", NULL);
	expect(0, "", "", "minisign", "-S", "-W", "-s",
	       publish_path("config/denali/keys/default.key"), "-m",
	       publish_path("file"), NULL);
	expect(0, "Signature and comment signature verified", "", "minisign",
	       "-V", "-p", publish_path("config/denali/keys/default.pub"), "-m",
	       publish_path("file"), NULL);
}

Test(key, with_a_password_signs_by_minisign)
{
	publish_write("file", "content\n");
	publish_input("a word\n");
	expect(0, "^RW", "", DENALI, "key", "create", "locked", NULL);
	expect(0, "locked .* yes\n", "", DENALI, "key", "list", NULL);
	publish_input("a word\n");
	expect(0, "", "", "minisign", "-S", "-s",
	       publish_path("config/denali/keys/locked.key"), "-m",
	       publish_path("file"), NULL);
	expect(0, "verified", "", "minisign", "-V", "-p",
	       publish_path("config/denali/keys/locked.pub"), "-m",
	       publish_path("file"), NULL);
}

Test(key, wants_a_password_or_none_said)
{
	expect(125, "^$",
	       "^denali: Password for key default: standard input has none; "
	       "type it at a terminal, or pipe a line in\n$",
	       DENALI, "key", "create", NULL);
	publish_input("\n");
	expect(125, "^$",
	       "^denali: Password for key default: it is empty; type one, or "
	       "give --no-password\n$",
	       DENALI, "key", "create", NULL);
	cr_expect(access(publish_path("config/denali/keys/default.key"),
			 F_OK) != 0);
}

Test(key, says_what_is_wrong)
{
	expect(125, "^$",
	       "^denali: key: say what to do: create, list, show, add or "
	       "remove; see `denali help key`\n$",
	       DENALI, "key", NULL);
	expect(125, "^$", "^denali: key creat: unknown; did you mean create\\?",
	       DENALI, "key", "creat", NULL);
	expect(125, "^$",
	       "^denali: key frobnicate: unknown; it is create, list, show, "
	       "add or remove\n$",
	       DENALI, "key", "frobnicate", NULL);
	expect(125, "^$",
	       "^denali: key Upper: no name for a key; use up to 31 "
	       "lower-case letters, digits and hyphens\n$",
	       DENALI, "key", "create", "--no-password", "Upper", NULL);
	expect(125, "^$", "^denali: key show: b: one too many; give one\n$",
	       DENALI, "key", "show", "a", "b", NULL);
	expect(125, "^$",
	       "^denali: key default: there is none; `denali key create` makes "
	       "it\n$",
	       DENALI, "key", "show", NULL);
	expect(0, "", "", DENALI, "key", "create", "--no-password", NULL);
	expect(125, "^$",
	       "^denali: key defalt: there is none; did you mean default\\?",
	       DENALI, "key", "show", "defalt", NULL);
	expect(125, "^$",
	       "^denali: ./none.pub: no such file; give a key's name, or the "
	       "path of its file\n$",
	       DENALI, "key", "show", "./none.pub", NULL);
	expect(125, "^$", "^denali: key remove: name the key; ", DENALI, "key",
	       "remove", NULL);
	expect(125, "^$",
	       "^denali: key: unknown option --no-password; see `denali help "
	       "key`\n$",
	       DENALI, "key", "list", "--no-password", NULL);
}
