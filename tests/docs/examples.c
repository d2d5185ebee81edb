/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the pages of help end with is understood by the verbs, and verbs end
 * with the statuses that denali(1) promises.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "harness/denali.h"
#include "harness/shell.h"

#define EXAMPLE_MS 120000

/* A folder with an image by every name that examples use.  There is no QEMU and
 * no host: it is only asked whether the command is understood. */
static const char prepare[] =
	"export DENALI_QEMU=/bin/false; PATH=$PWD/build/sdk/bin:$PATH;"
	"export XDG_CONFIG_HOME=$PWD/$folder/config DENALI_REMOTE=;"
	"image=$PWD/build/examples/hello/hello; mkdir $folder; cd $folder;"
	"mkdir build one other releases;"
	"for name in web hello proxy build/web build/web.old one/web"
	" other/web; do cp $image $name; cp $image.dbg $name.dbg; done;"
	"printf 'schema = 1\n[total]\nfile = \"1M\"\n' >budget.toml;"
	"echo nothing >service.log;";

/* What a verb says that has not understood. */
static const char misunderstood[] =
	"unknown|needs a value|unexpected|is missing|not a size|not a number|"
	"takes no argument|see `denali help";

Test(examples, understood)
{
	shell_expect(
		EXAMPLE_MS, "^all understood$",
		"folder=%s; %s"
		"denali help | sed -n 's/^  \\([a-z]*\\)  .*/\\1/p' >verbs;"
		"[ $(wc -l <verbs) -gt 10 ];"
		"for verb in $(cat verbs); do denali help $verb |"
		" sed -n 's/^  \\(denali .*\\)/\\1/p'; done >lines;"
		"[ $(wc -l <lines) -ge $(($(wc -l <verbs) * 2)) ];"
		"while read -r line; do case $line in"
		" *torture*|*denali\\ doctor*) continue;; esac;"
		" said=$(timeout 60 sh -c \"$line\" 2>&1 </dev/null) || :;"
		" if echo \"$said\" | grep -E '%s'; then"
		" echo \"in: $line\"; exit 1; fi;"
		" done <lines; echo all understood",
		scratch_path("examples"), prepare, misunderstood);
}

static const struct {
	const char *command;
	int status;
} statuses[] = {
	{ "denali --version", 0 },
	{ "denali help", 0 },
	{ "denali nosuch", 125 },
	{ "denali help nosuch", 125 },
	{ "denali new --list", 0 },
	{ "denali new -t hello made", 0 },
	{ "denali new build", 125 },
	{ "denali run nosuch", 125 },
	{ "denali run web", 125 },
	{ "denali image web", 125 },
	{ "denali inspect web", 0 },
	{ "denali inspect verbs", 125 },
	{ "denali diff web one/web", 0 },
	{ "denali diff web changed", 1 },
	{ "denali diff web nosuch", 125 },
	{ "denali size web", 0 },
	{ "denali size --budget small.toml web", 1 },
	{ "denali size --budget nosuch web", 125 },
	{ "denali crash nonsense", 1 },
	{ "denali crash", 125 },
	{ "denali torture --list", 0 },
	{ "denali torture --family nosuch", 125 },
	{ "PATH=${PATH%%:*} denali doctor -o quiet", 1 },
	{ "denali doctor nosuch", 125 },
	{ "denali test nosuch", 125 },
	{ "denali debug nosuch", 125 },
};

Test(examples, statuses)
{
	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		char expected[64];

		snprintf(expected, sizeof expected, "^status %d$",
			 statuses[i].status);
		shell_expect(EXAMPLE_MS, expected,
			     "folder=%s; %s cp hello changed; echo x >>changed;"
			     "sed s/1M/1K/ budget.toml >small.toml; status=0;"
			     "(%s) </dev/null >said 2>&1 || status=$?;"
			     "echo \"status $status\"; cat said",
			     scratch_path("statuses"), prepare,
			     statuses[i].command);
	}
}
