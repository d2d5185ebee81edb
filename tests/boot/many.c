/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Hundreds of services on one wire, reached through one router.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <netinet/if_ether.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/network.h"
#include "harness/survey.h"

#define TAP "tap0"
#define OUR_ADDRESS "10.8.0.1"
#define FIRST "10.8.1.0"
#define LAST "10.8.2.43"
#define COUNT 300
#define BOOT_MS 30000
#define TRY_MS 200
#define ANSWER_MS 10000
#define PAGE "examples/http-hello/files/site/index.html"

static void make_network(void)
{
	const char *why;

	if (!network_enter(&why))
		cr_skip_test("no TAP interface: %s", why);
	cr_assert(network_tap(TAP, OUR_ADDRESS "/32"));
	cr_assert(network_route(TAP, "10.8.0.0/16"));
	cr_assert(network_address(TAP, "fd00:8::1/128"));
	cr_assert(network_route(TAP, "fd00:8::/64"));
}

static void await_page(struct process *process, const char *address)
{
	double deadline = now_ms() + BOOT_MS;
	struct bytes page = { 0 };
	bool up = false;

	while (!up && now_ms() < deadline && !process->ended) {
		up = http_get(address, 80, "/", &page, TRY_MS);
		process_read_for(process, 1);
	}
	cr_assert(up, "no answer from %s: %s", address, process->err.data);
	bytes_free(&page);
}

static int listen_to_arp(void)
{
	int made = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			  htons(ETH_P_ARP));

	cr_assert(made >= 0);
	return made;
}

/* ARP requests for our address that have been heard. */
static int requests_heard(int listener)
{
	struct sockaddr_ll from;
	socklen_t length = sizeof from;
	in_addr_t own = inet_addr(OUR_ADDRESS);
	struct ether_arp arp;
	int count = 0;

	while (recvfrom(listener, &arp, sizeof arp, 0, (struct sockaddr *)&from,
			&length) == sizeof arp)
		if (from.sll_pkttype != PACKET_OUTGOING &&
		    ntohs(arp.ea_hdr.ar_op) == ARPOP_REQUEST &&
		    memcmp(arp.arp_tpa, &own, sizeof arp.arp_tpa) == 0)
			count++;
	return count;
}

Test(many, behind_one_router)
{
	struct process process;
	struct bytes page = { 0 }, answer = { 0 };
	struct survey survey;
	int listener, requests;

	make_network();
	cr_assert(bytes_read_file(&page, PAGE));
	denali_start(&process, "-n", "300", "--net", "tap=" TAP, "--addr",
		     FIRST "/16", "--addr", "fd00:8::1000/64",
		     EXAMPLE_IMAGE("http-hello"), NULL);
	await_page(&process, LAST);
	listener = listen_to_arp();
	survey_all(&survey, FIRST, COUNT, &page, ANSWER_MS);
	cr_expect(survey.right == COUNT, "%u right answers, none from %s",
		  survey.right, survey.wrong);
	requests = requests_heard(listener);
	cr_expect(requests < 10, "%d VMs asked the wire who we are", requests);
	survey_all(&survey, "10.8.2.44", 1, &page, 1000);
	cr_expect(survey.right == 0, "one too many");
	cr_expect(http_get("fd00:8::112b", 80, "/", &answer, ANSWER_MS),
		  "no answer over IPv6");
	cr_expect(bytes_same(&answer, &page));
	close(listener);
	process_finish(&process);
	bytes_free(&page);
	bytes_free(&answer);
}
