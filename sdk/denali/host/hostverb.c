/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali host` for people who ask.
 */
#include <string.h>

#include "error.h"
#include "folder.h"
#include "help.h"
#include "hostverbs.h"
#include "suggest.h"
#include "verbs.h"

static const char help[] =
	"usage: denali host init [options] DIR\n"
	"       denali host run|stop|status DIR\n"
	"       denali host image DIR -o FILE [--form raw|qcow2|iso]\n"
	"       denali host backup DIR -o FILE\n"
	"       denali host restore FILE DIR\n"
	"       denali host upgrade|rollback DIR\n"
	"\n"
	"Makes and runs hosts, to which services are published.  A host is a\n"
	"folder: its configuration host.toml, its disk, its certificate and\n"
	"the token of its administrator.\n"
	"\n"
	"  init       makes the folder, and a remote of its name for you\n"
	"  run        boots the host in QEMU until Ctrl-C, which stops all\n"
	"             services first; a second Ctrl-C does not wait for them\n"
	"  stop       does the same from elsewhere, and waits\n"
	"  status     says whether it runs, and where it can be reached\n"
	"  image      writes a disk, or a boot medium, for a real machine\n"
	"  backup     writes the whole folder into one file, with checksum\n"
	"  restore    makes the folder from such a file\n"
	"  upgrade    has the host boot this SDK's kernel and supervisor\n"
	"  rollback   has it boot what it booted before\n"
	"\n"
	"Options of init, all of which host.toml has later:\n"
	"  --name NAME         what the host is called (as the folder)\n"
	"  --memory SIZE       memory of the machine (1G)\n"
	"  --disk SIZE         its disk, half of it for services' disks (4G)\n"
	"  --vms COUNT         VMs there may be at once (4096)\n"
	"  --swap SIZE         a swap disk, for idle VMs (none)\n"
	"  --net user|tap=INTERFACE  a network inside QEMU with ports on\n"
	"                      127.0.0.1, or a TAP interface (user)\n"
	"  --address ADDR/BITS, --address6 ADDR/BITS  the host's own\n"
	"  --pool ADDR/BITS, --pool6 ADDR/BITS  addresses for VMs\n"
	"  --gateway ADDR, --gateway6 ADDR, --dns ADDR  with a TAP interface\n"
	"  --routed            the network sees one Ethernet address, and\n"
	"                      routes the pools to the host\n"
	"  --own-addresses     services are reached at addresses of the pool\n"
	"  --ports LIST        ports that services may have, as in\n"
	"                      80,8000-8099 (20 free ones from 8080 on)\n"
	"  --api-port PORT     where the API is (4433, or the next free)\n"
	"  --public NAME       name or address in the URLs of services\n"
	"  --ntp ADDR          a time server (repeatable)\n"
	"  --no-remote         make no remote\n"
	"\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0, 1 if the host does not run that should (stop,\n"
	"status), 125 for wrong usage or an error.\n"
	"\n"
	"  denali host init h\n"
	"  denali host run h\n"
	"  denali host backup h -o h.backup\n";

static const struct {
	const char *name;
	int (*main)(int argc, char *argv[]);
} parts[] = {
	{ "init", host_init },         { "run", host_run },
	{ "stop", host_stop },         { "status", host_status },
	{ "image", host_image },       { "backup", host_backup },
	{ "restore", host_restore },   { "upgrade", host_upgrade },
	{ "rollback", host_rollback },
};
#define PARTS (sizeof parts / sizeof parts[0])

static bool wants_help(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "-h") == 0 ||
		    strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

static int refuse(const char *name)
{
	const char *names[PARTS], *near;

	for (size_t i = 0; i < PARTS; i++)
		names[i] = parts[i].name;
	near = suggest(name, names, PARTS);
	if (near != NULL)
		return error("host: unknown command %s; did you mean %s?", name,
			     near);
	return error("host: unknown command %s; see `denali host --help`",
		     name);
}

static int host_main(int argc, char *argv[])
{
	if (wants_help(argc, argv))
		return help_print("host");
	if (argc < 2)
		return error("host: say what to do, as in `denali host init "
			     "h`; see `denali host --help`");
	for (size_t i = 0; i < PARTS; i++)
		if (strcmp(argv[1], parts[i].name) == 0)
			return parts[i].main(argc - 1, argv + 1);
	return refuse(argv[1]);
}

int host_with_folder(int argc, char *argv[],
		     int (*action)(struct folder *folder))
{
	struct folder folder;
	int status;

	if (argc != 2 || argv[1][0] == '-')
		return error("host %s: %s; as in `denali host %s h`", argv[0],
			     argc < 2          ? "name the host's folder" :
			     argv[1][0] == '-' ? "it has no options" :
						 "more than one folder",
			     argv[0]);
	status = folder_open(&folder, argv[1]);
	if (status == 0)
		status = action(&folder);
	folder_close(&folder);
	return status;
}

const struct verb verb_host = {
	.group = VERB_MAINTAIN,
	.name = "host",
	.summary = "make and run a host, to which services are published",
	.help = help,
	.main = host_main,
};
