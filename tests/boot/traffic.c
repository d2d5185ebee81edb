/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What VMs may send and be sent: policies of images and of who runs them,
 * limits both ways, and captures of one VM.  Limits are measured in the
 * machine's own time, counted in instructions, which is the same in every run.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 60000
#define REFUSED_MS 500
#define CONFINED BOOT_IMAGE("confined/confined")
#define STREAM BOOT_IMAGE("stream/stream")
#define FRAME 500 /* bytes of those that STREAM sends */

static struct process process;
static char path[256];

static void start(const char *const options[], const char *const more[],
		  const char *image, const char *const arguments[])
{
	struct command command;

	snprintf(path, sizeof path, "%s", scratch_path("traffic.json"));
	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--stats", "--result", path, NULL });
	command_add_all(&command, options);
	command_add_all(&command, more);
	command_add(&command, "%s", image);
	command_add_all(&command, arguments);
	command_start(&command, &process);
	command_free(&command);
}

static json_t *finish(void)
{
	json_t *result;

	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end");
	result = json_load_file(path, 0, NULL);
	cr_assert(result != NULL, "no result: %s", process.err.data);
	unlink(path);
	process_finish(&process);
	return result;
}

/* Of what an instance's ledger counts. */
static double counted(const json_t *result, size_t vm, const char *name)
{
	const json_t *value = json_object_get(
		json_object_get(
			json_array_get(json_object_get(result, "instances"),
				       vm),
			"ledger"),
		name);

	cr_assert(json_is_integer(value), "no %s", name);
	return (double)json_integer_value(value);
}

/* ---- policies ---- */

static bool welcomed(uint16_t port, int milliseconds)
{
	double deadline = now_ms() + milliseconds;
	struct bytes reply = { 0 };
	bool good = false;

	while (!good && now_ms() < deadline && !process.ended) {
		bytes_free(&reply);
		reply = (struct bytes){ 0 };
		good = tcp_exchange(LOOPBACK, port, "", 0, &reply,
				    REFUSED_MS) &&
		       reply.length == 7;
		process_read_for(&process, 1);
	}
	bytes_free(&reply);
	return good;
}

/* Runs the confined service with more options, and looks at who gets in and
 * where it gets out; each by itself. */
static void expect_confined(const char *const more[], bool first, bool second,
			    bool out)
{
	uint16_t port = free_ports(2), outside;
	int listener = tcp_listen(LOOPBACK, &outside);
	char forward[2][32], to[8];
	json_t *result;

	snprintf(forward[0], sizeof forward[0], "%u:80", port);
	snprintf(forward[1], sizeof forward[1], "%u:81", port + 1);
	snprintf(to, sizeof to, "%u", outside);
	start((const char *[]){ "-p", forward[0], "-p", forward[1], NULL },
	      more, CONFINED, (const char *[]){ "10.0.2.2", to, NULL });
	if (first)
		cr_expect(welcomed(port, TIMEOUT_MS), "%s", process.err.data);
	cr_expect_eq(welcomed((uint16_t)(port + 1), 4 * REFUSED_MS), second);
	cr_expect_eq(welcomed(port, 4 * REFUSED_MS), first);
	cr_expect_eq(process.out.length > 0 &&
			     strstr(process.out.data, "reached") != NULL,
		     out);
	kill(process.pid, SIGINT);
	result = finish();
	cr_expect_eq(counted(result, 0, "rx_denied") > 0, !first || !second);
	cr_expect_eq(counted(result, 0, "tx_denied") > 0, !out);
	json_decref(result);
	close(listener);
}

Test(traffic, an_image_that_confines_itself)
{
	expect_confined((const char *[]){ NULL }, true, false, false);
}

Test(traffic, whoever_runs_it_can_only_confine_it_more)
{
	expect_confined((const char *[]){ "--allow-in", "81", NULL }, false,
			false, false);
}

Test(traffic, more_may_not_be_allowed_from_outside)
{
	expect_confined((const char *[]){ "--allow-out", "any", NULL }, true,
			false, false);
}

/* What the instances counted and sent, from their lines. */
static unsigned said(const char *what)
{
	const char *at = strstr(process.out.data, what);

	cr_assert_not_null(at, "no '%s': %s", what, process.out.data);
	return (unsigned)strtoul(at + strlen(what), NULL, 10);
}

