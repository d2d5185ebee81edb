/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali push` for people who ask.
 */
#include "push.h"
#include "verbs.h"

static const char help[] =
	"usage: denali push [options] oci://REGISTRY/NAME[:TAG] [IMAGE]\n"
	"\n"
	"Signs an image and puts it into a registry, as an artifact of OCI's\n"
	"image specification: the image, its manifest and its signature.\n"
	"`denali publish oci://...` takes it from there.  Without IMAGE it is\n"
	"that of the project in the current folder, without TAG latest.  What\n"
	"the registry has already is not sent again.\n"
	"\n"
	"  --key KEY           sign with this key, a name or a file (default)\n"
	"  --name NAME         which service it is to be (as the image)\n"
	"  --plain-http, --tls  the registry has no TLS, or has (it has, but\n"
	"                      for those of this machine)\n"
	"  --timeout SECONDS   give up on a registry that is silent (30)\n"
	"  -o FORM             what was pushed as a line, as json, or quiet:\n"
	"                      nothing but errors\n"
	"  -h, --help          this page\n"
	"\n"
	"Credentials are those of `docker login`, in ~/.docker/config.json.\n"
	"Standard output has the artifact's name with its digest, which\n"
	"stands for this very image whatever becomes of the tag.\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or what the registry does\n"
	"wrong.\n"
	"\n"
	"  denali push oci://localhost:5000/web:1.2\n"
	"  denali push --key release oci://registry.example/web build/web\n";

const struct verb verb_push = {
	.group = VERB_PUBLISH,
	.name = "push",
	.summary = "put an image into a registry",
	.help = help,
	.main = push_main,
};
