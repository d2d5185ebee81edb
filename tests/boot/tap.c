/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Services on a wire of their own: a TAP interface in a network that belongs to
 * the test.  Where the system does not allow one the tests are skipped, which
 * the totals name.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/network.h"

#define TAP "tap0"
#define OUR_IPV4 "10.8.0.1/24"
#define OUR_IPV6 "fd00:8::1/64"
#define TIMEOUT_MS 30000
#define REQUEST_MS 10000
#define HTTP_HELLO EXAMPLE_IMAGE("http-hello")
#define MANY 4000
#define PING_SIZE 1000

static void make_network(void)
{
	const char *why;

	if (!network_enter(&why))
		cr_skip_test("no TAP interface: %s", why);
	cr_assert(network_tap(TAP, OUR_IPV4));
	cr_assert(network_address(TAP, OUR_IPV6));
	cr_assert(network_widen_ports());
}

static void start(struct process *process, const char *count)
{
	denali_start(process, "-n", count, "--net", "tap=" TAP, "--addr",
		     "10.8.0.2/24", "--addr", "fd00:8::2/64", HTTP_HELLO, NULL);
}

static bool await_page(struct process *process, const char *address,
		       struct bytes *page)
{
	double deadline = now_ms() + TIMEOUT_MS;

	while (now_ms() < deadline && !process->ended) {
		if (http_get(address, 80, "/", page, REQUEST_MS))
			return true;
		process_read_for(process, 10);
	}
	return false;
}

Test(tap, both_families)
{
	struct process process;
	struct bytes page = { 0 }, same = { 0 };

	make_network();
	start(&process, "1");
	cr_expect(await_page(&process, "10.8.0.2", &page), "no answer: %s",
		  process.err.data);
	cr_expect(http_get("fd00:8::2", 80, "/", &same, REQUEST_MS),
		  "no answer over IPv6");
	cr_expect(bytes_same(&page, &same));
	process_finish(&process);
	bytes_free(&page);
	bytes_free(&same);
}

Test(tap, instances_have_addresses)
{
	static const char *const addresses[] = { "10.8.0.4", "fd00:8::4",
						 "10.8.0.3", "fd00:8::3",
						 "10.8.0.2", "fd00:8::2" };
	struct process process;
	struct bytes page = { 0 };

	make_network();
	start(&process, "3");
	for (int i = 0; i < 6; i++)
		cr_expect(await_page(&process, addresses[i], &page),
			  "no answer from %s: %s", addresses[i],
			  process.err.data);
	process_finish(&process);
	bytes_free(&page);
}

/* More connections, one after another, than a stack has room to remember. */
Test(tap, many_connections)
{
	struct process process;
	struct bytes page = { 0 };
	double worst = 0;

	make_network();
	start(&process, "1");
	cr_assert(await_page(&process, "10.8.0.2", &page), "no answer: %s",
		  process.err.data);
	for (int i = 0; i < MANY; i++) {
		double begun = now_ms();

		cr_assert(http_get("10.8.0.2", 80, "/", &page, REQUEST_MS),
			  "no answer to number %d", i);
		if (now_ms() - begun > worst)
			worst = now_ms() - begun;
	}
	cr_expect(worst < 1000, "one took %.0f ms", worst);
	process_finish(&process);
	bytes_free(&page);
}

static uint16_t checksum(const uint8_t *data, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i += 2)
		sum += (uint32_t)data[i] << 8 | data[i + 1];
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static size_t make_ping(uint8_t *packet)
{
	struct icmphdr header = { .type = ICMP_ECHO };

	for (size_t i = 0; i < PING_SIZE; i++)
		packet[i] = (uint8_t)(i * 7);
	memcpy(packet, &header, sizeof header);
	header.checksum = htons(checksum(packet, PING_SIZE));
	memcpy(packet, &header, sizeof header);
	return PING_SIZE;
}

/* One echo request; true if its answer brings the same bytes back. */
static bool ping(int icmp, const struct sockaddr_in *to)
{
	uint8_t request[PING_SIZE], reply[PING_SIZE + 60];
	size_t length = make_ping(request);
	const size_t head = sizeof(struct iphdr), icmp_head = 8;
	ssize_t got;

	sendto(icmp, request, length, 0, (const struct sockaddr *)to,
	       sizeof *to);
	got = recv(icmp, reply, sizeof reply, 0);
	return got == (ssize_t)(head + length) &&
	       reply[head] == ICMP_ECHOREPLY &&
	       memcmp(reply + head + icmp_head, request + icmp_head,
		      length - icmp_head) == 0;
}

Test(tap, ping)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	struct timeval limit = { 1, 0 };
	struct process process;
	struct bytes page = { 0 };
	int icmp, answers = 0;

	make_network();
	start(&process, "1");
	cr_assert(await_page(&process, "10.8.0.2", &page), "no answer: %s",
		  process.err.data);
	icmp = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
	cr_assert(icmp >= 0);
	setsockopt(icmp, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	inet_pton(AF_INET, "10.8.0.2", &to.sin_addr);
	for (int i = 0; i < 5; i++)
		answers += ping(icmp, &to);
	cr_expect(answers == 5, "%d answers to 5 pings", answers);
	close(icmp);
	process_finish(&process);
	bytes_free(&page);
}