/* Two VMs for a second, with these options. */
static json_t *stream(const char *const more[], unsigned *got, unsigned *sent)
{
	start((const char *[]){ "-n", "2", "--icount", NULL }, more, STREAM,
	      (const char *[]){ "1000", NULL });
	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end");
	*got = said("got ");
	*sent = said("sent ");
	return finish();
}

Test(traffic, policies_of_both_vms_count)
{
	unsigned got, sent;
	json_t *result;

	result = stream((const char *[]){ "--allow-in", "none", "--allow-out",
					  "9/udp", NULL },
			&got, &sent);
	cr_expect_eq(got, 0);
	cr_expect(counted(result, 0, "rx_denied") > 100);
	cr_expect_eq(counted(result, 1, "tx_denied"), 0);
	json_decref(result);
	result = stream((const char *[]){ "--allow-in", "9/udp", "--allow-out",
					  "none", NULL },
			&got, &sent);
	cr_expect_eq(got, 0);
	cr_expect(counted(result, 1, "tx_denied") > 100);
	json_decref(result);
	result = stream((const char *[]){ "--allow-in", "9/udp", "--allow-out",
					  "9/udp", NULL },
			&got, &sent);
	cr_expect(got > 100, "got %u of %u", got, sent);
	json_decref(result);
}

/* ---- limits ---- */

/* Without any, many more than the tests below allow: else they prove little. */
Test(traffic, without_limits)
{
	unsigned got, sent;
	json_t *result = stream((const char *[]){ NULL }, &got, &sent);

	cr_expect(got > 2000, "got %u of %u", got, sent);
	cr_expect_eq(counted(result, 1, "tx_delays"), 0);
	json_decref(result);
}

/* A second's frames, what may be saved up, and what is in the ring. */
static void expect_limited(double frames, double rate)
{
	cr_expect(frames > 0.8 * rate && frames < 1.3 * rate + 70,
		  "%g frames at %g a second", frames, rate);
}

Test(traffic, sending_is_limited)
{
	unsigned got, sent;
	json_t *result;

	result = stream((const char *[]){ "--limit", "txf=500", NULL }, &got,
			&sent);
	expect_limited(counted(result, 1, "tx_frames"), 500);
	cr_expect(counted(result, 1, "tx_delays") > 10);
	cr_expect_geq(got + 5, counted(result, 1, "tx_frames"),
		      "what the kernel takes is not lost: got %u", got);
	json_decref(result);
	result = stream((const char *[]){ "--limit", "tx=200000/s", NULL },
			&got, &sent);
	expect_limited(counted(result, 1, "tx_bytes") / FRAME, 400);
	json_decref(result);
}

Test(traffic, being_sent_is_limited)
{
	unsigned got, sent;
	json_t *result;

	result = stream((const char *[]){ "--limit", "rxf=500", NULL }, &got,
			&sent);
	expect_limited(got, 500);
	cr_expect(counted(result, 0, "rx_limited") > 500);
	cr_expect_eq(counted(result, 1, "tx_delays"), 0);
	json_decref(result);
	result = stream((const char *[]){ "--limit", "rx=200000", NULL }, &got,
			&sent);
	expect_limited(got, 400);
	json_decref(result);
}

/* ---- captures ---- */

Test(traffic, a_capture_of_one_vm)
{
	static const unsigned char magic[] = { 0x0a, 0x0d, 0x0d, 0x0a };
	char file[256], option[300];
	struct bytes capture = { 0 };
	unsigned got, sent;

	snprintf(file, sizeof file, "%s", scratch_path("vm.pcapng"));
	snprintf(option, sizeof option, "1:%s", file);
	json_decref(stream((const char *[]){ "--pcap", option, "--limit",
					     "txf=50", NULL },
			   &got, &sent));
	cr_assert(bytes_read_file(&capture, file));
	cr_expect(capture.length > 40 * FRAME &&
		  memcmp(capture.data, magic, sizeof magic) == 0);
	bytes_free(&capture);
	if (access("/usr/bin/tshark", X_OK) == 0)
		cr_expect_gt(capture_frames(file, "udp.dstport == 9 && frame"
						  ".packet_flags_direction =="
						  " 2"),
			     0);
	unlink(file);
}
