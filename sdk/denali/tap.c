/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <denali/rings.h>

#include "error.h"

#define TUN_DEVICE "/dev/net/tun"
#define MTU_MAX (DENALI_FRAME_MAX - DENALI_FRAME_MIN)
#define MTU_MIN 68 /* what every link that carries IPv4 must take */

/* Read the interface's flags and MTU. */
static int inspect(struct tap *tap, const char *name)
{
	struct ifreq request = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int status = 0;

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) != 0)
		status = error("--net tap=%s: cannot inspect it: %s", name,
			       strerror(errno));
	else if ((request.ifr_flags & IFF_UP) == 0)
		status = error("--net tap=%s: the interface is down; "
			       "`ip link set %s up` first",
			       name, name);
	else if (ioctl(fd, SIOCGIFMTU, &request) != 0 ||
		 request.ifr_mtu < MTU_MIN)
		status = error("--net tap=%s: its MTU is less than %d", name,
			       MTU_MIN);
	else
		tap->mtu = request.ifr_mtu < MTU_MAX ?
				   (uint16_t)request.ifr_mtu :
				   MTU_MAX;
	if (fd >= 0)
		close(fd);
	return status;
}

static int attach(struct tap *tap, const char *name, bool plain)
{
	struct ifreq request = {
		.ifr_flags = (short)(IFF_TAP | IFF_NO_PI |
				     (plain ? 0 : IFF_VNET_HDR)),
	};

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	if (ioctl(tap->fd, TUNSETIFF, &request) == 0)
		return 0;
	if (errno == EBUSY)
		return error("--net tap=%s: the interface is busy: another "
			     "program has it",
			     name);
	if (errno == EPERM)
		return error("--net tap=%s: the interface is not yours; have "
			     "it made with `ip tuntap add dev %s mode tap user "
			     "NAME`",
			     name, name);
	if (errno == EINVAL)
		return error("--net tap=%s: not a TAP interface (or one made "
			     "for several queues)",
			     name);
	return error("--net tap=%s: cannot attach to it: %s", name,
		     strerror(errno));
}

int tap_open(struct tap *tap, const char *name, bool plain)
{
	int status;

	tap->fd = -1;
	if (strlen(name) >= IFNAMSIZ || if_nametoindex(name) == 0)
		return error("--net tap=%s: no such interface; make it with "
			     "`ip tuntap add dev %s mode tap` and `ip link set "
			     "%s up`",
			     name, name, name);
	status = inspect(tap, name);
	if (status != 0)
		return status;
	tap->fd = open(TUN_DEVICE, O_RDWR | O_CLOEXEC);
	if (tap->fd < 0)
		return error("--net tap=%s: cannot open " TUN_DEVICE ": %s",
			     name, strerror(errno));
	return attach(tap, name, plain);
}

static bool read_address(const struct sockaddr *from, struct cidr *cidr)
{
	if (from == NULL || from->sa_family != cidr->family)
		return false;
	if (cidr->family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, from, sizeof in);
		memcpy(cidr->bytes, &in.sin_addr, 4);
	} else {
		struct sockaddr_in6 in6;

		memcpy(&in6, from, sizeof in6);
		memcpy(cidr->bytes, &in6.sin6_addr, 16);
	}
	return true;
}

struct cidr tap_address(const char *name, const struct cidr *cidr)
{
	struct cidr own = { .family = cidr->family, .prefix = cidr->prefix };
	struct cidr found = { 0 };
	struct ifaddrs *all;

	if (getifaddrs(&all) != 0)
		return found;
	for (struct ifaddrs *i = all; i != NULL && found.family == 0;
	     i = i->ifa_next)
		if (strcmp(i->ifa_name, name) == 0 &&
		    read_address(i->ifa_addr, &own) &&
		    cidr_contains(cidr, &own))
			found = own;
	freeifaddrs(all);
	return found;
}
