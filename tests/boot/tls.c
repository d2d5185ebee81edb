/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The web server with TLS, asked by other people's TLS.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/shell.h"

#define TIMEOUT_MS 60000
#define REQUEST_MS 20000
#define SILENT 100

#define CERTIFICATE "build/examples/tls-web/etc/cert.pem"
#define CURL                                                                   \
	"curl -sS --noproxy '*' --retry 30 --retry-all-errors "                \
	"--retry-delay 1 --max-time 30 --cacert " CERTIFICATE " "

static struct process server;
static uint16_t port;

static void start_server(void)
{
	char forward[32];

	port = free_ports(1);
	snprintf(forward, sizeof forward, "%u:443", port);
	denali_start(&server, "--timeout", "100", "-p", forward,
		     EXAMPLE_IMAGE("tls-web"), NULL);
	shell_expect(TIMEOUT_MS, "TLS from a virtual machine",
		     CURL "https://localhost:%u/", port);
}

static void stop_server(void)
{
	cr_expect(!server.ended, "the server has ended: %s", server.out.data);
	process_finish(&server);
}

TestSuite(tls_web, .init = start_server, .fini = stop_server, .timeout = 120);

Test(tls_web, pages)
{
	shell_expect(TIMEOUT_MS, "^text/css 200$",
		     CURL "-o /dev/null -w '%%{content_type} %%{http_code}\\n' "
			  "https://localhost:%u/style.css",
		     port);
	shell_expect(TIMEOUT_MS, "^Not Found\n404$",
		     CURL "--path-as-is -w '%%{http_code}\\n' "
			  "https://localhost:%u/%%65tc/tls/key.pem",
		     port);
	shell_expect(TIMEOUT_MS, "^Bad Request\n400$",
		     CURL "--path-as-is -w '%%{http_code}\\n' "
			  "https://localhost:%u/../etc/tls/key.pem",
		     port);
	shell_expect(TIMEOUT_MS, "405$",
		     CURL "-d x -o /dev/null -w '%%{http_code}\\n' "
			  "https://localhost:%u/",
		     port);
	/* One connection for two requests; both sides may end it. */
	shell_expect(TIMEOUT_MS, "^10$",
		     CURL "-o /dev/null -o /dev/null -w '%%{num_connects}' "
			  "https://localhost:%u/ https://localhost:%u/",
		     port, port);
}

Test(tls_web, identity)
{
	shell_expect(TIMEOUT_MS, "self-signed certificate",
		     "curl -sS --noproxy '*' https://localhost:%u/ 2>&1 || "
		     "true",
		     port);
	shell_expect(
		TIMEOUT_MS, "Verify return code: 0 \\(ok\\)",
		"openssl s_client -connect localhost:%u -CAfile " CERTIFICATE
		" </dev/null 2>&1",
		port);
	shell_expect(TIMEOUT_MS, "alert|no protocols|failure",
		     "openssl s_client -connect localhost:%u -tls1 "
		     "-cipher DEFAULT@SECLEVEL=0 </dev/null 2>&1 || true",
		     port);
}

/* What is no TLS, or begins and does not go on, keeps nobody out. */
Test(tls_web, nuisances)
{
	static const char plain[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
	struct bytes reply = { 0 };
	int silent[SILENT];

	tcp_exchange(LOOPBACK, port, plain, sizeof plain - 1, &reply,
		     REQUEST_MS);
	cr_expect(!bytes_match(&reply, "html"));
	bytes_free(&reply);
	for (int i = 0; i < SILENT; i++) {
		silent[i] = tcp_connect(LOOPBACK, port, REQUEST_MS);
		cr_assert(silent[i] >= 0);
		if (i % 2 == 0)
			send_all(silent[i], "\x16\x03\x01\x02", 4);
	}
	shell_expect(TIMEOUT_MS, "TLS from a virtual machine",
		     CURL "https://localhost:%u/", port);
	for (int i = 0; i < SILENT; i++)
		close(silent[i]);
	shell_expect(TIMEOUT_MS, "^20$",
		     CURL "-Z --parallel-immediate --parallel-max 20 "
			  "'https://localhost:%u/?[1-20]' | grep -c virtual",
		     port);
}
