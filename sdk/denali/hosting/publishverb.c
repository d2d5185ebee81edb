/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali publish` for people who ask.
 */
#include "deploy.h"
#include "verbs.h"

static const char help[] =
	"usage: denali publish [options] [IMAGE [ARGUMENT...]]\n"
	"       denali publish [options] oci://REGISTRY/NAME[:TAG|@DIGEST]\n"
	"                      [ARGUMENT...]\n"
	"\n"
	"Signs an image, sends it to a host, and has it run there as a\n"
	"service.  Without IMAGE it is that of the project in the current\n"
	"folder, as built.  From a registry it comes with the signature that\n"
	"`denali push` has given it.  If the service runs already, the new\n"
	"version starts beside the old one and takes its place once it is\n"
	"well; if it does not get well, the old one goes on.\n"
	"\n"
	"  --name NAME         what the service is called (as the image says)\n"
	"  --tag TAG           what people call this version\n"
	"  -p [HOST:]GUEST[/udp]\n"
	"                      reach port GUEST by port HOST of the host's\n"
	"                      address, or by any (repeatable; as the\n"
	"                      manifest's inbound ports)\n"
	"  --address own|host  give the VMs an address that others reach, or\n"
	"                      reach them by ports of the host (as the host\n"
	"                      does)\n"
	"  -n, --count COUNT   run so many instances (as before, or 1)\n"
	"  -m SIZE             memory of a VM (as the image says)\n"
	"  -e NAME=VALUE       set a variable of the environment (repeatable;\n"
	"                      `denali secret` is for those nobody is to see)\n"
	"  --restart never|on-failure|always  when it has ended\n"
	"  --grace SECONDS     how long it has to end when it is to stop\n"
	"  --key KEY           sign with this key, a name or a file (default)\n"
	"  --remote HOST       a host that is not the default one\n"
	"  --tenant NAME       for this tenant, by an administrator\n"
	"  --wait, --no-wait   wait until it runs (the default), or not\n"
	"  --dry-run           send the image and say what would be done\n"
	"  --plain-http, --tls, --timeout SECONDS  of a registry: see\n"
	"                      `denali help push`\n"
	"  -o FORM             where it is reached as a line, as json, or\n"
	"                      quiet: errors only\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0 if the new version runs; 1 if it does not, and then\n"
	"its last lines and its crash are shown; 125 for wrong usage, or what\n"
	"this machine or the host refuses.\n"
	"\n"
	"  denali publish\n"
	"  denali publish -p 80:80 --tag 1.2 build/web\n"
	"  denali publish oci://localhost:5000/web:1.2\n";

const struct verb verb_publish = {
	.group = VERB_PUBLISH,
	.name = "publish",
	.summary = "have a host run an image",
	.help = help,
	.main = deploy_main,
};
