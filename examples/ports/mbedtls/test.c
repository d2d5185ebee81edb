/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * mbedTLS: what it says of itself, and HTTPS with other people's TLS at the
 * other end.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 120000
#define OUT "build/ports/mbedtls/"
#define CERTIFICATE OUT "tls-server.etc/cert.pem"

Test(mbedtls, self_test)
{
	struct process process;

	denali_start(&process, "--net", "none", "--timeout", "100",
		     PORT_IMAGE("mbedtls", "selftest"), NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect_eq(process.status, 0, "status %d", process.status);
	cr_expect(bytes_match(&process.out, "Executed 2[0-9] test suites"));
	cr_expect(bytes_match(&process.out, "All tests PASS"), "%s",
		  process.out.data);
	process_finish(&process);
}

/* A server, and the shell's words about it: $1 is its port, $2 a file that is
 * not there yet. */
static struct process server;
static uint16_t port;

static void start_server(void)
{
	char forward[32];

	port = free_ports(1);
	snprintf(forward, sizeof forward, "%u:443", port);
	denali_start(&server, "--timeout", "100", "-p", forward,
		     PORT_IMAGE("mbedtls", "tls-server"), NULL);
}

static void stop_server(void)
{
	cr_expect(!server.ended, "the server has ended: %s%s", server.out.data,
		  server.err.data);
	process_finish(&server);
}

static void shell(struct process *process, const char *words, int status,
		  const char *expected)
{
	char number[8];

	snprintf(number, sizeof number, "%u", port);
	cr_assert(process_run(process,
			      (const char *[]){ "sh", "-c", words, "sh", number,
						scratch_path("session"), NULL },
			      TIMEOUT_MS),
		  "not in time: %s", words);
	cr_expect_eq(process->status, status, "status %d: %s%s",
		     process->status, process->out.data, process->err.data);
	cr_expect(bytes_match(&process->out, expected), "%s: %s%s", expected,
		  process->out.data, process->err.data);
	process_finish(process);
}

#define CURL                                                                   \
	"curl -sS --retry 20 --retry-all-errors --retry-delay 1 "              \
	"--max-time 60 --cacert " CERTIFICATE " "
#define CLIENT                                                                 \
	"openssl s_client -connect localhost:$1 -CAfile " CERTIFICATE          \
	" </dev/null 2>&1 "

TestSuite(tls_server, .init = start_server, .fini = stop_server);

Test(tls_server, curl)
{
	struct process process;

	shell(&process, CURL "https://localhost:$1/", 0,
	      "^hello by TLSv1.2, TLS-ECDHE-ECDSA-WITH-");
	shell(&process,
	      CURL "https://localhost:$1/1000000 | tr -d x | wc -c; " CURL
		   "https://localhost:$1/1000000 | wc -c",
	      0, "^0\n1000000$");
	shell(&process,
	      CURL "-w '%{num_connects}\\n' https://localhost:$1/"
		   " https://localhost:$1/7",
	      0, "^hello.*\n1\nxxxxxxx0$");
	shell(&process, CURL "-i -H 'Connection: close' https://localhost:$1/",
	      0, "^Connection: close\r\n(.*\n)*hello");
}

Test(tls_server, many_at_once)
{
	struct process process;

	shell(&process, CURL "https://localhost:$1/", 0, "^hello");
	shell(&process,
	      CURL "-Z --parallel-immediate --parallel-max 30"
		   " https://localhost:$1/3?[1-30] | tr -d '\\n' | wc -c",
	      0, "^90$");
}

/* Who does not trust the certificate gets nothing. */
Test(tls_server, certificate)
{
	struct process process;

	shell(&process, CURL "https://localhost:$1/", 0, "^hello");
	shell(&process, "curl -sS https://localhost:$1/ 2>&1", 60,
	      "SSL certificate problem: self-signed certificate");
	shell(&process,
	      "curl -sS --cacert " CERTIFICATE " https://127.0.0.1:$1/ 2>&1",
	      60, "no alternative certificate subject name matches");
}

Test(tls_server, openssl)
{
	struct process process;

	shell(&process, CURL "https://localhost:$1/", 0, "^hello");
	shell(&process, CLIENT, 0, "Verify return code: 0 \\(ok\\)");
	shell(&process, CLIENT "-cipher ECDHE-ECDSA-AES128-GCM-SHA256", 0,
	      "Cipher is ECDHE-ECDSA-AES128-GCM-SHA256");
	shell(&process, CLIENT "-tls1_3", 1, "alert|no protocols");
}

/* By a ticket, and by the session's number. */
Test(tls_server, resumption)
{
	struct process process;

	shell(&process, CURL "https://localhost:$1/", 0, "^hello");
	shell(&process, CLIENT "-sess_out $2 && " CLIENT "-sess_in $2", 0,
	      "^New, TLSv1.2(.*\n)*Reused, TLSv1.2");
	shell(&process,
	      CLIENT "-no_ticket -sess_out $2 && " CLIENT
		     "-no_ticket -sess_in $2",
	      0, "^New, TLSv1.2(.*\n)*Reused, TLSv1.2");
}

/* What is not TLS ends that connection alone; so does a client that goes in
 * the middle of a handshake. */
Test(tls_server, strangers)
{
	static const char plain[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
	struct process process;
	struct bytes reply = { 0 };
	int socket;

	shell(&process, CURL "https://localhost:$1/", 0, "^hello");
	tcp_exchange(LOOPBACK, port, plain, sizeof plain - 1, &reply,
		     TIMEOUT_MS);
	cr_expect(!bytes_match(&reply, "hello"));
	bytes_free(&reply);
	socket = tcp_connect(LOOPBACK, port, TIMEOUT_MS);
	cr_assert(socket >= 0);
	send_all(socket, "\x16\x03\x01\x02", 4);
	close(socket);
	shell(&process, CURL "https://localhost:$1/", 0, "^hello");
}

/* The other way about: a server of this machine's. */
Test(mbedtls, client)
{
	char serving[256], address[32];
	struct process process, host;

	port = free_ports(1);
	snprintf(serving, sizeof serving,
		 "exec openssl s_server -accept %u -cert " CERTIFICATE
		 " -key " OUT "tls-server.etc/key.pem -www",
		 port);
	process_start(&host, (const char *[]){ "sh", "-c", serving, NULL });
	cr_assert(process_await(&host, &host.out, "^ACCEPT", TIMEOUT_MS));
	snprintf(address, sizeof address, "server_port=%u", port);
	denali_start(&process, "--timeout", "100",
		     PORT_IMAGE("mbedtls", "ssl_client2"),
		     "server_name=10.0.2.2", address, "auth_mode=none", NULL);
	cr_expect(process_wait(&process, TIMEOUT_MS));
	cr_expect_eq(process.status, 0, "status %d", process.status);
	cr_expect(bytes_match(&process.out, "Protocol is TLSv1.2"), "%s",
		  process.out.data);
	cr_expect(bytes_match(&process.out, "HTTP/1.0 200 ok"), "%s",
		  process.out.data);
	process_finish(&process);
	process_finish(&host);
}
