/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names and addresses, as far as no server is needed: hosts, services,
 * protocols, interfaces, and addresses as text; what fails, and how.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guest/check.h"

static struct addrinfo hints_of(int family, int type, int flags)
{
	return (struct addrinfo){ .ai_family = family,
				  .ai_socktype = type,
				  .ai_flags = flags };
}

/* getaddrinfo's result for a name that is not found. */
static int error_of(const char *name, const char *service, int family, int type,
		    int flags)
{
	struct addrinfo hints = hints_of(family, type, flags);
	struct addrinfo *list;
	int error = getaddrinfo(name, service, &hints, &list);

	if (error == 0)
		freeaddrinfo(list);
	return error;
}

/* Whether the first result, in digits, is this. */
static int gives(const char *name, const char *service, int family, int flags,
		 const char *wanted)
{
	struct addrinfo hints = hints_of(family, SOCK_STREAM, flags);
	char host[64], port[16], both[80];
	struct addrinfo *list;

	if (getaddrinfo(name, service, &hints, &list) != 0)
		return 0;
	EQUAL(getnameinfo(list->ai_addr, list->ai_addrlen, host, sizeof host,
			  port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV),
	      0);
	freeaddrinfo(list);
	snprintf(both, sizeof both, "%s %s", host, port);
	if (strcmp(both, wanted) != 0)
		puts(both);
	return strcmp(both, wanted) == 0;
}

static void addresses(void)
{
	struct addrinfo hints = hints_of(AF_INET6, 0, 0);
	struct addrinfo *list;

	CHECK(gives("192.0.2.7", "80", 0, 0, "192.0.2.7 80"));
	CHECK(gives("0x7f.1", "http", 0, 0, "127.0.0.1 80"));
	CHECK(gives("2001:db8::1:7", "8080", 0, AI_NUMERICHOST,
		    "2001:db8::1:7 8080"));
	CHECK(gives("localhost", "1", AF_INET, 0, "127.0.0.1 1"));
	CHECK(gives("localhost", "1", AF_INET6, 0, "::1 1"));
	CHECK(gives(NULL, "80", 0, AI_PASSIVE, ":: 80"));
	CHECK(gives(NULL, "80", AF_INET, AI_PASSIVE, "0.0.0.0 80"));
	CHECK(gives(NULL, "80", AF_INET, 0, "127.0.0.1 80"));
	CHECK(gives("192.0.2.7", NULL, AF_INET6, AI_V4MAPPED,
		    "::ffff:192.0.2.7 0"));
	CHECK(getaddrinfo("fe80::1%eth0", NULL, &hints, &list) == 0);
	EQUAL(((struct sockaddr_in6 *)(void *)list->ai_addr)->sin6_scope_id, 2);
	CHECK(list->ai_next != NULL); /* TCP and UDP */
	CHECK(list->ai_next->ai_next == NULL);
	freeaddrinfo(list);
	hints = hints_of(AF_INET, SOCK_DGRAM, AI_CANONNAME);
	CHECK(getaddrinfo("192.0.2.7", "domain", &hints, &list) == 0);
	CHECK(strcmp(list->ai_canonname, "192.0.2.7") == 0);
	EQUAL(list->ai_protocol, IPPROTO_UDP);
	freeaddrinfo(list);
}

static void address_errors(void)
{
	EQUAL(error_of("not.an.address", "80", 0, 0, AI_NUMERICHOST),
	      EAI_NONAME);
	EQUAL(error_of("300.1.1.1", "80", 0, 0, AI_NUMERICHOST), EAI_NONAME);
	EQUAL(error_of("::1", "80", AF_INET, 0, 0), EAI_NONAME);
	EQUAL(error_of("127.0.0.1", "80", AF_INET6, 0, 0), EAI_NONAME);
	EQUAL(error_of("fe80::1%nowhere", NULL, 0, 0, AI_NUMERICHOST),
	      EAI_NONAME);
	EQUAL(error_of(NULL, NULL, 0, 0, 0), EAI_NONAME);
	EQUAL(error_of(NULL, "80", 0, 0, AI_CANONNAME), EAI_BADFLAGS);
	EQUAL(error_of(NULL, "80", 0, 0, 0x8000), EAI_BADFLAGS);
	EQUAL(error_of(NULL, "80", AF_UNIX, 0, 0), EAI_FAMILY);
	EQUAL(error_of(NULL, "80", 0, SOCK_RAW, 0), EAI_SOCKTYPE);
	EQUAL(error_of(NULL, "no-service", 0, 0, 0), EAI_SERVICE);
	EQUAL(error_of(NULL, "tftp", 0, SOCK_STREAM, 0), EAI_SERVICE);
	EQUAL(error_of(NULL, "65536", 0, 0, 0), EAI_SERVICE);
	EQUAL(error_of(NULL, "http", 0, 0, AI_NUMERICSERV), EAI_NONAME);
	for (int error = EAI_OVERFLOW; error <= 0; error++)
		CHECK(strcmp(gai_strerror(error), gai_strerror(1)) != 0);
}

