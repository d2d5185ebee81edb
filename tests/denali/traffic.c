/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Limits, rules and captures: how they are written, what the plan says of them,
 * what files of captures hold.
 */
#include "traffic.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../sdk/common/rule.h"
#include "capture.h"
#include "error.h"
#include "harness/bytes.h"
#include "harness/denali.h"
#include "plan.h"

/* ---- rules ---- */

static const struct {
	const char *text;
	uint8_t protocol, family, prefix;
	uint16_t first, last;
	const char *address;
} good[] = {
	{ "80", 6, 0, 0, 80, 80, NULL },
	{ "1/tcp", 6, 0, 0, 1, 1, NULL },
	{ "65535/udp", 17, 0, 0, 65535, 65535, NULL },
	{ "1024-2047", 6, 0, 0, 1024, 2047, NULL },
	{ "5-5/udp", 17, 0, 0, 5, 5, NULL },
	{ "any", 0, 0, 0, 0, 0, NULL },
	{ "10.1.2.3:80", 6, 4, 32, 80, 80, "10.1.2.3" },
	{ "10.1.2.3/8:53/udp", 17, 4, 8, 53, 53, "10.0.0.0" },
	{ "10.1.2.3/31:1-2", 6, 4, 31, 1, 2, "10.1.2.2" },
	{ "0.0.0.0/0:any", 0, 4, 0, 0, 0, "0.0.0.0" },
	{ "fd00::1:443", 6, 6, 128, 443, 443, "fd00::1" },
	{ "fdff::/12:any", 0, 6, 12, 0, 0, "fdf0::" },
	{ "::/0:1-65535/udp", 17, 6, 0, 1, 65535, "::" },
};

static void expect_rule(const struct denali_rule *rule, unsigned i)
{
	uint8_t address[16] = { 0 };

	if (good[i].address != NULL)
		inet_pton(good[i].family == 6 ? AF_INET6 : AF_INET,
			  good[i].address, address);
	cr_expect(rule->protocol == good[i].protocol &&
			  rule->family == good[i].family &&
			  rule->prefix == good[i].prefix &&
			  rule->port_first == good[i].first &&
			  rule->port_last == good[i].last &&
			  !memcmp(rule->address, address, sizeof address),
		  "%s", good[i].text);
}

Test(rule, that_are_good)
{
	for (unsigned i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct denali_policy policy = { 0 };

		cr_assert_null(rule_add(&policy, DENALI_RULE_OUT, good[i].text),
			       "%s", good[i].text);
		cr_expect_eq(policy.flags, DENALI_POLICY_OUT);
		cr_assert_eq(policy.rule_count, 1);
		cr_expect_eq(policy.rule[0].direction, DENALI_RULE_OUT);
		expect_rule(&policy.rule[0], i);
	}
}

Test(rule, that_are_not)
{
	static const char *const bad[] = {
		"",
		"0",
		"65536",
		"-1",
		"80-",
		"-80",
		"81-80",
		"80/sctp",
		"80/",
		"a",
		"+80",
		"80 ",
		" 80",
		"1-2-3",
		"80/tcp/udp",
		"10.0.0.1",
		"10.0.0.1:",
		"10.0.0.1/33:80",
		"10.0.0/8:80",
		"fd00::1",
		"fd00::/129:80",
		"10.0.0.1/:80",
		"10.0.0.1/a:80",
		":80",
		"none:80",
		"10.0.0.1:none",
		"any/udp",
		"any:80",
		"123456789012345678901234567890123456789012345678901234567890"
		"12345",
	};

	for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct denali_policy policy = { 0 }, none = { 0 };

		cr_expect_not_null(rule_add(&policy, DENALI_RULE_IN, bad[i]),
				   "'%s'", bad[i]);
		cr_expect(!memcmp(&policy, &none, sizeof none), "'%s'", bad[i]);
	}
}

Test(rule, none_limits_and_sixteen_are_all)
{
	struct denali_policy policy = { 0 };

	cr_assert_null(rule_add(&policy, DENALI_RULE_OUT, "none"));
	cr_assert_eq(policy.flags, DENALI_POLICY_OUT);
	cr_assert_eq(policy.rule_count, 0);
	for (unsigned i = 0; i < DENALI_POLICY_RULES; i++)
		cr_assert_null(rule_add(&policy, DENALI_RULE_IN, "80"));
	cr_expect_str_eq(rule_add(&policy, DENALI_RULE_IN, "80"),
			 "a policy has at most 16 rules");
	cr_assert_eq(policy.rule_count, DENALI_POLICY_RULES);
	cr_assert_eq(policy.flags, DENALI_POLICY_OUT | DENALI_POLICY_IN);
}

