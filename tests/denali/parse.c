/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Numbers, addresses and words as people write them.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "account.h"
#include "address.h"
#include "parse.h"
#include "suggest.h"

Test(parse, numbers)
{
	uint64_t number = 99;

	cr_expect(parse_number("0", 0, 10, &number) && number == 0);
	cr_expect(parse_number("10", 0, 10, &number) && number == 10);
	cr_expect(
		parse_number("18446744073709551615", 0, UINT64_MAX, &number) &&
		number == UINT64_MAX);
	number = 99;
	cr_expect(!parse_number("11", 0, 10, &number));
	cr_expect(!parse_number("0", 1, 10, &number));
	cr_expect(!parse_number("", 0, 10, &number));
	cr_expect(!parse_number("-1", 0, 10, &number));
	cr_expect(!parse_number("+1", 0, 10, &number));
	cr_expect(!parse_number(" 1", 0, 10, &number));
	cr_expect(!parse_number("1 ", 0, 10, &number));
	cr_expect(!parse_number("0x1", 0, 10, &number));
	cr_expect(
		!parse_number("18446744073709551616", 0, UINT64_MAX, &number));
	cr_expect(number == 99);
}

Test(parse, tenths)
{
	uint64_t tenths = 99;

	cr_expect(parse_tenths("0.1", 1, 1000, &tenths) && tenths == 1);
	cr_expect(parse_tenths("12", 1, 1000, &tenths) && tenths == 120);
	cr_expect(parse_tenths("100.0", 1, 1000, &tenths) && tenths == 1000);
	tenths = 99;
	cr_expect(!parse_tenths("0.0", 1, 1000, &tenths));
	cr_expect(!parse_tenths("100.1", 1, 1000, &tenths));
	cr_expect(!parse_tenths("1.25", 1, 1000, &tenths));
	cr_expect(!parse_tenths("1.", 1, 1000, &tenths));
	cr_expect(!parse_tenths(".5", 1, 1000, &tenths));
	cr_expect(!parse_tenths("5%", 1, 1000, &tenths));
	cr_expect(!parse_tenths("18446744073709551615", 1, 1000, &tenths));
	cr_expect(tenths == 99);
}

Test(parse, sizes)
{
	uint64_t bytes = 99;

	cr_expect(parse_size("4096", &bytes) && bytes == 4096);
	cr_expect(parse_size("2K", &bytes) && bytes == 2048);
	cr_expect(parse_size("16m", &bytes) && bytes == 16 << 20);
	cr_expect(parse_size("3G", &bytes) && bytes == (uint64_t)3 << 30);
	bytes = 99;
	cr_expect(!parse_size("", &bytes));
	cr_expect(!parse_size("M", &bytes));
	cr_expect(!parse_size("1T", &bytes));
	cr_expect(!parse_size("1MB", &bytes));
	cr_expect(!parse_size("18446744073709551615K", &bytes));
	cr_expect(bytes == 99);
}

Test(parse, seconds)
{
	int64_t milliseconds = 99;

	cr_expect(parse_seconds("2", &milliseconds) && milliseconds == 2000);
	cr_expect(parse_seconds("0.5", &milliseconds) && milliseconds == 500);
	cr_expect(parse_seconds(".25", &milliseconds) && milliseconds == 250);
	cr_expect(parse_seconds("1.0019", &milliseconds) &&
		  milliseconds == 1001);
	milliseconds = 99;
	cr_expect(!parse_seconds("0", &milliseconds));
	cr_expect(!parse_seconds("0.0001", &milliseconds));
	cr_expect(!parse_seconds("1.", &milliseconds));
	cr_expect(!parse_seconds("1s", &milliseconds));
	cr_expect(!parse_seconds("-1", &milliseconds));
	cr_expect(!parse_seconds("99999999999", &milliseconds));
	cr_expect(milliseconds == 99);
}

Test(parse, sizes_as_text)
{
	char text[SIZE_TEXT_MAX];

	cr_expect_str_eq(size_text(0, text), "0");
	cr_expect_str_eq(size_text(1000, text), "1000");
	cr_expect_str_eq(size_text(4096, text), "4K");
	cr_expect_str_eq(size_text(0x10000000, text), "256M");
	cr_expect_str_eq(size_text((uint64_t)4 << 40, text), "4096G");
}

Test(parse, counts_as_text)
{
	static const struct {
		uint64_t number;
		const char *text;
	} counts[] = {
		{ 0, "0" },
		{ 99999, "99999" },
		{ 100000, "100K" },
		{ 999499, "999K" },
		{ 999500, "1.0M" },
		{ 12345678, "12.3M" },
		{ 99949999, "99.9M" },
		{ 99950000, "100M" },
		{ UINT64_MAX, "18.4E" },
	};
	char text[COUNT_TEXT_MAX];

	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		cr_expect_str_eq(count_text(counts[i].number, text),
				 counts[i].text);
}

