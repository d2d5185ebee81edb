/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A routed host on a TAP interface of the test's own: its VMs are reached and
 * reach out by IPv4 and IPv6, and a capture of the wire shows one MAC address.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "harness/denali.h"
#include "harness/net.h"
#include "harness/network.h"

#define TAP "tap0"
#define TIMEOUT_MS 60000
#define REQUEST_MS 10000
#define HOST "52:54:00:12:34:56" /* QEMU's */
#define VMS "02:64:6e"           /* the beginning of theirs */

static char capture[256];

static void make_network(void)
{
	const char *why;

	if (!network_enter(&why))
		cr_skip_test("no TAP interface: %s", why);
	cr_assert(network_tap(TAP, "10.8.0.1/24"));
	cr_assert(network_address(TAP, "fd00:8::1/64"));
}

static void fetch_all(struct process *process)
{
	static const char *const addresses[] = { "10.8.0.2",  "10.8.0.3",
						 "10.8.0.4",  "fd00:8::2",
						 "fd00:8::3", "fd00:8::4" };
	struct bytes page = { 0 };
	double deadline = now_ms() + TIMEOUT_MS;

	for (unsigned i = 0; i < 6; i++) {
		bool got = false;

		while (!got && !process->ended && now_ms() < deadline) {
			got = http_get(addresses[i], 80, "/", &page,
				       REQUEST_MS);
			process_read_for(process, 10);
		}
		cr_expect(got, "no answer from %s: %s", addresses[i],
			  process->err.data);
	}
	bytes_free(&page);
}

Test(routed, one_mac_is_seen, .timeout = 300)
{
	struct process process;

	snprintf(capture, sizeof capture, "%s", scratch_path("routed.pcap"));
	make_network();
	denali_start(&process, "-n", "3", "--routed", "--net", "tap=" TAP,
		     "--addr", "10.8.0.2/24", "--addr", "fd00:8::2/64",
		     "--pcap", capture, EXAMPLE_IMAGE("http-hello"), NULL);
	fetch_all(&process);
	process_finish(&process);
	cr_expect_eq(capture_frames(capture,
				    "eth.addr[0:3] == " VMS
				    " || arp.src.hw_mac[0:3] =="
				    " " VMS " || arp.dst.hw_mac[0:3] == " VMS
				    " || icmpv6.opt.linkaddr[0:3] == " VMS),
		     0);
	cr_expect_gt(capture_frames(capture, "eth.src == " HOST
					     " && tcp.flags.syn == 1 && "
					     "tcp.flags.ack == 1"),
		     5);
	cr_expect_gt(
		capture_frames(capture,
			       "arp.opcode == 2 && arp.src.hw_mac == " HOST),
		0);
	cr_expect_gt(capture_frames(capture,
				    "icmpv6.type == 136 && icmpv6.opt.linkaddr"
				    " == " HOST),
		     0);
	cr_expect_eq(capture_frames(capture,
				    "tcp.checksum.status == \"Bad\" || "
				    "icmpv6.checksum.status == \"Bad\""),
		     0);
	unlink(capture);
}

/* Connects to a port of ours, and is told so. */
static void reach_out(const char *to)
{
	struct process process;
	struct bytes line = { 0 };
	char port_text[8];
	uint16_t port;
	int listener = tcp_listen(to, &port), accepted;

	cr_assert_geq(listener, 0);
	snprintf(port_text, sizeof port_text, "%u", port);
	denali_start(&process, "--routed", "--net", "tap=" TAP, "--addr",
		     "10.8.0.2/24", "--addr", "fd00:8::2/64",
		     BOOT_IMAGE("client/client"), to, port_text, NULL);
	accepted = tcp_accept(listener, TIMEOUT_MS);
	cr_assert_geq(accepted, 0, "it does not reach %s: %s%s", to,
		      process.out.data, process.err.data);
	cr_expect(receive(accepted, &line, 17));
	close(accepted);
	close(listener);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect_eq(process.status, 0, "%s", process.out.data);
	process_finish(&process);
	bytes_free(&line);
}

Test(routed, vms_reach_out, .timeout = 300)
{
	make_network();
	reach_out("10.8.0.1");
	reach_out("fd00:8::1");
}
