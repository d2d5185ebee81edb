/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output, against the build host's C library: random specifications
 * with random values, and the numbers that are hard to round.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <float.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "format.h"

#define SIZE 20000
#define STEPS 300000

struct text_sink {
	struct format_sink sink;
	char text[SIZE];
	size_t length;
};

static bool put(struct format_sink *sink, const char *text, size_t length)
{
	struct text_sink *to = (struct text_sink *)sink;

	if (length > SIZE - to->length)
		return false;
	memcpy(to->text + to->length, text, length);
	to->length += length;
	return true;
}

static struct text_sink ours;
static char theirs[SIZE];

/* Formats in both ways, and compares. */
static void same(const char *text, ...)
{
	va_list list;
	int expected, got;

	ours.sink.put = put;
	ours.length = 0;
	va_start(list, text);
	expected = vsnprintf(theirs, SIZE, text, list);
	va_end(list);
	va_start(list, text);
	got = format(&ours.sink, text, list);
	va_end(list);
	cr_assert(got == expected && ours.length == (size_t)expected &&
			  memcmp(ours.text, theirs, (size_t)expected) == 0,
		  "%s: %.*s (%d), not %s (%d)", text, (int)ours.length,
		  ours.text, got, theirs, expected);
}

static uint64_t random_bits(void)
{
	uint64_t bits = 0;

	for (int i = 0; i < 5; i++)
		bits = bits << 15 ^ (uint64_t)rand();
	return bits;
}

/* A specification with everything but its end. */
static void random_specification(char *out, size_t size, int most)
{
	char width[16] = "", precision[16] = "";
	size_t at = 0;

	out[at++] = '%';
	for (const char *flag = "-+ #0"; *flag != '\0'; flag++)
		if (rand() % 4 == 0)
			out[at++] = *flag;
	if (rand() % 3 == 0)
		snprintf(width, sizeof width, "%d", rand() % most);
	if (rand() % 2 == 0)
		snprintf(precision, sizeof precision, ".%d", rand() % most);
	snprintf(out + at, size - at, "%s%s", width, precision);
}

/* The specification with what ends it. */
static const char *ending(const char *specification, const char *length,
			  char conversion)
{
	static char text[64];

	snprintf(text, sizeof text, "<%s%s%c>", specification, length,
		 conversion);
	return text;
}

Test(format, random_integers)
{
	static const char conversions[] = "diouxX";
	char specification[40];

	srand(1);
	for (int i = 0; i < STEPS; i++) {
		uint64_t value = random_bits() >> rand() % 64;
		char conversion = conversions[rand() % 6];

		random_specification(specification, sizeof specification, 30);
		same(ending(specification, "ll", conversion), value);
		same(ending(specification, "j", conversion), value);
		same(ending(specification, "l", conversion), value);
		same(ending(specification, "z", conversion), value);
		same(ending(specification, "", conversion), (int)value);
		same(ending(specification, "h", conversion), (int)value);
		same(ending(specification, "hh", conversion), (int)value);
	}
}

static double random_double(void)
{
	uint64_t bits = random_bits();
	double value;

	switch (rand() % 4) {
	case 0: /* any */
		memcpy(&value, &bits, sizeof value);
		return value;
	case 1: /* few digits */
		return (double)(int64_t)(bits >> rand() % 64) /
		       pow(10, rand() % 10);
	case 2: /* exactly between two */
		return (double)(bits >> (12 + rand() % 50)) /
		       pow(2, rand() % 12);
	default:
		return (double)bits * pow(10, rand() % 60 - 40);
	}
}

Test(format, random_doubles, .timeout = 300)
{
	static const char conversions[] = "eEfFgGaA";
	char specification[40];

	srand(2);
	for (int i = 0; i < STEPS; i++) {
		char conversion = conversions[rand() % 8];
		double value = random_double();

		/* C leaves open how these look in hexadecimal. */
		if (fpclassify(value) == FP_SUBNORMAL)
			conversion = 'e';

		random_specification(specification, sizeof specification,
				     rand() % 50 ? 25 : 1200);
		same(ending(specification, "", conversion), value);
	}
}

Test(format, random_long_doubles, .timeout = 300)
{
	static const char conversions[] = "eEfFgG";
	char specification[40];

	srand(3);
	for (int i = 0; i < STEPS / 20; i++) {
		struct {
			uint64_t mantissa;
			uint16_t exponent;
		} bits = { random_bits() | (uint64_t)1 << 63,
			   (uint16_t)rand() };
		long double value = (long double)random_double();

		if (rand() % 2)
			memcpy(&value, &bits, 10);
		random_specification(specification, sizeof specification,
				     rand() % 20 ? 25 : 9000);
		same(ending(specification, "L", conversions[rand() % 6]),
		     value);
	}
}

