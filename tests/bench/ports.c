/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ports.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rivals.h"

#define BUILD_MS 1800000
#define PEER_PORTS "build/tests/bench/peer"
#define START_MS 120000
#define OFFLOADS true

/* Our image, the peer's program, and its initial RAM disk. */
static const char *our_image(const struct port *port)
{
	static char path[256];

	snprintf(path, sizeof path, "build/ports/%s/%s", port->name,
		 port->image);
	return path;
}

static const char *peer_files(const struct port *port)
{
	static char path[256];

	snprintf(path, sizeof path, PEER_PORTS "/%s-%s.cpio", port->name,
		 port->image);
	return path;
}

static bool run(const char *const words[])
{
	struct process process;
	bool good = process_run(&process, words, BUILD_MS) &&
		    process.status == 0;

	if (!good)
		fprintf(stderr, "%s%s", process.out.data, process.err.data);
	process_finish(&process);
	return good;
}

/* Calls take(to, word) with each of the program's arguments. */
static void each_argument(const struct port *port,
			  void (*take)(void *, const char *), void *to)
{
	char arguments[512], *rest = arguments, *word;

	snprintf(arguments, sizeof arguments, "%s", port->arguments);
	while ((word = strsep(&rest, " ")) != NULL)
		if (*word != '\0')
			take(to, word);
}

static void quote(void *file, const char *word)
{
	fprintf(file, " '%s'", word);
}

static void add(void *command, const char *word)
{
	command_add(command, "%s", word);
}

/* What the peer's first process runs when its network is up. */
static bool write_service(const struct port *port, const char *path)
{
	FILE *file = fopen(path, "w");

	if (file == NULL)
		return false;
	fprintf(file, "/program");
	each_argument(port, quote, file);
	fprintf(file, "\n");
	return fclose(file) == 0;
}

static bool make_peer_files(const struct port *port)
{
	char program[300], bundled[300], service[300];

	snprintf(service, sizeof service, "service=" PEER_PORTS "/service");
	snprintf(program, sizeof program, "program=" PEER_PORTS "/ports/%s/%s",
		 port->name, port->image);
	snprintf(bundled, sizeof bundled,
		 "=" PEER_PORTS "/ports/%s/stage/bundled/%s", port->name,
		 port->image);
	return write_service(port, strchr(service, '=') + 1) &&
	       run((const char *[]){
		       "tests/bench/peer/overlay.py", peer_files(port),
		       rivals_peer_file("initrd"), program, service,
		       "data=", "var/tmp=",
		       access(bundled + 1, F_OK) == 0 ? bundled : NULL, NULL });
}

bool port_prepare(const struct port *port, const char **why)
{
	if (access(our_image(port), F_OK) != 0)
		*why = "its image has not been built";
	else if (!rivals_build_peer())
		*why = "the Linux peer cannot be built";
	else if (!run((const char *[]){ "tests/bench/peer/ports.sh", PEER_PORTS,
					port->name, NULL }))
		*why = "it cannot be built for Linux";
	else if (!make_peer_files(port))
		*why = "the peer's files cannot be made";
	else
		return true;
	return false;
}

void port_our_command(const struct port *port, const char *memory,
		      struct command *command)
{
	command_denali(command);
	command_add_all(command, (const char *[]){ "-m", memory, NULL });
	if (port->listens != 0)
		rivals_our_network(command);
	else
		command_add_all(command,
				(const char *[]){ "--net", "none", NULL });
	if (port->disk != NULL)
		command_add_all(command,
				(const char *[]){ "-v", port->disk, NULL });
	command_add(command, "%s", our_image(port));
	each_argument(port, add, command);
}

void port_peer_command(const struct port *port, const char *memory,
		       struct command *command)
{
	rivals_peer_machine(command);
	command_add_all(command, (const char *[]){ "-m", memory, NULL });
	if (port->listens != 0)
		rivals_peer_network(command, OFFLOADS);
	if (port->disk != NULL) {
		command_add(command, "-drive");
		command_add(command,
			    "if=none,id=d,file=%s,format=raw,cache=writeback",
			    port->disk);
		command_add(command, "-device");
		command_add(command, "virtio-blk-pci,drive=d");
	}
	command_add(command, "-initrd");
	command_add(command, "%s", peer_files(port));
	command_add(command, "-append");
	command_add(command, "console=ttyS0 quiet panic=-1 peer.address=%s/24",
		    PEER_ADDRESS);
}

static bool start(const struct port *port, struct process *process, bool ours)
{
	struct command command;
	bool ready;

	if (ours)
		port_our_command(port, "32M", &command);
	else
		port_peer_command(port, "256M", &command);
	command_start(&command, process);
	command_free(&command);
	ready = rivals_await(process, ours ? OUR_ADDRESS : PEER_ADDRESS,
			     port->listens, START_MS);
	if (!ready)
		fprintf(stderr, "%s%s", process->out.data, process->err.data);
	return ready;
}

/* What both have printed meanwhile. */
static void show(struct process *ours, struct process *peer)
{
	process_read_for(ours, 1);
	process_read_for(peer, 1);
	for (int i = 0; i < 2; i++) {
		struct process *process = i == 0 ? ours : peer;

		fprintf(stderr, "%s: %s%s\n", i == 0 ? "ours" : "the peer",
			process->out.data == NULL ? "" : process->out.data,
			process->err.data == NULL ? "" : process->err.data);
	}
}

struct peer {
	const struct port *port;
	struct process process;
};

static bool restart(void *context)
{
	struct peer *peer = context;

	process_finish(&peer->process);
	return start(peer->port, &peer->process, false);
}

void port_contest(const struct port *port, const struct contest *contests,
		  unsigned count)
{
	struct peer peer = { .port = port };
	struct process ours;
	const char *why;

	if (!port_prepare(port, &why)) {
		contest_fail(contests, count, why);
		return;
	}
	if (!rivals_network(&why)) {
		contest_skip(contests, count, why);
		return;
	}
	if (!start(port, &peer.process, false)) {
		contest_fail(contests, count, "the peer's does not come up");
	} else {
		if (!start(port, &ours, true))
			contest_fail(contests, count, "it does not come up");
		else if (!contest_run(contests, count, restart, &peer))
			show(&ours, &peer.process);
		process_finish(&ours);
	}
	process_finish(&peer.process);
}
