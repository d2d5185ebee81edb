/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "rivals.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "harness/denali.h"
#include "harness/net.h"
#include "harness/network.h"

#define OUR_TAP "denali0"
#define OUR_SIDE "10.9.1.1/24"
#define PEER_TAP "peer0"
#define PEER_SIDE "10.9.2.1/24"

#define PEER_BUILD_MS 600000
#define INODE 999999
#define START_MS 120000
#define FIRST_ANSWER_MS 60000

#define OFFLOADS_OFF                                                           \
	",csum=off,gso=off,guest_csum=off,guest_tso4=off,guest_tso6=off,"      \
	"guest_ecn=off,guest_ufo=off,host_tso4=off,host_tso6=off,"             \
	"host_ecn=off,host_ufo=off,mrg_rxbuf=off"

bool rivals_network(const char **why)
{
	static bool made;

	if (!made && network_enter(why)) {
		*why = "cannot make TAP interfaces";
		made = network_tap(OUR_TAP, OUR_SIDE) &&
		       network_tap(PEER_TAP, PEER_SIDE) &&
		       network_widen_ports();
	}
	return made;
}

bool rivals_await(struct process *process, const char *address, uint16_t port,
		  int milliseconds)
{
	double deadline = now_ms() + milliseconds;

	while (!process->ended && now_ms() < deadline) {
		int connection = tcp_connect(address, port, 1000);

		if (connection >= 0) {
			close(connection);
			return true;
		}
		process_read_for(process, 10);
	}
	return false;
}

static bool started(struct process *process, bool ready)
{
	if (!ready)
		fprintf(stderr, "%s%s", process->out.data, process->err.data);
	return ready;
}

void rivals_our_network(struct command *command)
{
	command_add_all(command,
			(const char *[]){ "--net", "tap=" OUR_TAP, "--addr",
					  OUR_ADDRESS "/24", NULL });
}

bool rivals_start_ours(struct process *process, const char *vms, uint16_t port,
		       const char *image, const char *const arguments[])
{
	struct command command;

	command_denali(&command);
	rivals_our_network(&command);
	command_add_all(&command, (const char *[]){ "-n", vms, image, NULL });
	command_add_all(&command, arguments);
	command_start(&command, process);
	command_free(&command);
	return started(process, rivals_await(process, OUR_ADDRESS, port,
					     FIRST_ANSWER_MS));
}

/* The folder of the peer's kernel and RAM disk. */
static char peer_folder[512];

const char *rivals_peer_file(const char *name)
{
	static char kernel[600], initrd[600];
	char *path = strcmp(name, "kernel") == 0 ? kernel : initrd;

	snprintf(path, sizeof kernel, "%s/%s", peer_folder, name);
	return path;
}

bool rivals_build_peer(void)
{
	struct process process;
	bool found;

	if (peer_folder[0] != '\0')
		return true;
	found = process_run(&process,
			    (const char *[]){ "tests/bench/peer/build.sh",
					      "examples/http-hello/files/site",
					      "examples/bulk/bulk.c",
					      "examples/bulk/sha256.c", NULL },
			    PEER_BUILD_MS) &&
		process.status == 0 && process.out.length > 0;
	if (process.err.data != NULL)
		fputs(process.err.data, stderr);
	if (found)
		snprintf(peer_folder, sizeof peer_folder, "%.*s",
			 (int)strcspn(process.out.data, "\n"),
			 process.out.data);
	process_finish(&process);
	return found;
}

/* For a machine that can have but one processor QEMU makes no barriers, and
 * Linux, which runs at once with the thread of its network card, misses once
 * in a while that the card waits for a kick. */
void rivals_peer_machine(struct command *command)
{
	static const char *const words[] = {
		"qemu-system-i386",
		"-nodefaults",
		"-no-user-config",
		"-no-reboot",
		"-display",
		"none",
		"-machine",
		"pc",
		"-accel",
		"tcg",
		"-cpu",
		"max",
		"-m",
		"256M",
		"-smp",
		"1,maxcpus=2",
		"-serial",
		"stdio",
		"-kernel",
		NULL,
	};

	*command = (struct command){ 0 };
	command_add_all(command, words);
	command_add(command, "%s", rivals_peer_file("kernel"));
}

/* One entry of an archive of the kind that Linux takes as its first files. */
static void add_entry(struct bytes *archive, const char *name, unsigned mode,
		      const struct bytes *contents)
{
	static const char zeros[4];
	char head[256];
	int length = snprintf(head, sizeof head,
			      "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x"
			      "%08x%08x%08x%s",
			      INODE, mode, 0, 0, 1, 0,
			      (unsigned)contents->length, 0, 0, 0, 0,
			      (unsigned)strlen(name) + 1, 0, name);

	bytes_append(archive, head, (size_t)length + 1);
	bytes_append(archive, zeros, -archive->length & 3);
	bytes_append(archive, contents->data, contents->length);
	bytes_append(archive, zeros, -archive->length & 3);
}

bool rivals_add_files(const char *path, const struct rivals_file *files,
		      unsigned count)
{
	struct bytes archive = { 0 }, rest = { 0 };
	bool made = bytes_read_file(&rest, rivals_peer_file("initrd"));
	FILE *file = fopen(path, "w");

	for (unsigned i = 0; i < count; i++)
		add_entry(&archive, files[i].name, 0100755, files[i].contents);
	add_entry(&archive, "TRAILER!!!", 0, &(struct bytes){ 0 });
	bytes_append(&archive, rest.data, rest.length);
	made = made && file != NULL &&
	       fwrite(archive.data, 1, archive.length, file) == archive.length;
	if (file != NULL && fclose(file) != 0)
		made = false;
	bytes_free(&archive);
	bytes_free(&rest);
	return made;
}

void rivals_peer_network(struct command *command, bool offloads)
{
	command_add(command, "-netdev");
	command_add(command, "tap,id=n0,ifname=%s,script=no,downscript=no",
		    PEER_TAP);
	command_add(command, "-device");
	command_add(command, "virtio-net-pci,netdev=n0,romfile=%s",
		    offloads ? "" : OFFLOADS_OFF);
}

bool rivals_start_peer(struct process *process, bool offloads)
{
	struct command command;

	rivals_peer_machine(&command);
	rivals_peer_network(&command, offloads);
	command_add(&command, "-initrd");
	command_add(&command, "%s", rivals_peer_file("initrd"));
	command_add(&command, "-append");
	command_add(&command, "console=ttyS0 quiet panic=-1 peer.address=%s/24",
		    PEER_ADDRESS);
	command_start(&command, process);
	command_free(&command);
	return started(process, process_await(process, &process->out,
					      "peer: ready", START_MS));
}
