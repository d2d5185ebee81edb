/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "network.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "process.h"

#define COMMAND_MS 5000
#define ROUTER "169.254.0.1"
#define ROUTER_IPV6 "fe80::64:6eff:feff:ffff"
#define AGAIN_MS "20"
#define NEEDS_ROOT "needs root, or user namespaces and access to /dev/net/tun"

static bool write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	bool written;

	if (file == NULL)
		return false;
	written = fputs(text, file) >= 0;
	return fclose(file) == 0 && written;
}

static bool ip(const char *const words[])
{
	struct process process;
	bool done = process_run(&process, words, COMMAND_MS) &&
		    process.status == 0;

	if (!done && process.err.data != NULL)
		fputs(process.err.data, stderr);
	process_finish(&process);
	return done;
}

/* Becomes root in a user namespace of its own, and only there. */
static bool enter_as_user(void)
{
	unsigned int user = getuid(), group = getgid();
	char map[64];

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 ||
	    !write_text("/proc/self/setgroups", "deny"))
		return false;
	snprintf(map, sizeof map, "0 %u 1\n", user);
	if (!write_text("/proc/self/uid_map", map))
		return false;
	snprintf(map, sizeof map, "0 %u 1\n", group);
	return write_text("/proc/self/gid_map", map);
}

bool network_enter(const char **why)
{
	*why = NEEDS_ROOT;
	if (access("/dev/net/tun", R_OK | W_OK) != 0)
		return false;
	if (unshare(CLONE_NEWNET) != 0 && !enter_as_user())
		return false;
	*why = "the `ip` command does not work";
	return ip((const char *[]){ "ip", "link", "set", "lo", "up", NULL });
}

/* An IPv6 address can be used at once, without a look for duplicates. */
bool network_address(const char *name, const char *address)
{
	return ip((const char *[]){
		"ip", "address", "add", address, "dev", name,
		strchr(address, ':') != NULL ? "nodad" : NULL, NULL });
}

bool network_tap(const char *name, const char *address)
{
	return ip((const char *[]){ "ip", "tuntap", "add", "dev", name, "mode",
				    "tap", NULL }) &&
	       network_address(name, address) &&
	       ip((const char *[]){ "ip", "link", "set", name, "up", NULL });
}

/* The router is asked for again soon, since it is not there at first. */
static bool ask_often(const char *name, bool ipv6)
{
	char path[128];

	snprintf(path, sizeof path,
		 "/proc/sys/net/ipv%c/neigh/%s/retrans_time_ms",
		 ipv6 ? '6' : '4', name);
	return write_text(path, AGAIN_MS);
}

bool network_route(const char *name, const char *range)
{
	bool ipv6 = strchr(range, ':') != NULL;

	return ask_often(name, ipv6) &&
	       ip((const char *[]){ "ip", "route", "add", range, "via",
				    ipv6 ? ROUTER_IPV6 : ROUTER, "dev", name,
				    "onlink", NULL });
}

bool network_widen_ports(void)
{
	return write_text("/proc/sys/net/ipv4/ip_local_port_range",
			  "1024 65535");
}
