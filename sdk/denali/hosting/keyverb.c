/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali key`, and its page for people who ask.
 */
#include <sodium.h>

#include "error.h"
#include "keyverb.h"
#include "subverb.h"
#include "verbs.h"

static const char help[] =
	"usage: denali key create [--no-password] [NAME]\n"
	"       denali key list [options] [--registered]\n"
	"       denali key show [NAME]\n"
	"       denali key add [options] [--as NAME] [KEY]\n"
	"       denali key remove [options] NAME\n"
	"\n"
	"Keys sign the images that are published: a host takes an image only\n"
	"with the signature of a key that its tenant has registered.  They\n"
	"are files in the form of minisign, which verifies what they sign, in\n"
	"~/.config/denali/keys: NAME.key is for nobody else, NAME.pub for\n"
	"everybody.  NAME is default where it is not said.\n"
	"\n"
	"create makes a key, list shows those there are, show prints the\n"
	"public half, for whoever registers it.  add registers KEY, the name\n"
	"of a key or the path of a file with a public one, with a host; after\n"
	"remove the host takes no more images that it has signed.\n"
	"\n"
	"  --no-password       whoever has the file can sign; else a password\n"
	"                      is asked for now, and when something is signed\n"
	"  --as NAME           what the host calls the key (as here)\n"
	"  --remote HOST       a host that is not the default one\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  --registered        list those that the default host knows\n"
	"  -o FORM             a list as a table, as json, or quiet: the\n"
	"                      names alone\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where it cannot be done.\n"
	"\n"
	"  denali key create\n"
	"  denali key add\n";

static const struct subverb subverbs[] = {
	{ "create", key_create }, { "list", key_list },
	{ "show", key_show },     { "add", key_add },
	{ "remove", key_remove },
};

static int key_main(int argc, char *argv[])
{
	if (sodium_init() < 0)
		return error("key: no randomness to be had; see /dev/urandom");
	return subverb_run(subverbs, sizeof subverbs / sizeof subverbs[0], argc,
			   argv);
}

const struct verb verb_key = {
	.group = VERB_PUBLISH,
	.name = "key",
	.summary = "make and register keys to sign images with",
	.help = help,
	.main = key_main,
};