static struct cidr cidr(const char *text)
{
	struct cidr cidr;

	cr_assert(cidr_parse(text, &cidr), "%s", text);
	return cidr;
}

Test(address, form)
{
	static const char *const bad[] = {
		"",
		"/",
		"10.0.0.1",
		"10.0.0.1/",
		"10.0.0.1/33",
		"10.0.0/8",
		"10.0.0.1/8/8",
		"fd00::1/129",
		"fd00::1",
		"::1/x",
		"1.2.3.4/-1",
		"10.0.0.1 /8",
		"300.1.1.1/8",
	};
	char text[ADDRESS_TEXT_MAX];
	struct cidr four = cidr("10.1.2.3/8"), six = cidr("fd00::10/64");

	cr_expect(four.family == AF_INET && four.prefix == 8);
	cr_expect_str_eq(cidr_text(&four, text), "10.1.2.3");
	cr_expect(six.family == AF_INET6 && six.prefix == 64);
	cr_expect_str_eq(cidr_text(&six, text), "fd00::10");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect(!cidr_parse(bad[i], &four), "%s", bad[i]);
}

Test(address, addition)
{
	char text[ADDRESS_TEXT_MAX];
	struct cidr four = cidr("10.0.2.250/16"), six = cidr("fd00::ffff/64");
	struct cidr last = cidr("255.255.255.255/0"), sum;

	cr_expect(cidr_add(&four, 0, &sum));
	cr_expect_str_eq(cidr_text(&sum, text), "10.0.2.250");
	cr_expect(cidr_add(&four, 6, &sum));
	cr_expect_str_eq(cidr_text(&sum, text), "10.0.3.0");
	cr_expect(cidr_add(&four, 0x00ffffff, &sum));
	cr_expect_str_eq(cidr_text(&sum, text), "11.0.2.249");
	cr_expect(cidr_add(&six, 1, &sum));
	cr_expect_str_eq(cidr_text(&sum, text), "fd00::1:0");
	cr_expect(!cidr_add(&last, 1, &sum));
}

Test(address, prefixes)
{
	char text[ADDRESS_TEXT_MAX];
	struct cidr net, four = cidr("10.1.2.3/20"), six = cidr("fd00::10/60");

	net = cidr_network(&four);
	cr_expect_str_eq(cidr_text(&net, text), "10.1.0.0");
	net = cidr_network(&six);
	cr_expect_str_eq(cidr_text(&net, text), "fd00::");
	cr_expect(cidr_contains(
		&four, &(struct cidr){ AF_INET, { 10, 1, 15, 255 }, 32 }));
	cr_expect(!cidr_contains(
		&four, &(struct cidr){ AF_INET, { 10, 1, 16, 0 }, 32 }));
	cr_expect(!cidr_contains(&four, &six));
}

static bool is_host(const char *text)
{
	struct cidr one = cidr(text);

	return cidr_is_host(&one);
}

Test(address, hosts)
{
	cr_expect(is_host("10.0.0.1/24") && is_host("10.0.0.254/24"));
	cr_expect(!is_host("10.0.0.0/24") && !is_host("10.0.0.255/24"));
	cr_expect(is_host("10.0.1.0/23") && is_host("10.0.0.255/23"));
	cr_expect(is_host("10.0.0.0/31") && is_host("10.0.0.1/31"));
	cr_expect(is_host("10.0.0.0/32"));
	cr_expect(!is_host("fd00::/64") && is_host("fd00::1/64"));
	cr_expect(is_host("fd00::ffff:ffff:ffff:ffff/64"));
}

Test(suggest, nearest)
{
	static const char *const known[] = { "net", "timeout", "result",
					     "stats" };
	const size_t count = sizeof known / sizeof known[0];

	cr_expect_str_eq(suggest("tiemout", known, count), "timeout");
	cr_expect_str_eq(suggest("timeou", known, count), "timeout");
	cr_expect_str_eq(suggest("stat", known, count), "stats");
	cr_expect_str_eq(suggest("nte", known, count), "net");
	cr_expect_str_eq(suggest("resutl", known, count), "result");
	cr_expect_null(suggest("volume", known, count));
	cr_expect_null(suggest("x", known, count));
	cr_expect_null(suggest("", known, count));
	cr_expect_null(
		suggest("timeouttimeouttimeouttimeouttimeout", known, count));
}
