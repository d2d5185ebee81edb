/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `make install`, and the same from an archive, as packagers use it.
 */
#include <criterion/criterion.h>

#include "harness/shell.h"

#define TRIAL_MS 300000

/* A folder of the test's own, with a space in its name, which is left. */
#define BEGIN                                                                  \
	"own=\"$PWD/build/tests/scratch install %s\"; rm -rf \"$own\"; "       \
	"mkdir -p \"$own\"; make='env -u MAKEFLAGS -u MAKELEVEL make -s "      \
	"SETUP=no'; "
#define LIST "(cd \"$own\" && find . -printf '%%P %%y %%s %%l %%m\\n' | sort)"
#define END "; rm -rf \"$own\""

#define TRIAL(name, expression, words)                                         \
	Test(install, name, .timeout = 2 * TRIAL_MS / 1000)                    \
	{                                                                      \
		shell_expect(TRIAL_MS, expression, BEGIN words END, #name);    \
	}

/* As often as one likes; what a package would own works where it will be; and
 * all goes again, but for what others have put beside it. */
TRIAL(packaged, "^same\nat home\nworks\nman page\nbin bin/other$",
      "$make install PREFIX='/opt/d n' DESTDIR=\"$own\"; "
      "ln -s /bin/true \"$own/opt/d n/bin/other\"; " LIST " >\"$own.1\"; "
      "$make install PREFIX='/opt/d n' DESTDIR=\"$own\"; " LIST
      " >\"$own.2\"; cmp \"$own.1\" \"$own.2\"; echo same; "
      "rm \"$own.1\" \"$own.2\"; "
      "! grep -rlF \"$own\" \"$own\" || exit 1; echo at home; "
      "\"$own/opt/d n/bin/denali-cc\" -Os examples/hello/hello.c "
      "-o \"$own/hello\"; rm \"$own/hello\"; "
      "\"$own/opt/d n/bin/denali\" --version >/dev/null; echo works; "
      "grep -q denali \"$own/opt/d n/share/man/man1/denali.1\"; "
      "echo man page; "
      "$make uninstall PREFIX='/opt/d n' DESTDIR=\"$own\"; "
      "cd \"$own/opt/d n\"; echo $(find bin share/man/man1 lib -mindepth 0 "
      "-name bin -o -name other)")

TRIAL(from_an_archive, "^same\nis installed already\n$",
      "mkdir \"$own/a\" \"$own/b\"; "
      "tar -C \"$own/a\" -xzf build/denali-*-linux-x86_64.tar.gz; "
      "\"$own\"/a/*/install /usr \"$own/b\"; "
      "diff -r --no-dereference \"$own\"/a/* \"$own/b/usr/lib/denali\"; "
      "echo same; ! \"$own/b/usr/lib/denali/install\" /usr \"$own/b\" "
      "2>\"$own/err\" || exit 1; grep -o 'is installed already' \"$own/err\"; "
      "[ -e \"$own/b/usr/lib/denali/bin/denali\" ]; "
      "\"$own/b/usr/lib/denali/install\" --uninstall /usr \"$own/b\"; "
      "! find \"$own/b\" ! -type d | grep . || exit 1")

/* The script with next to nothing to install. */
#define TINY                                                                   \
	"mkdir -p \"$own/sdk/bin\" \"$own/sdk/share/man/man1\"; "              \
	"cp sdk/scripts/install \"$own/sdk\"; cd \"$own\"; "                   \
	"echo it >sdk/bin/denali; "

TRIAL(below_the_current_folder,
      "^Denali is in .*/scratch install [a-z_]*/a/b/lib/denali, its commands "
      "in .*/a/b/bin\nPut that into PATH: export PATH=\".*/a/b/bin:.PATH\"\n"
      "it\nDenali is in [^\n]*\nit\nuninstalled\ninstall: .*/a/b/lib/denali "
      "is not there\n$",
      TINY "sdk/install a/b; cat a/b/bin/denali; sdk/install /usr rel; "
	   "cat rel/usr/bin/denali; sdk/install --uninstall a/b; "
	   "[ ! -e a/b/lib/denali ]; echo uninstalled; "
	   "sdk/install --uninstall a/b 2>&1")

TRIAL(not_writable,
      "^install: /proc/none/lib cannot be written: give another PREFIX, as "
      "in install ~/.local, or be root\n$",
      TINY "sdk/install /proc/none 2>&1 || [ $? = 1 ]")

TRIAL(usage, "install: unknown option -x; see install --help",
      "sdk/scripts/install -x 2>&1 || [ $? = 2 ]; "
      "sdk/scripts/install --help | grep -q PREFIX/bin")
