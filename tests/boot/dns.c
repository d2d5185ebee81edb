/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The name server, asked by the C library's resolver, and by messages that no
 * resolver sends.
 */
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 60000
#define REQUEST_MS 20000

static struct process server;
static uint16_t port; /* of TCP and UDP */
static struct __res_state resolver;
static uint8_t reply[65536];

static void start_server(void)
{
	double deadline = now_ms() + TIMEOUT_MS;
	char tcp[32], udp[32];
	int fd = -1;

	port = free_ports(1);
	snprintf(tcp, sizeof tcp, "%u:53", port);
	snprintf(udp, sizeof udp, "%u:53/udp", port);
	denali_start(&server, "--timeout", "100", "-p", tcp, "-p", udp,
		     EXAMPLE_IMAGE("dns"), NULL);
	cr_assert(res_ninit(&resolver) == 0);
	resolver.nscount = 1;
	resolver.nsaddr_list[0] = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	resolver.retrans = 1;
	resolver.retry = 30;
	while (fd < 0 && now_ms() < deadline && !server.ended) {
		fd = tcp_connect(LOOPBACK, port, REQUEST_MS);
		process_read_for(&server, 10);
	}
	close(fd);
}

static void stop_server(void)
{
	cr_expect(!server.ended, "the server has ended: %s", server.out.data);
	res_nclose(&resolver);
	process_finish(&server);
}

TestSuite(dns, .init = start_server, .fini = stop_server, .timeout = 120);

/* A record as text: "MX mail.example.test;", the name alone of those that have
 * more. */
static void record_text(ns_msg *message, ns_rr *record, char *text, size_t room)
{
	const uint8_t *data = ns_rr_rdata(*record);
	char name[NS_MAXDNAME] = "";
	int skip = ns_rr_type(*record) == ns_t_mx ? 2 : 0;

	switch (ns_rr_type(*record)) {
	case ns_t_a:
		inet_ntop(AF_INET, data, name, sizeof name);
		snprintf(text, room, "A %s;", name);
		break;
	case ns_t_aaaa:
		inet_ntop(AF_INET6, data, name, sizeof name);
		snprintf(text, room, "AAAA %s;", name);
		break;
	case ns_t_txt:
		snprintf(text, room, "TXT %.*s;", data[0],
			 (const char *)data + 1);
		break;
	default:
		cr_assert(ns_name_uncompress(ns_msg_base(*message),
					     ns_msg_end(*message), data + skip,
					     name, sizeof name) > 0);
		snprintf(text, room, "%s %s;",
			 skip != 0                       ? "MX" :
			 ns_rr_type(*record) == ns_t_ns  ? "NS" :
			 ns_rr_type(*record) == ns_t_soa ? "SOA" :
							   "CNAME",
			 name);
		break;
	}
}

/* All records of a section, in one text. */
static void section_text(ns_msg *message, ns_sect section, char *text,
			 size_t room)
{
	text[0] = '\0';
	for (int i = 0; i < ns_msg_count(*message, section); i++) {
		size_t length = strlen(text);
		ns_rr record;

		cr_assert(ns_parserr(message, section, i, &record) == 0);
		record_text(message, &record, text + length, room - length);
	}
}

static void ask(const char *name, int type, ns_msg *message)
{
	uint8_t query[512];
	int length = res_nmkquery(&resolver, ns_o_query, name, ns_c_in, type,
				  NULL, 0, NULL, query, sizeof query);

	cr_assert(length > 0);
	length = res_nsend(&resolver, query, length, reply, sizeof reply);
	cr_assert(length > 0, "%s: no answer", name);
	cr_assert(ns_initparse(reply, length, message) == 0);
	cr_expect_eq(ns_msg_getflag(*message, ns_f_qr), 1);
	cr_expect_eq(ns_msg_getflag(*message, ns_f_ra), 0);
}

static void expect(const char *name, int type, int code, const char *answer,
		   const char *authority)
{
	char text[4096];
	ns_msg message;

	ask(name, type, &message);
	cr_expect_eq(ns_msg_getflag(message, ns_f_rcode), code, "%s: code %d",
		     name, ns_msg_getflag(message, ns_f_rcode));
	cr_expect_eq(ns_msg_getflag(message, ns_f_aa), 1, "%s", name);
	section_text(&message, ns_s_an, text, sizeof text);
	cr_expect_str_eq(text, answer, "%s: %s", name, text);
	section_text(&message, ns_s_ns, text, sizeof text);
	cr_expect(strncmp(text, authority, strlen(authority)) == 0 &&
			  (*authority != '\0' || *text == '\0'),
		  "%s: %s", name, text);
}

Test(dns, answers)
{
	expect("ns1.example.test", ns_t_a, 0, "A 192.0.2.1;", "");
	expect("NS2.Example.TEST", ns_t_aaaa, 0, "AAAA 2001:db8::2;", "");
	expect("example.test", ns_t_ns, 0,
	       "NS ns1.example.test;NS ns2.example.test;", "");
	expect("example.test", ns_t_mx, 0, "MX mail.example.test;", "");
	expect("example.test", ns_t_txt, 0, "TXT served by one small VM;", "");
	expect("www.example.test", ns_t_a, 0,
	       "CNAME web.farm.example.test;A 192.0.2.80;A 192.0.2.81;", "");
	expect("www.example.test", ns_t_cname, 0,
	       "CNAME web.farm.example.test;", "");
	/* To where this server knows nothing of, and to itself. */
	expect("out.example.test", ns_t_a, 0, "CNAME www.example.com;", "");
	expect("ns2.example.test", ns_t_any, 0, "A 192.0.2.2;AAAA 2001:db8::2;",
	       "");
}

