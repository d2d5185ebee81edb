/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static int met, missed, failed, skipped;

void table_head(void)
{
	printf("%-44s %12s  %-15s %6s  %s\n", "number", "value", "target",
	       "ratio", "met");
	fflush(stdout);
}

/* As few digits as tell it: 3 significant ones, whole when large. */
static void print_value(double value)
{
	printf("%12.*f", value >= 100 ? 0 : value >= 10 ? 1 : 2, value);
}

static void print_target(const struct target *target)
{
	char text[32];

	if (target->sense == INFORMATION)
		snprintf(text, sizeof text, "-");
	else
		snprintf(text, sizeof text, "%s %.6g %s",
			 target->sense == AT_MOST ? "<=" : ">=", target->value,
			 target->unit);
	printf("  %-15s ", text);
}

static bool is_met(const struct target *target, double value)
{
	return target->sense == AT_MOST ? value <= target->value :
					  value >= target->value;
}

static void print_verdict(const struct target *target, double value)
{
	if (target->sense == INFORMATION) {
		printf("%6s  %-4s", "", "-");
		return;
	}
	if (target->value > 0)
		printf("%6.2f", value / target->value);
	else
		printf("%6s", "");
	printf("  %-4s", is_met(target, value) ? "yes" : "NO");
	met += is_met(target, value);
	missed += !is_met(target, value);
}

void table_row(const struct target *target, double value, const char *format,
	       ...)
{
	va_list values;

	printf("%-44s ", target->name);
	print_value(value);
	print_target(target);
	print_verdict(target, value);
	printf("  (");
	va_start(values, format);
	vprintf(format, values);
	va_end(values);
	printf(")\n");
	fflush(stdout);
}

void table_failed(const struct target *target, const char *format, ...)
{
	va_list values;

	printf("%-44s %12s", target->name, "FAILED");
	print_target(target);
	printf("%6s  %-4s  (", "", "NO");
	va_start(values, format);
	vprintf(format, values);
	va_end(values);
	printf(")\n");
	fflush(stdout);
	failed++;
}

void table_skipped(const struct target *target, const char *why)
{
	printf("%-44s %12s", target->name, "skipped");
	print_target(target);
	printf("%6s  %-4s  (%s)\n", "", "-", why);
	fflush(stdout);
	skipped++;
}

bool table_end(void)
{
	printf("%d met, %d not met, %d failed to be measured, %d skipped\n",
	       met, missed, failed, skipped);
	return failed == 0;
}

static int compare(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
}

double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof *values, compare);
	return values[(count - 1) / 2];
}
