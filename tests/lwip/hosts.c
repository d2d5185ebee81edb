/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The table of VMs' names.
 */
#include "hosts.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <string.h>

#define TABLE                                                                  \
	"proxy=10.0.2.15 site=10.0.2.16-10.0.2.18 Site=10.0.3.1 "              \
	"site-b=10.0.2.19 last=255.255.255.254-255.255.255.255"

static const struct {
	const char *table, *name, *addresses;
} cases[] = {
	{ TABLE, "proxy", "10.0.2.15 " },
	{ TABLE, "PROXY", "10.0.2.15 " },
	{ TABLE, "proxy.0", "10.0.2.15 " },
	{ TABLE, "proxy.1", "" },
	{ TABLE, "prox", "" },
	{ TABLE, "proxy1", "" },
	{ TABLE, "proxy.", "" },
	{ TABLE, "proxy.x", "" },
	{ TABLE, "proxy.0x", "" },
	{ TABLE, "proxy.0.0", "" },
	{ TABLE, "proxy.99999999999999999999", "" },
	{ TABLE, "", "" },
	{ TABLE, "site", "10.0.2.16 10.0.2.17 10.0.2.18 10.0.3.1 " },
	{ TABLE, "site.0", "10.0.2.16 " },
	{ TABLE, "site.2", "10.0.2.18 " },
	{ TABLE, "site.3", "10.0.3.1 " },
	{ TABLE, "site.4", "" },
	{ TABLE, "site-b", "10.0.2.19 " },
	{ TABLE, "last", "255.255.255.254 255.255.255.255 " },
	{ TABLE, "last.1", "255.255.255.255 " },
	{ "", "proxy", "" },
	{ "  a=1.2.3.4  ", "a", "1.2.3.4 " },
	{ "=1.2.3.4", "", "" },
	{ "a=1.2.3.4-1.2.3.3", "a", "" },
	{ "a=1.2.3.4-", "a", "" },
	{ "a=-1.2.3.4", "a", "" },
	{ "a=1.2.3 a=1.2.3.4.5 a= a a=1.2.3.5", "a", "1.2.3.5 " },
	{ "a=123.123.123.1234", "a", "" },
	{ "a=0.0.0.0-255.255.255.255", "a",
	  "0.0.0.0 0.0.0.1 0.0.0.2 0.0.0.3 0.0.0.4 0.0.0.5 " },
	{ "a=0.0.0.0-255.255.255.255", "a.4294967295", "255.255.255.255 " },
};

Test(hosts, found)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct in_addr addresses[6];
		char text[128] = "";
		int count = hosts_find(cases[i].table, cases[i].name, addresses,
				       6);

		for (int j = 0; j < count; j++) {
			char digits[INET_ADDRSTRLEN];

			inet_ntop(AF_INET, &addresses[j], digits,
				  sizeof(digits));
			strcat(strcat(text, digits), " ");
		}
		cr_expect_str_eq(text, cases[i].addresses, "%s in %s: %s",
				 cases[i].name, cases[i].table, text);
	}
}