static void names(void)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
				    .sin_port = htons(80),
				    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr *any = (struct sockaddr *)&name;
	char host[64], port[16];

	EQUAL(getnameinfo(any, sizeof name, host, 64, port, 16, 0), 0);
	CHECK(strcmp(host, "localhost") == 0 && strcmp(port, "http") == 0);
	EQUAL(getnameinfo(any, sizeof name, host, 9, NULL, 0, 0), EAI_OVERFLOW);
	EQUAL(getnameinfo(any, sizeof name, NULL, 0, port, 4, 0), EAI_OVERFLOW);
	EQUAL(getnameinfo(any, sizeof name, NULL, 0, NULL, 0, 0), EAI_NONAME);
	EQUAL(getnameinfo(any, 4, host, 64, NULL, 0, 0), EAI_FAMILY);
	EQUAL(getnameinfo(any, sizeof name, host, 64, NULL, 0, 0x4000),
	      EAI_BADFLAGS);
	name.sin_addr.s_addr = inet_addr("192.0.2.7");
	EQUAL(getnameinfo(any, sizeof name, host, 64, NULL, 0, 0), 0);
	CHECK(strcmp(host, "192.0.2.7") == 0);
	EQUAL(getnameinfo(any, sizeof name, host, 64, NULL, 0, NI_NAMEREQD),
	      EAI_NONAME);
	name.sin_family = 99;
	EQUAL(getnameinfo(any, sizeof name, host, 64, NULL, 0, 0), EAI_FAMILY);
}

static void hosts(void)
{
	struct hostent entry, *result = gethostbyname("10.1.2.3");
	uint32_t address = htonl(INADDR_LOOPBACK);
	char buffer[128];
	int error;

	CHECK(result != NULL && result->h_addrtype == AF_INET &&
	      result->h_length == 4 && result->h_addr_list[1] == NULL &&
	      memcmp(result->h_addr, "\n\1\2\3", 4) == 0);
	CHECK(gethostbyname2("::1", AF_INET6)->h_length == 16);
	CHECK(gethostbyname2("x", 99) == NULL && h_errno == NO_RECOVERY);
	CHECK(gethostbyaddr(&address, 4, AF_INET) != NULL);
	CHECK(gethostbyaddr(&address, 3, AF_INET) == NULL);
	EQUAL(h_errno, NO_RECOVERY);
	address = 1;
	CHECK(gethostbyaddr(&address, 4, AF_INET) == NULL);
	EQUAL(h_errno, HOST_NOT_FOUND);
	EQUAL(gethostbyname_r("localhost", &entry, buffer + 1, 100, &result,
			      &error),
	      0);
	CHECK(result == &entry && error == 0 && entry.h_aliases[0] == NULL);
	EQUAL(gethostbyname_r("localhost", &entry, buffer, 20, &result, &error),
	      ERANGE);
	CHECK(result == NULL && error == NETDB_INTERNAL);
	CHECK(gethostent() == NULL && getnetbyname("x") == NULL);
	CHECK(strlen(hstrerror(TRY_AGAIN)) > 5);
}

static void tables(void)
{
	struct servent *service = getservbyname("ntp", NULL);
	int count = 0;

	CHECK(service != NULL && service->s_port == htons(123) &&
	      strcmp(service->s_proto, "udp") == 0);
	CHECK(getservbyname("ntp", "tcp") == NULL);
	CHECK(getservbyname("ntp", "sctp") == NULL);
	CHECK(strcmp(getservbyport(htons(443), "tcp")->s_name, "https") == 0);
	CHECK(getservbyport(htons(9999), NULL) == NULL);
	for (setservent(0); getservent() != NULL; count++)
		;
	endservent();
	CHECK(count > 20);
	EQUAL(getprotobyname("tcp")->p_proto, 6);
	CHECK(strcmp(getprotobynumber(17)->p_name, "udp") == 0);
	CHECK(getprotobyname("x") == NULL && getprotobynumber(99) == NULL);
	setprotoent(1);
	EQUAL(getprotoent()->p_proto, 0);
	EQUAL(getprotoent()->p_proto, 1);
	endprotoent();
}

