/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What VMs that send frames by hand (spoof/spoof.c) get onto the wire, as
 * tshark reads it: nothing that claims what is not theirs, nothing malformed,
 * and all that is right; and each that was refused is counted to its sender.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "harness/denali.h"

#define TIMEOUT_MS 60000
#define IMAGE BOOT_IMAGE("spoof/spoof")
#define MAC "02:64:6e:00:00:0"
#define FROM_VM(i, address)                                                    \
	"(eth.src == " MAC #i " && (!ip || ip.src == " address ") && (!arp ||" \
	" (arp.src.hw_mac == " MAC #i " && (arp.src.proto_ipv4 == " address    \
	" || arp.src.proto_ipv4 == 0.0.0.0))))"
#define FROM_QEMU "eth.src[0:2] == 52:55 || eth.src[0:2] == 52:56"

static char capture[256], result[256];

static void expect_frames(const char *filter, int count)
{
	int frames = capture_frames(capture, filter);

	cr_expect_eq(frames, count, "%s: %d frames, not %d", filter, frames,
		     count);
}

static void run(const char *count, const char *argument, int status)
{
	const char *rule = argument && !status ? "none" : "any";
	struct process process;

	snprintf(capture, sizeof capture, "%s", scratch_path("wire.pcap"));
	snprintf(result, sizeof result, "%s", scratch_path("wire.json"));
	denali_start(&process, "-n", count, "--pcap", capture, "--stats",
		     "--result", result, "--allow-in", rule, "--allow-out",
		     rule, IMAGE, argument, NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end: %s",
		  process.err.data);
	cr_assert_eq(process.status, status, "status %d: %s%s", process.status,
		     process.out.data, process.err.data);
	cr_expect(argument || bytes_match(&process.out,
					  "^\\[1\\] got 8 good, 0 others$"),
		  "%s", process.out.data);
	cr_expect(argument || bytes_match(&process.out,
					  "^\\[0\\] good 18, evil 78$"),
		  "%s", process.out.data);
	process_finish(&process);
}

static long counted(const char *name)
{
	json_t *all = json_load_file(result, 0, NULL);
	const json_t *first = json_array_get(json_object_get(all, "instances"),
					     0);
	long count = (long)json_integer_value(
		json_object_get(json_object_get(first, "ledger"), name));

	json_decref(all);
	return count;
}

static void clean(void)
{
	unlink(capture);
	unlink(result);
}

Test(wire, carries_only_what_is_the_senders, .fini = clean)
{
	run("2", NULL, 0);
	expect_frames("frame contains \"GOOD\" && eth.src == " MAC "0", 8);
	expect_frames("frame contains \"EVIL\"", 0);
	expect_frames("frame.len > 1514", 0);
	expect_frames("!(" FROM_QEMU
		      " || " FROM_VM(0, "10.0.2.15") " || " FROM_VM(
			      1, "10.0.2.16") ")",
		      0);
	expect_frames("_ws.malformed && eth.src == " MAC "0", 0);
	cr_expect_eq(counted("tx_frames"), 18);
	cr_expect_eq(counted("tx_refused"), 78);
}

/* That ends the VM. */
Test(wire, carries_nothing_oversized, .fini = clean)
{
	run("1", "oversized", 126);
	expect_frames("frame contains \"EVIL\" || frame.len > 1514", 0);
	cr_expect_eq(counted("tx_frames"), 0);
}

/* Its policy lets it say nothing but who and where it is. */
Test(wire, carries_nothing_that_a_policy_forbids, .fini = clean)
{
	run("1", "denied", 0);
	expect_frames("frame contains \"EVIL\"", 0);
	expect_frames("frame contains \"GOOD\" && eth.src == " MAC "0", 4);
	cr_expect_eq(counted("tx_denied"), 8);
	cr_expect_eq(counted("tx_frames"), 4);
}
