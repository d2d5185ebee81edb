/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Internet addresses as text, and byte order.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

uint32_t(htonl)(uint32_t x)
{
	return htonl(x);
}

uint16_t(htons)(uint16_t x)
{
	return htons(x);
}

uint32_t(ntohl)(uint32_t x)
{
	return ntohl(x);
}

uint16_t(ntohs)(uint16_t x)
{
	return ntohs(x);
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* A decimal number up to 255 without needless zeros.  What follows it; NULL:
 * there is none. */
static const char *octet(const char *text, uint8_t *value)
{
	unsigned int sum = 0;
	const char *p = text;

	while (digit_of(*p) < 10 && p - text < 3)
		sum = sum * 10 + (unsigned int)digit_of(*p++);
	if (p == text || sum > 255 || (*text == '0' && p - text > 1))
		return NULL;
	*value = (uint8_t)sum;
	return p;
}

static int pton4(const char *text, uint8_t address[4])
{
	uint8_t parts[4];

	for (int i = 0; i < 4; i++) {
		text = octet(text, &parts[i]);
		if (text == NULL || *text != (i < 3 ? '.' : '\0'))
			return 0;
		text++;
	}
	memcpy(address, parts, sizeof(parts));
	return 1;
}

/* A group of up to four hexadecimal digits; what follows it, or NULL. */
static const char *group(const char *text, uint8_t value[2])
{
	unsigned int sum = 0;
	const char *p = text;

	while (digit_of(*p) < 16 && p - text < 4)
		sum = sum << 4 | (unsigned int)digit_of(*p++);
	if (p == text)
		return NULL;
	value[0] = (uint8_t)(sum >> 8);
	value[1] = (uint8_t)sum;
	return p;
}

/* The groups of one side of "::", or of the whole.  How many bytes they make,
 * at most room; -1: nonsense.  *text: what follows. */
static int groups(const char **text, uint8_t *bytes, int room)
{
	const char *p = *text;
	int count = 0;

	for (;;) {
		const char *end;

		if (count + 4 <= room && pton4(p, bytes + count)) {
			*text = p + strlen(p);
			return count + 4;
		}
		if (count + 2 > room || (end = group(p, bytes + count)) == NULL)
			return -1;
		count += 2;
		*text = end;
		if (*end != ':' || end[1] == ':')
			return count;
		p = end + 1;
	}
}

static int pton6(const char *text, uint8_t address[16])
{
	uint8_t bytes[16] = { 0 }, tail[16];
	int head_length = 0, tail_length = 0;

	if (strncmp(text, "::", 2) != 0)
		head_length = groups(&text, bytes, 16);
	if (head_length < 0)
		return 0;
	if (strncmp(text, "::", 2) == 0) {
		if (head_length == 16)
			return 0;
		text += 2;
		if (*text != '\0')
			tail_length = groups(&text, tail, 14 - head_length);
		if (tail_length < 0)
			return 0;
		memcpy(bytes + 16 - tail_length, tail, (size_t)tail_length);
	} else if (head_length != 16) {
		return 0;
	}
	if (*text != '\0')
		return 0;
	memcpy(address, bytes, sizeof(bytes));
	return 1;
}

int inet_pton(int family, const char *restrict text, void *restrict address)
{
	if (family == AF_INET)
		return pton4(text, address);
	if (family == AF_INET6)
		return pton6(text, address);
	errno = EAFNOSUPPORT;
	return -1;
}

/* Decimal, without printf. */
static char *put_decimal(char *to, unsigned int value)
{
	if (value >= 10)
		to = put_decimal(to, value / 10);
	*to = (char)('0' + value % 10);
	return to + 1;
}

static char *put_hex(char *to, unsigned int value)
{
	if (value >= 16)
		to = put_hex(to, value / 16);
	*to = "0123456789abcdef"[value % 16];
	return to + 1;
}

static char *ntop4(const uint8_t address[4], char *to)
{
	for (int i = 0; i < 4; i++) {
		to = put_decimal(to, address[i]);
		*to++ = i < 3 ? '.' : '\0';
	}
	return to - 1;
}

/* The longest run of two or more zero words, the first of equals. */
static int longest_run(const uint16_t words[8], int *length)
{
	int best = -1;

	*length = 1;
	for (int i = 0; i < 8; i++) {
		int end = i;

		while (end < 8 && words[end] == 0)
			end++;
		if (end - i > *length) {
			best = i;
			*length = end - i;
		}
	}
	return best;
}

/* Whether the last 32 bits are an IPv4 address to be written so. */
static int holds_ip4(const uint16_t words[8], int run, int length)
{
	if (run != 0)
		return 0;
	return length == 6 || (length == 5 && words[5] == 0xffff);
}

static void ntop6(const uint8_t address[16], char *to)
{
	uint16_t words[8];
	int run, length;

	for (int i = 0; i < 8; i++)
		words[i] = (uint16_t)(address[2 * i] << 8 | address[2 * i + 1]);
	run = longest_run(words, &length);
	for (int i = 0; i < 8; i++) {
		if (i == run) {
			*to++ = ':';
			i += length - 1;
			if (i == 7)
				*to++ = ':';
			continue;
		}
		if (i > 0)
			*to++ = ':';
		if (i == 6 && holds_ip4(words, run, length)) {
			to = ntop4(address + 12, to);
			break;
		}
		to = put_hex(to, words[i]);
	}
	*to = '\0';
}

const char *inet_ntop(int family, const void *restrict address,
		      char *restrict to, socklen_t room)
{
	char text[INET6_ADDRSTRLEN];

	if (family == AF_INET)
		ntop4(address, text);
	else if (family == AF_INET6)
		ntop6(address, text);
	else {
		errno = EAFNOSUPPORT;
		return NULL;
	}
	if (strlen(text) >= room) {
		errno = ENOSPC;
		return NULL;
	}
	return strcpy(to, text);
}

char *inet_ntoa(struct in_addr address)
{
	static char text[INET_ADDRSTRLEN];

	ntop4((const uint8_t *)&address, text);
	return text;
}

/* One to four numbers, decimal, octal or hexadecimal; the last one fills all
 * bytes that are left. */
int inet_aton(const char *text, struct in_addr *address)
{
	uint32_t sum = 0;

	for (int part = 0; part < 4; part++) {
		unsigned long value;
		char *end;

		if (digit_of(*text) >= 10)
			return 0;
		errno = 0;
		value = strtoul(text, &end, 0);
		if (errno != 0)
			return 0;
		if (*end != '.') {
			if (*end != '\0' && strchr(" \t\n\v\f\r", *end) == NULL)
				return 0;
			if (value > UINT32_MAX >> 8 * part)
				return 0;
			address->s_addr = htonl(sum | (uint32_t)value);
			return 1;
		}
		if (value > 255)
			return 0;
		sum |= (uint32_t)value << (24 - 8 * part);
		text = end + 1;
	}
	return 0;
}

in_addr_t inet_addr(const char *text)
{
	struct in_addr address;

	return inet_aton(text, &address) ? address.s_addr : INADDR_NONE;
}