/* ---- options ---- */

Test(traffic, limits)
{
	static const char *const bad[] = {
		"",      "tx",    "tx=",    "tx=0",  "tx=1000000001", "ty=1",
		"tx=1G", "tx=1,", "tx=1/m", "tx=-1", "rx=1,,tx=1"
	};
	struct part_options part = { .count = 1 };
	struct denali_limits *limits = &part.limits;

	cr_redirect_stderr();
	cr_assert_eq(traffic_limit(&part, "tx=1M/s,rxf=500,ops=7"), 0);
	cr_assert_eq(traffic_limit(&part, "rx=1000000000"), 0);
	cr_assert_eq(traffic_limit(&part, "txf=2k,disk=1"), 0);
	cr_expect(limits->tx_bytes == 1 << 20 && limits->tx_frames == 2048 &&
		  limits->rx_bytes == 1000000000 && limits->rx_frames == 500 &&
		  limits->disk_bytes == 1 && limits->disk_requests == 7);
	for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_eq(traffic_limit(&part, bad[i]), STATUS_ERROR, "'%s'",
			     bad[i]);
}

Test(traffic, captures, .init = cr_redirect_stderr)
{
	struct run_options options = { .count = 3 };

	cr_assert_eq(traffic_capture(&options, "wire.pcap"), 0);
	cr_assert_eq(traffic_capture(&options, "2:./2:of"), 0);
	cr_assert_eq(traffic_capture(&options, "0:f"), 0);
	cr_expect_str_eq(options.pcap, "wire.pcap");
	cr_expect_str_eq(options.captures[0].path, "./2:of");
	cr_expect(traffic_captured(&options, 0) &&
		  !traffic_captured(&options, 1) &&
		  traffic_captured(&options, 2));
	cr_assert_eq(traffic_check(&options), 0);
	cr_assert_eq(traffic_capture(&options, "0:g"), STATUS_ERROR);
	cr_assert_eq(traffic_capture(&options, "1:"), STATUS_ERROR);
	cr_assert_eq(traffic_capture(&options, "99999999999999999999:g"),
		     STATUS_ERROR);
	options.count = 2;
	cr_assert_eq(traffic_check(&options), STATUS_ERROR);
	cr_expect_str_eq(error_last(), "--pcap 2:./2:of: there is no instance "
				       "2; the first is 0");
}

Test(traffic, in_the_plan)
{
	struct part_options part = { .image = "hello", .count = 4 };
	struct run_options options = { .parts = &part,
				       .part_count = 1,
				       .count = 4 };
	struct part hello = { .options = &part, .image.name = "hello" };
	struct parts parts = { .all = &hello, .count = 1 };
	struct denali_network network = { 0 };
	struct buffer bytes = { 0 };
	struct denali_plan_group group[3];
	struct denali_policy policy;

	cr_assert_eq(traffic_limit(&part, "tx=5,ops=9"), 0);
	cr_assert_eq(traffic_allow_in(&part, "80"), 0);
	cr_assert_eq(traffic_allow_out(&part, "none"), 0);
	cr_assert_eq(traffic_capture(&options, "2:file"), 0);
	cr_assert_eq(plan_write(&options, &parts, &network, &bytes), 0);
	memcpy(group, bytes.data + sizeof(struct denali_plan), sizeof group);
	for (unsigned i = 0; i < 3; i++) {
		cr_expect_eq(group[i].count, i == 0 ? 2 : 1);
		cr_expect_eq(group[i].limits.tx_bytes, 5);
		cr_expect_eq(group[i].limits.disk_requests, 9);
		cr_expect_eq(!!(group[i].flags & DENALI_GROUP_CAPTURE), i == 1);
		cr_assert_leq(group[i].policy_offset + sizeof policy,
			      bytes.length);
		memcpy(&policy, bytes.data + group[i].policy_offset,
		       sizeof policy);
		cr_expect(!memcmp(&policy, &part.policy, sizeof policy));
	}
	cr_expect_eq(policy.flags, DENALI_POLICY_IN | DENALI_POLICY_OUT);
	cr_expect_eq(policy.rule_count, 1);
	buffer_free(&bytes);
}

/* ---- files ---- */