Test(format, numbers_at_the_edges)
{
	static const double values[] = {
		0.0,       -0.0,    1.0,      0.5,
		1.5,       2.5,     0.125,    0.375,
		9.5,       99.5,    999.9999, 0.05,
		9.9999995, 1e21,    1e22,     1e23,
		0.1,       0.0001,  0.00001,  123456.0,
		1234567.,  DBL_MAX, DBL_MIN,  INFINITY,
		-NAN,      NAN,     1e-10,    4503599627370496.5,
	};
	static const char *const texts[] = {
		"%f",    "%.0f",  "%#.0f", "%.1f",   "%e",      "%.0e",
		"%#.0e", "%.3e",  "%g",    "%.0g",   "%#g",     "%.10g",
		"%a",    "%.0a",  "%.1a",  "%#.0a",  "%010.2f", "%-10.2fx",
		"%+G",   "% F",   "%.17g", "%.340f", "%.1100f", "%020e",
		"%.2a",  "%.13a", "%.14A", "%.20a",  "%8g",     "%.1g",
	};

	same("%e %g %.1074f", 5e-324, 5e-324, 5e-324);
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
			same(texts[j], values[i]);
}

Test(format, texts)
{
	same("");
	same("plain");
	same("%%|100%%");
	same("%s|%10s|%-10s|%.2s|%.0s|%10.3s", "one", "two", "three", "four",
	     "five", "six");
	same("%c|%5c|%-5c|%c", 'a', 'b', 'c', 0);
	same("%*d|%-*d|%*d|%.*d|%.*d", 8, 1, 8, 2, -8, 3, 4, 5, -1, 6);
	same("%ls|%.2ls|%lc", L"wide", L"cut", L'w');
	same("%p", (void *)&ours);
	same("%.3s", (const char[]){ 'a', 'b', 'c' });
	same("%s", (char *)NULL);
}

Test(format, numbered)
{
	same("%2$s %1$s", "one", "two");
	same("%4$s %2$.*3$f %1$lld %5$*3$d|%1$lld|%6$Lg", 1LL << 40, 1.0, 2,
	     "s", 7, 0.5L);
	same("%3$*1$.*2$d|%4$jd|%6$c|%5$e", 9, 4, 77, (intmax_t)-5, 0.25, 'x');
	same("%1$d %1$x %1$o", 255);
	same("%10$d%9$d%8$d%7$d%6$d%5$d%4$d%3$d%2$d%1$d", 1, 2, 3, 4, 5, 6, 7,
	     8, 9, 10);
}

/* In UTF-8 precisions are bytes, and no character is cut. */
Test(format, multibyte)
{
	cr_assert(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
	same("%ls|%.4ls|%.3ls|%9ls|%lc", L"a\u20acb", L"a\u20acb", L"a\u20acb",
	     L"a\u20acb", L'\u20ac');
	same("%.0ls|%.1ls|", L"\u20ac", L"\u20ac");
}

Test(format, counts)
{
	int plain = 0;
	signed char small = 0;
	long long large = 0;

	same("12345%n67%hhn89%lln", &plain, &small, &large);
	cr_expect_eq(plain, 5);
	cr_expect_eq(small, 7);
	cr_expect_eq(large, 9);
}

static int format_one(const char *text, ...)
{
	va_list list;
	int result;

	va_start(list, text);
	errno = 0;
	ours.sink.put = put;
	ours.length = 0;
	result = format(&ours.sink, text, list);
	va_end(list);
	return result;
}

static bool count_only(struct format_sink *sink, const char *text,
		       size_t length)
{
	(void)sink;
	(void)text;
	(void)length;
	return true;
}

static int count_one(const char *text, ...)
{
	struct format_sink sink = { count_only };
	va_list list;
	int result;

	va_start(list, text);
	errno = 0;
	result = format(&sink, text, list);
	va_end(list);
	return result;
}

Test(format, failures)
{
	cr_expect_eq(format_one("%30000d", 1), -1, "the sink failed");
	cr_expect_eq(format_one("%lc", (wint_t)0x20ac), -1);
	cr_expect_eq(errno, EILSEQ);
	cr_expect_eq(format_one("%ls", L"\u20ac"), -1);
	cr_expect_eq(count_one("%2147483647d%2147483647d", 1, 2), -1);
	cr_expect_eq(errno, EOVERFLOW);
	cr_expect_eq(format_one("%"), 0);
	cr_expect_eq(format_one("50%-3"), 2);
}