static void text(void)
{
	struct in_addr address = { inet_addr("10.1.2.3") };
	struct ether_addr hardware;
	unsigned char six[16];
	char out[64];

	EQUAL(inet_netof(address), 10);
	EQUAL(inet_lnaof(address), 0x010203);
	EQUAL(inet_network("192.168.1"), 0xc0a801);
	EQUAL(inet_network("1.2.3.4.5"), INADDR_NONE);
	CHECK(inet_makeaddr(0xc0a801, 7).s_addr == inet_addr("192.168.1.7"));
	CHECK(inet_makeaddr(10, 0x010203).s_addr == address.s_addr);
	FAILS(inet_pton(AF_UNIX, "1.2.3.4", out), EAFNOSUPPORT);
	EQUAL(inet_pton(AF_INET, "1.2.3", out), 0);
	EQUAL(inet_pton(AF_INET6, "1::2::3", six), 0);
	CHECK(inet_pton(AF_INET6, "::ffff:1.2.3.4", six) == 1 && six[15] == 4);
	CHECK(inet_ntop(AF_INET6, six, out, 14) == NULL && errno == ENOSPC);
	CHECK(inet_ntop(99, six, out, 64) == NULL && errno == EAFNOSUPPORT);
	CHECK(ether_aton_r("0:1a:2b:3c:4d:ff", &hardware) == &hardware);
	CHECK(strcmp(ether_ntoa(&hardware), "0:1a:2b:3c:4d:ff") == 0);
	CHECK(ether_aton("0:1a:2b:3c:4d") == NULL);
	CHECK(ether_aton("0:1a:2b:3c:4d:100") == NULL);
}

static int count_addresses(const char *name, int family)
{
	struct ifaddrs *list;
	int count = 0;

	EQUAL(getifaddrs(&list), 0);
	for (const struct ifaddrs *entry = list; entry != NULL;
	     entry = entry->ifa_next) {
		CHECK(entry->ifa_flags & IFF_UP && entry->ifa_netmask != NULL);
		count += strcmp(entry->ifa_name, name) == 0 &&
			 entry->ifa_addr->sa_family == family;
	}
	freeifaddrs(list);
	return count;
}

static void interfaces(void)
{
	struct ifreq request = { .ifr_name = "eth0" };
	struct ifreq all[4];
	struct ifconf list = { sizeof all, { .ifcu_req = all } };
	struct sockaddr_in *address = (void *)&request.ifr_addr;
	struct if_nameindex *names = if_nameindex();
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	char name[IF_NAMESIZE];

	CHECK(names != NULL && names[1].if_index == 2 &&
	      strcmp(names[1].if_name, "eth0") == 0 && names[2].if_index == 0);
	if_freenameindex(names);
	EQUAL(if_nametoindex("lo"), 1);
	CHECK(if_nametoindex("eth9") == 0 && errno == ENODEV);
	CHECK(if_indextoname(9, name) == NULL && errno == ENXIO);
	EQUAL(count_addresses("lo", AF_INET), 1);
	EQUAL(count_addresses("lo", AF_INET6), 1);
	EQUAL(count_addresses("eth0", AF_INET), 1);
	CHECK(count_addresses("eth0", AF_INET6) >= 1);
	CHECK(ioctl(fd, SIOCGIFCONF, &list) == 0 &&
	      list.ifc_len == 2 * (int)sizeof(struct ifreq));
	CHECK(ioctl(fd, SIOCGIFADDR, &request) == 0 &&
	      address->sin_addr.s_addr == inet_addr("10.0.2.15"));
	CHECK(ioctl(fd, SIOCGIFNETMASK, &request) == 0 &&
	      (address->sin_addr.s_addr & 0xff) == 0xff);
	CHECK(ioctl(fd, SIOCGIFBRDADDR, &request) == 0);
	CHECK(ioctl(fd, SIOCGIFMTU, &request) == 0 && request.ifr_mtu == 1500);
	CHECK(ioctl(fd, SIOCGIFHWADDR, &request) == 0 &&
	      request.ifr_hwaddr.sa_family == ARPHRD_ETHER);
	CHECK(ioctl(fd, SIOCGIFFLAGS, &request) == 0 &&
	      request.ifr_flags & IFF_BROADCAST);
	CHECK(ioctl(fd, SIOCGIFINDEX, &request) == 0 &&
	      request.ifr_ifindex == 2);
	request.ifr_ifindex = 1;
	CHECK(ioctl(fd, SIOCGIFNAME, &request) == 0 &&
	      strcmp(request.ifr_name, "lo") == 0);
	strcpy(request.ifr_name, "none");
	FAILS(ioctl(fd, SIOCGIFADDR, &request), ENODEV);
	FAILS(ioctl(fd, 0x89ff, &request), ENOTTY);
	close(fd);
}

int main(void)
{
	addresses();
	address_errors();
	names();
	hosts();
	tables();
	text();
	interfaces();
	return check_end();
}