static void take(struct captures *captures, uint32_t vm, uint32_t flags,
		 uint32_t missed, uint32_t length)
{
	struct {
		struct denali_port_frame head;
		uint8_t frame[64];
	} body = { { 0x123456789abcdef0, flags, missed }, { 0 } };
	struct port_message message = {
		.type = DENALI_PORT_FRAME,
		.vm = vm,
		.length = (uint16_t)(sizeof body.head + length),
		.body = (const uint8_t *)&body,
	};

	memset(body.frame, (int)length, length);
	captures_take(captures, &message);
}

/* The words of the option of a packet's block; null: it has none. */
static const uint32_t *find_option(const uint32_t *block, uint16_t code)
{
	const uint32_t *at = block + 7 + (block[5] + 3) / 4;
	const uint32_t *end = block + block[1] / 4 - 1;

	while (at < end && (uint16_t)*at != 0) {
		if ((uint16_t)*at == code)
			return at + 1;
		at += 1 + ((*at >> 16) + 3) / 4;
	}
	return NULL;
}

static void expect_packet(const uint32_t *block, uint32_t length,
			  uint32_t direction, bool dropped)
{
	const uint32_t *flags = find_option(block, 2);
	const uint32_t *comment = find_option(block, 1);

	cr_assert_eq(block[0], 6);
	cr_expect_eq(block[3], 0x12345678);
	cr_expect_eq(block[4], 0x9abcdef0);
	cr_assert(block[5] == length && block[6] == length);
	cr_expect_eq(((const uint8_t *)(block + 7))[length - 1], length);
	cr_assert(flags != NULL && *flags == direction);
	cr_expect_eq(comment != NULL, dropped);
	cr_expect(!dropped || !memcmp(comment, "dropped", 7));
}

Test(capture, blocks)
{
	char *path = strdup(scratch_path("frames.pcapng"));
	struct run_options options = { .count = 2 };
	struct captures captures = { 0 };
	struct bytes file = { 0 };
	const uint32_t *block;

	options.captures[0] = (struct capture_option){ 1, path };
	options.capture_count = 1;
	cr_assert_eq(captures_open(&captures, &options), 0);
	take(&captures, 1, DENALI_FRAME_SENT, 0, 61);
	take(&captures, 0, DENALI_FRAME_SENT, 0, 60);
	take(&captures, 1, DENALI_FRAME_DROPPED, 7, 64);
	cr_assert_eq(captures_close(&captures), 0);
	cr_assert_eq(captures_close(&captures), 0);
	cr_assert(bytes_read_file(&file, path));
	block = (const uint32_t *)(const void *)file.data;
	cr_assert(block[0] == 0x0a0d0d0a && block[2] == 0x1a2b3c4d);
	for (unsigned i = 0; i < 4; i++) {
		cr_assert_eq(block[block[1] / 4 - 1], block[1],
			     "its length is at both ends");
		block += block[1] / 4;
		if (i == 0)
			cr_assert(block[0] == 1 && block[2] == 1);
		else if (i == 1)
			expect_packet(block, 61, 2, false);
		else if (i == 2)
			expect_packet(block, 64, 1, true);
		if (i == 2)
			cr_expect_eq(*find_option(block, 4), 7);
	}
	cr_assert_eq((const char *)block - (const char *)file.data,
		     (ptrdiff_t)file.length, "and that is all");
	unlink(path);
	bytes_free(&file);
	free(path);
}

Test(capture, no_such_folder, .init = cr_redirect_stderr)
{
	struct run_options options = { .count = 1 };
	struct captures captures = { 0 };

	options.captures[0] = (struct capture_option){ 0, "/none/such" };
	options.capture_count = 1;
	cr_assert_eq(captures_open(&captures, &options), STATUS_ERROR);
	cr_expect_str_eq(
		error_last(),
		"--pcap 0:/none/such: cannot write it: No such file "
		"or directory; correct the name, or see whether its folder is "
		"there");
	captures_close(&captures);
}

Test(capture, a_full_disk, .init = cr_redirect_stderr)
{
	struct run_options options = { .count = 1 };
	struct captures captures = { 0 };

	options.captures[0] = (struct capture_option){ 0, "/dev/full" };
	options.capture_count = 1;
	cr_assert_eq(captures_open(&captures, &options), 0);
	cr_assert_eq(captures_close(&captures), STATUS_ERROR);
	cr_expect_str_eq(error_last(),
			 "--pcap 0:/dev/full: could not write all of it: No "
			 "space left on device");
}
