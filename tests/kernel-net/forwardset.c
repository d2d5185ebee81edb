/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Forwarded ports: what a supervisor may set.
 */
#include "forwardrig.h"

#include <criterion/criterion.h>

#include "wire.h"

TestSuite(forwardset, .init = forward_start, .fini = forward_stop);

static void refused(uint8_t family, uint8_t protocol, uint16_t port,
		    uint16_t to, uint16_t flags, const char *what)
{
	ask(family, protocol, port);
	add(WEB, to, flags);
	cr_assert_eq(set(), DENALI_EINVAL, "%s", what);
}

Test(forwardset, errors)
{
	refused(5, TCP, 81, 1, 0, "family");
	refused(4, PROTOCOL_ICMP, 81, 1, 0, "protocol");
	refused(4, TCP, 0, 1, 0, "port");
	refused(4, TCP, 81, 0, 0, "the backend's port");
	refused(4, TCP, 81, 1, 2, "flags");
	ask(4, TCP, 81);
	add(WEB, 1, 0);
	asked.address[0]++;
	cr_assert_eq(set(), DENALI_EINVAL, "another's address");
	asked.address[0]--;
	asked.address[4] = 1;
	cr_assert_eq(set(), DENALI_EINVAL, "beyond the address");
	ask(6, TCP, 81);
	asked.address[15]++;
	add(WEB, 1, 0);
	cr_assert_eq(set(), DENALI_EINVAL, "another's address");
	ask(4, TCP, 81);
	add(WEB, 1, 0);
	add(WEB, 1, DENALI_BACKEND_DRAINING);
	cr_assert_eq(set(), DENALI_EINVAL, "twice");
	ask(4, TCP, 81);
	asked.backend_count = DENALI_FORWARD_BACKENDS + 1;
	cr_assert_eq(set(), DENALI_EINVAL, "too many");
	asked.backend_count = UINT32_MAX;
	cr_assert_eq(set(), DENALI_EINVAL, "too many");
}

Test(forwardset, backends_that_cannot_be)
{
	ask(4, TCP, 81);
	add(99, 1, 0);
	cr_assert_eq(set(), DENALI_ENOENT, "nobody");
	ask(4, TCP, 81);
	add(HOST, 1, 0);
	cr_assert_eq(set(), DENALI_ENOENT, "itself");
	ask(4, TCP, 81);
	add(WEB, 8080, 0);
	cr_assert_eq(set(), DENALI_EBUSY, "another port leads there");
	ask(4, TCP, 80);
	add(WEB, 8080, DENALI_BACKEND_DRAINING);
	add(OTHER, 8080, 0);
	cr_assert_eq(set(), 0, "it is this one's");
	vms[OTHER]->nic.ipv4 = 0;
	ask(4, TCP, 82);
	add(OTHER, 1, 0);
	cr_assert_eq(set(), DENALI_ENOENT, "no address yet");
	vms[OTHER]->nic.ipv4 = world_ipv4(OTHER);
	nic_detach(vms[OTHER]);
	cr_assert_eq(set(), DENALI_ENOENT, "no NIC");
}

Test(forwardset, an_end_is_no_error)
{
	uint32_t records = world_records;

	ask(4, TCP, 80);
	cr_assert_eq(set(), 0);
	cr_assert_eq(world_records, records - 2);
	cr_assert_eq(set(), 0, "once more");
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	cr_assert(from_wire_to(HOST));
	build(kinds[0], WEB, CLIENT, CLIENT_PORT, 8080, 9);
	cr_assert(from_wire_to(WEB), "it is reached as before");
	build(kinds[0], CLIENT, WEB, 8080, CLIENT_PORT, 9);
	cr_assert(sent_from(WEB, PACKET_FROM_VM, 0, 0));
	cr_assert_arr_eq(got.bytes, frame.bytes, frame.length);
	ask(4, TCP, 99);
	add(WEB, 8080, 0);
	cr_assert_eq(set(), 0, "the backend is free for another");
}

Test(forwardset, an_address_that_was_the_hosts_can_be_given_up)
{
	vms[HOST]->nic.ipv4 = world_ipv4(77);
	ask(4, TCP, 80);
	cr_assert_eq(set(), 0);
	cr_assert_eq(set(), DENALI_EINVAL, "there is none");
	vms[HOST]->nic.ipv4 = world_ipv4(HOST);
}

Test(forwardset, short_of_memory_nothing_changes)
{
	uint32_t records = world_records;

	ask(4, TCP, 81);
	add(WEB, 81, 0);
	add(OTHER, 81, 0);
	for (world_shortage = 1;; world_shortage++) {
		uint32_t n = world_shortage;
		int32_t error = set();

		world_shortage = n;
		if (!error)
			break;
		cr_assert_eq(error, DENALI_ENOMEM);
		cr_assert_eq(world_records, records);
	}
	cr_assert_eq(world_shortage, 4);
	cr_assert_eq(world_records, records + 3);
}

Test(forwardset, so_many_there_may_be, .timeout = 60)
{
	for (uint32_t i = 4; i < DENALI_FORWARDS; i++) {
		ask(4, TCP, (uint16_t)(1000 + i));
		add(OTHER, (uint16_t)(1000 + i), 0);
		cr_assert_eq(set(), 0);
	}
	ask(4, TCP, 999);
	add(OTHER, 999, 0);
	cr_assert_eq(set(), DENALI_ENOMEM);
	ask(4, TCP, 1004);
	add(OTHER, 1004, 0);
	add(WEB, 1004, 0);
	cr_assert_eq(set(), 0, "one that is there may change");
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 1005, 9);
	cr_assert(from_wire_to(OTHER));
	ask(4, TCP, 1004);
	cr_assert_eq(set(), 0);
	ask(4, TCP, 999);
	add(OTHER, 999, 0);
	cr_assert_eq(set(), 0);
}
