/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bytes a second over one TCP connection, each way, against the Linux peer with
 * its offloads off: the same program on both.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"
#include "harness/net.h"
#include "rivals.h"
#include "table.h"

#define MEASURE_MS 2000
#define TRANSFER_MS 20000
#define PAIR_BYTES (256.0 * 1048576) /* between two VMs */

static const struct target into = { "bulk TCP, into the VM / Linux", "",
				    AT_LEAST, 1.0 };
static const struct target out_of = { "bulk TCP, out of the VM / Linux", "",
				      AT_LEAST, 1.0 };

static const struct target vm_to_vm = { "bulk TCP, VM to VM / VM to client", "",
					AT_LEAST, 1.5 };

/* Megabits a second; -1 if it breaks. */
static double rate(double bytes, double start)
{
	return bytes < 0 ? -1 : bytes * 8 / 1e3 / (now_ms() - start);
}

/* Sends for a while; the time until the other side has taken all counts. */
static double push(const char *address)
{
	static const char buffer[65536];
	double start = now_ms(), bytes = 0;
	int connection = tcp_connect(address, SINK_PORT, TRANSFER_MS);
	struct bytes answer = { 0 };

	if (connection < 0)
		return -1;
	while (bytes >= 0 && now_ms() < start + MEASURE_MS)
		bytes = send_all(connection, buffer, sizeof buffer) ?
				bytes + sizeof buffer :
				-1;
	shutdown(connection, SHUT_WR);
	if (!receive(connection, &answer, 0))
		bytes = -1;
	bytes = rate(bytes, start);
	bytes_free(&answer);
	close(connection);
	return bytes;
}

static double pull(const char *address)
{
	static char buffer[65536];
	double start = now_ms(), bytes = 0;
	int connection = tcp_connect(address, SOURCE_PORT, TRANSFER_MS);

	if (connection < 0)
		return -1;
	while (bytes >= 0 && now_ms() < start + MEASURE_MS) {
		ssize_t got = recv(connection, buffer, sizeof buffer, 0);

		bytes = got > 0 ? bytes + (double)got : -1;
	}
	bytes = rate(bytes, start);
	close(connection);
	return bytes;
}

static void measure(const struct target *target,
		    double (*transfer)(const char *))
{
	double ratios[PAIRS], ours[PAIRS], theirs[PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		ours[i] = transfer(OUR_ADDRESS);
		theirs[i] = transfer(PEER_ADDRESS);
		ratios[i] = ours[i] / theirs[i];
		if (ours[i] < 0 || theirs[i] < 0) {
			table_failed(target, "the connection to %s broke",
				     ours[i] < 0 ? "ours" : "the peer");
			return;
		}
	}
	table_row(target, median(ratios, PAIRS), "%.0f and %.0f Mbit/s",
		  median(ours, PAIRS), median(theirs, PAIRS));
}

static void fail(const char *what)
{
	table_failed(&into, "%s", what);
	table_failed(&out_of, "%s", what);
}

/* From the second of our VMs to the first. */
static double between(void)
{
	int connection = tcp_connect(OUR_SECOND_ADDRESS, ORDER_PORT,
				     TRANSFER_MS);
	struct bytes answer = { 0 };
	double milliseconds = -1;

	if (connection >= 0 && receive(connection, &answer, 0))
		milliseconds = bytes_number_after(&answer, "^");
	if (connection >= 0)
		close(connection);
	bytes_free(&answer);
	return milliseconds > 0 ? PAIR_BYTES * 8 / 1e3 / milliseconds : -1;
}

/* Neither frame crosses the machine's NIC. */
static void compare_pair(void)
{
	double ratios[PAIRS], local[PAIRS], remote[PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		remote[i] = pull(OUR_ADDRESS);
		local[i] = between();
		ratios[i] = local[i] / remote[i];
		if (local[i] < 0 || remote[i] < 0) {
			table_failed(&vm_to_vm, "the connection broke");
			return;
		}
	}
	table_row(&vm_to_vm, median(ratios, PAIRS), "%.0f and %.0f Mbit/s",
		  median(local, PAIRS), median(remote, PAIRS));
}

static void measure_pair(void)
{
	struct process pair;

	if (rivals_start_ours(&pair, "2", SINK_PORT, PAIR_IMAGE,
			      (const char *[]){ NULL }))
		compare_pair();
	else
		table_failed(&vm_to_vm, "the VMs do not come up");
	process_finish(&pair);
}

void bench_bulk(void)
{
	struct process ours, peer;
	const char *why;

	if (!rivals_build_peer()) {
		fail("the Linux peer cannot be built");
		return;
	}
	if (!rivals_network(&why)) {
		table_skipped(&into, why);
		table_skipped(&out_of, why);
		table_skipped(&vm_to_vm, why);
		return;
	}
	if (!rivals_start_peer(&peer, false)) {
		fail("the Linux peer does not come up");
	} else {
		if (!rivals_start_ours(&ours, "1", SINK_PORT, BULK_IMAGE,
				       (const char *[]){ "-n", "-s",
							 "1000000000000",
							 NULL })) {
			fail("bulk does not come up");
		} else {
			measure(&into, push);
			measure(&out_of, pull);
		}
		process_finish(&ours);
	}
	process_finish(&peer);
	measure_pair();
}
