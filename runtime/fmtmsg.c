/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Messages in one form.
 */
#include <fmtmsg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *const severities[] = {
	[MM_HALT] = "HALT",
	[MM_ERROR] = "ERROR",
	[MM_WARNING] = "WARNING",
	[MM_INFO] = "INFO",
};

static bool is_label(const char *label)
{
	const char *colon = strchr(label, ':');

	return colon != NULL && colon - label <= 10 && strlen(colon + 1) <= 14;
}

static const char *or_nothing(const char *text)
{
	return text != NULL ? text : "";
}

int fmtmsg(long classes, const char *label, int severity, const char *text,
	   const char *action, const char *tag)
{
	bool known = severity > MM_NOSEV && severity <= MM_INFO;
	bool fix = action != NULL || tag != NULL;
	int printed;

	if (label != NULL && !is_label(label))
		return MM_NOTOK;
	if (severity < MM_NOSEV || severity > MM_INFO)
		return MM_NOTOK;
	if ((classes & (MM_PRINT | MM_CONSOLE)) == 0)
		return MM_OK;
	printed = fprintf(stderr, "%s%s%s%s%s%s%s%s%s%s\n", or_nothing(label),
			  label != NULL ? ": " : "",
			  known ? severities[severity] : "",
			  known && text != NULL ? ": " : "", or_nothing(text),
			  fix ? "\n" : "", action != NULL ? "TO FIX: " : "",
			  or_nothing(action), fix ? "  " : "", or_nothing(tag));
	return printed < 0 ? MM_NOMSG : MM_OK;
}
