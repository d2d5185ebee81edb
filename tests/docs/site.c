/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `make docs`: the pages for a browser.
 */
#include <criterion/criterion.h>

#include "harness/denali.h"
#include "harness/shell.h"

#define SITE_MS 120000

/* Every link leads somewhere, every page is led to, every call of the public
 * headers is explained: what makes the pages says what is not so, and fails. */
Test(site, no_loose_ends)
{
	shell_expect(SITE_MS, "^pages for a browser$",
		     "out=%s; mkdir $out; exec 2>&1;"
		     "sdk/scripts/documents build/sdk $out;"
		     "[ -s $out/html/index.html ]; echo pages for a browser",
		     scratch_path("site"));
}

/* Each kind of loose end is seen. */
Test(site, finds_loose_ends)
{
	shell_expect(SITE_MS, "^1 docs/README.md: x.md: there is no such file$",
		     "out=%s; mkdir -p $out/docs $out/reference $out/man;"
		     "site=$PWD/sdk/scripts/site.py; cd $out;"
		     "printf '# A\\n[x](x.md)\\n' >docs/README.md;"
		     "said=$($site html reference man docs/README.md 2>&1) ||"
		     " echo $? \"$said\"",
		     scratch_path("ends"));
	shell_expect(SITE_MS, "^1 docs/README.md: #b: there is no such heading",
		     "out=%s; mkdir -p $out/docs $out/reference $out/man;"
		     "site=$PWD/sdk/scripts/site.py; cd $out;"
		     "printf '# A\\n[a](#a) [b](#b)\\n' >docs/README.md;"
		     "said=$($site html reference man docs/README.md 2>&1) ||"
		     " echo $? \"$said\"",
		     scratch_path("heading"));
	shell_expect(SITE_MS, "^1 x.h: nothing is said of silent$",
		     "out=%s; mkdir -p $out/x/include;"
		     "reference=$PWD/sdk/scripts/reference.py; cd $out;"
		     "printf '/* T. */\\n\\n/* A. */\\nint loud(void);\\n"
		     "\\nint silent(void);\\n' >sdk.h; mkdir -p sdk/include;"
		     "mv sdk.h sdk/include/x.h;"
		     "said=$($reference out sdk/include/x.h 2>&1) ||"
		     " echo $? \"${said#*include/}\"",
		     scratch_path("silent"));
}
