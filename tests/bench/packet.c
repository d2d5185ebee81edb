/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a packet costs, in instructions, and where: datagrams of two sizes, in
 * and out, in a long run and a short one, whose difference is the datagrams'.
 * They come and go one by one, each with its interrupt and its wake-up.
 *
 * Four parts, as in the paper, and a fifth for the way to the VM and back,
 * which the paper has in others.  The kernel's are files of its own:
 *   driver  the machine's NIC and its interrupt
 *   switch  whose frame it is, and whether it may pass
 *   copy    between the VM's memory and the kernel's, the VM's rings
 *   turns   traps, events, scheduling
 *   guest   lwIP, Ilwaco, the program
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"
#include "harness/denali.h"
#include "harness/net.h"
#include "ledger.h"
#include "table.h"
#include "trace.h"

#define HEADERS 42 /* Ethernet, IPv4, UDP */
#define SMALL 100  /* bytes of a frame, as in the paper */
#define LARGE 1400
#define FEW 200
#define MANY 1000
#define PACE 40 /* datagrams that are answered by one */
#define PATIENCE_MS 120000

enum part { DRIVER, SWITCH, COPY, TURNS, GUEST, PARTS };

static const char *const part_names[] = { "driver", "switch", "copy", "turns",
					  "guest" };

static const struct {
	const char *file;
	enum part part;
} files[] = {
	{ "virtio_net.c", DRIVER }, { "virtqueue.c", DRIVER },
	{ "virtio.c", DRIVER },     { "irq.c", DRIVER },
	{ "virtqueue.h", DRIVER },  { "apic.c", DRIVER },
	{ "net.c", SWITCH },        { "switch.c", SWITCH },
	{ "stations.c", SWITCH },   { "headers.c", SWITCH },
	{ "guard.c", SWITCH },      { "packet.c", SWITCH },
	{ "arp.c", SWITCH },        { "turn.c", SWITCH },
	{ "traffic.c", SWITCH },    { "policy.c", SWITCH },
	{ "limit.c", SWITCH },      { "nic.c", COPY },
	{ "disguise.c", SWITCH },   { "flows.c", SWITCH },
	{ "forward.c", SWITCH },    { "rewrite.c", SWITCH },
	{ "guest.c", COPY },        { "string.c", COPY },
};

static enum part part_of(const char *file)
{
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (strcmp(files[i].file, file) == 0)
			return files[i].part;
	return TURNS;
}

static void add(double parts[PARTS], const struct trace *trace, double sign)
{
	parts[GUEST] += sign * trace->guest;
	for (unsigned int i = 0; i < trace->files; i++)
		parts[part_of(trace->kernel[i].name)] += sign *
							 trace->kernel[i].count;
}

/* Sends count datagrams, PACE at a time. */
static bool feed(uint16_t port, int count, size_t size)
{
	static char data[LARGE];
	int fd = udp_connect(LOOPBACK, port, PATIENCE_MS);
	bool fed = fd >= 0;

	for (int i = 1; fed && i <= count; i++) {
		fed = send(fd, data, size, 0) == (ssize_t)size;
		if (fed && i % PACE == 0)
			fed = recv(fd, data, sizeof data, 0) > 0;
	}
	if (fd >= 0)
		close(fd);
	return fed;
}

static bool run_receive(int count, size_t size)
{
	struct process process;
	struct command command;
	uint16_t port = free_ports(1);
	bool done;

	command_denali(&command);
	command_add(&command, "--icount");
	command_add(&command, "-p%d:7/udp", port);
	command_add_all(&command,
			(const char *[]){ DATAGRAM_IMAGE, "receive", NULL });
	command_add(&command, "%d", count);
	command_start(&command, &process);
	done = process_await(&process, &process.out, "ready", PATIENCE_MS) &&
	       feed(port, count, size) && process_wait(&process, PATIENCE_MS) &&
	       process.status == 0;
	process_finish(&process);
	command_free(&command);
	return done;
}

static bool run_send(int count, size_t size)
{
	struct process process;
	struct command command;
	uint16_t port = free_ports(1);
	int fd = udp_bind(LOOPBACK, port, PATIENCE_MS);
	bool done;

	command_denali(&command);
	command_add(&command, "--icount");
	command_add_all(&command,
			(const char *[]){ DATAGRAM_IMAGE, "send", NULL });
	command_add(&command, "%d", count);
	command_add(&command, "%zu", size);
	command_add(&command, "10.0.2.2");
	command_add(&command, "%d", port);
	command_start(&command, &process);
	done = fd >= 0 && process_wait(&process, PATIENCE_MS) &&
	       process.status == 0;
	process_finish(&process);
	command_free(&command);
	if (fd >= 0)
		close(fd);
	return done;
}

static bool traced(bool (*run)(int, size_t), int count, size_t size,
		   double parts[PARTS], double sign)
{
	struct trace trace;
	bool done;

	if (!trace_begin())
		return false;
	done = run(count, size);
	if (!trace_end(&trace) || !done)
		return false;
	add(parts, &trace, sign);
	return true;
}

static void measure(const char *way, bool (*run)(int, size_t), size_t length)
{
	double parts[PARTS] = { 0 }, sum = 0, kernel;
	char name[64], details[160] = "";
	const struct target share = { name, "", AT_MOST, 0.35 };
	size_t size = length - HEADERS;

	snprintf(name, sizeof name, "packet, %s, %zu bytes: kernel / all", way,
		 length);
	if (!traced(run, MANY, size, parts, 1) ||
	    !traced(run, FEW, size, parts, -1)) {
		table_failed(&share, "the datagrams were not all counted");
		return;
	}
	for (int i = 0; i < PARTS; i++) {
		parts[i] /= MANY - FEW;
		sum += parts[i];
		snprintf(details + strlen(details),
			 sizeof details - strlen(details), "%s%s %.0f",
			 i ? ", " : "", part_names[i], parts[i]);
	}
	kernel = sum - parts[GUEST];
	table_row(&share, kernel / sum, "%.0f instructions: %s", sum, details);
}

/* Instructions of a VM that sends so many frames, in one of its ways. */
static double sending(const char *way, const char *count)
{
	struct command command;
	char path[256];
	json_t *ledger;
	double sum;

	snprintf(path, sizeof path, "%s", scratch_path("packet.json"));
	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--icount", "--stats", "--result",
					  path, FRAMES_IMAGE, way, count,
					  NULL });
	ledger = ledger_of(&command, path, PATIENCE_MS);
	sum = ledger_number(ledger, "tx_frames") > 0 ?
		      ledger_number(ledger, "guest_cycles") +
			      ledger_number(ledger, "kernel_cycles") :
		      -1;
	json_decref(ledger);
	command_free(&command);
	return sum;
}

/* Instructions of one more frame; 0: not measured. */
static double frame_cost(const char *way)
{
	double few = sending(way, "3200"), many = sending(way, "9600");

	return few > 0 && many > few ? (many - few) / 6400 : 0;
}

static void compare_traps(void)
{
	const struct target better = {
		"frame sent, a trap per register access / per batch", "",
		INFORMATION, 0
	};
	double batch = frame_cost("batches");
	double registers = frame_cost("registers");

	if (batch <= 0 || registers <= 0)
		table_failed(&better, "no ledger, or nothing sent");
	else
		table_row(&better, registers / batch,
			  "%.0f and %.0f instructions", registers, batch);
}

void bench_packet(void)
{
	measure("in", run_receive, SMALL);
	measure("in", run_receive, LARGE);
	measure("out", run_send, SMALL);
	measure("out", run_send, LARGE);
	compare_traps();
}