Test(dns, what_there_is_not)
{
	expect("nobody.example.test", ns_t_a, ns_r_nxdomain, "", "SOA ");
	expect("ns1.example.test", ns_t_aaaa, 0, "", "SOA ");
	/* There is a name below it. */
	expect("farm.example.test", ns_t_a, 0, "", "SOA ");
}

/* Too long for a datagram: the resolver asks again by TCP. */
Test(dns, long_answers)
{
	ns_msg message;

	ask("many.example.test", ns_t_a, &message);
	cr_expect_eq(ns_msg_count(message, ns_s_an), 60);
	cr_expect_eq(ns_msg_getflag(message, ns_f_tc), 0);
	resolver.options |= RES_IGNTC;
	ask("many.example.test", ns_t_a, &message);
	cr_expect_eq(ns_msg_getflag(message, ns_f_tc), 1);
	cr_expect(ns_msg_size(message) <= 512 &&
		  ns_msg_count(message, ns_s_an) > 10);
	ask("round.example.test", ns_t_a, &message);
	cr_expect_leq(ns_msg_count(message, ns_s_an), 8);
}

#define HEAD "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
#define GOOD HEAD "\3ns1\7example\4test\0\0\1\0\1"
#define MESSAGE(text) text, sizeof text - 1

/* What comes back: its code, or -1 for nothing at all. */
static const struct {
	const char *bytes;
	size_t length;
	int code;
} strange[] = {
	{ MESSAGE(HEAD), ns_r_formerr },
	{ MESSAGE(HEAD "\3ns1\7example"), ns_r_formerr },
	{ MESSAGE(HEAD "\3ns1\7example\4test\0\0\1"), ns_r_formerr },
	{ MESSAGE(HEAD "\xc0\x0c\0\1\0\1"), ns_r_formerr },
	{ MESSAGE(HEAD "\x40ns1\0\0\1\0\1"), ns_r_formerr },
	{ MESSAGE(HEAD "\x3fns1\0\0\1\0\1"), ns_r_formerr },
	{ MESSAGE("\x12\x34\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
	  ns_r_formerr },
	{ MESSAGE("\x12\x34\x01\x00\xff\xff\x00\x00\x00\x00\x00\x00"
		  "\0\0\1\0\1"),
	  ns_r_formerr },
	{ MESSAGE("\x12\x34\x28\x00\x00\x01\x00\x00\x00\x00\x00\x00"
		  "\0\0\1\0\1"),
	  ns_r_notimpl },
	{ MESSAGE(HEAD "\0\0\1\0\1"), ns_r_refused },
	{ MESSAGE(HEAD "\7example\3com\0\0\1\0\1"), ns_r_refused },
	{ MESSAGE(HEAD "\10xexample\4test\0\0\1\0\1"), ns_r_refused },
	{ MESSAGE(HEAD "\3ns1\7example\4test\0\0\1\0\3"), ns_r_refused },
	{ MESSAGE(GOOD "and more"), ns_r_noerror },
};

static void expect_good(void)
{
	expect("ns1.example.test", ns_t_a, 0, "A 192.0.2.1;", "");
}

Test(dns, strange_messages)
{
	for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
		struct bytes answer = { 0 };

		cr_assert(udp_exchange(LOOPBACK, port, strange[i].bytes,
				       strange[i].length, &answer, REQUEST_MS),
			  "%zu", i);
		cr_expect(answer.length >= 12 &&
				  memcmp(answer.data, "\x12\x34", 2) == 0 &&
				  (answer.data[3] & 15) == strange[i].code,
			  "%zu: code %d", i, answer.data[3] & 15);
		bytes_free(&answer);
	}
	expect_good();
}

/* Answers, and what is less than a header, get no answer. */
Test(dns, silence)
{
	int fd = udp_connect(LOOPBACK, port, REQUEST_MS);
	char bytes[600] = GOOD, got[600];

	expect_good();
	bytes[2] = (char)0x80;
	cr_assert(send(fd, bytes, sizeof GOOD - 1, 0) > 0);
	cr_assert(send(fd, bytes, 11, 0) == 11);
	cr_assert(send(fd, bytes, 0, 0) == 0);
	bytes[2] = 1;
	bytes[1] = 0x35;
	cr_assert(send(fd, bytes, sizeof GOOD - 1, 0) > 0);
	cr_assert(recv(fd, got, sizeof got, 0) > 12);
	cr_expect(got[1] == 0x35, "another was answered");
	close(fd);
}

static const char two[] = "\0\x22" GOOD "\0\x22" GOOD;

/* Over TCP: several at once, in pieces, too long; too many who are silent. */
Test(dns, streams)
{
	struct bytes answer = { 0 };
	int silent[60], fd;

	expect_good();
	for (int i = 0; i < 60; i++)
		silent[i] = tcp_connect(LOOPBACK, port, REQUEST_MS);
	fd = tcp_connect(LOOPBACK, port, REQUEST_MS);
	cr_assert(send_all(fd, two, 20));
	cr_assert(send_all(fd, two + 20, sizeof two - 21));
	cr_assert(receive(fd, &answer, 2 * (2 + 34 + 32)));
	cr_expect(memcmp(answer.data, "\0\x42\x12\x34", 4) == 0 &&
			  memcmp(answer.data + 68, "\0\x42\x12\x34", 4) == 0,
		  "%zu bytes", answer.length);
	bytes_clear(&answer);
	cr_assert(send_all(fd, "\xff\xff", 2));
	cr_expect(receive(fd, &answer, 0) && answer.length == 0);
	close(fd);
	for (int i = 0; i < 60; i++)
		close(silent[i]);
	expect_good();
	bytes_free(&answer);
}
