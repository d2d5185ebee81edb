/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "reader.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "denali.h"
#include "process.h"

#define MARK "\036"
#define RETRY_MS 120000 /* for what was started in the background */
#define PAUSE "sleep 0.1"

struct reading {
	struct process shell;
	const struct document_step *step;
	struct bytes output; /* of the last command */
	int status;
};

/* Appends text as one word of the shell. */
static void quote(struct bytes *script, const char *text)
{
	bytes_append_text(script, "'");
	for (; *text != '\0'; text++)
		if (*text == '\'')
			bytes_append_text(script, "'\\''");
		else
			bytes_append(script, text, 1);
	bytes_append_text(script, "'");
}

/* Has the shell say how the command ended, behind all that was printed, and
 * takes both.  False if it does not come to that. */
static bool ask(struct reading *reading, const struct bytes *script,
		int milliseconds)
{
	struct process *shell = &reading->shell;
	char *mark;

	bytes_clear(&shell->out);
	process_write(shell, script->data, script->length);
	if (!process_await(shell, &shell->out, MARK "[0-9]+" MARK,
			   milliseconds))
		return false;
	mark = strstr(shell->out.data, MARK);
	reading->status = mark != NULL ? atoi(mark + 1) : -1;
	bytes_clear(&reading->output);
	if (mark != NULL)
		bytes_append(&reading->output, shell->out.data,
			     (size_t)(mark - shell->out.data));
	return mark != NULL;
}

/* Evaluates the command with that status before it; `to` says where what it
 * prints goes, or nothing. */
static bool evaluate(struct reading *reading, const char *command,
		     const char *to, int milliseconds)
{
	struct bytes script = { 0 };
	char status[64];
	bool done;

	snprintf(status, sizeof status, "(exit %d); eval ", reading->status);
	bytes_append_text(&script, status);
	quote(&script, command);
	bytes_append_text(&script, " </dev/null ");
	bytes_append_text(&script, to);
	bytes_append_text(&script, "\nprintf '\\036%d\\036' $?\n");
	done = ask(reading, &script, milliseconds);
	bytes_free(&script);
	return done;
}

static bool write_file(struct reading *reading)
{
	struct bytes script = { 0 };
	bool done;

	bytes_append_text(&script, "printf %s ");
	quote(&script, reading->step->text.data);
	bytes_append_text(&script, " >");
	quote(&script, reading->step->file);
	done = evaluate(reading, script.data, "", READER_MS) &&
	       reading->status == 0;
	bytes_free(&script);
	return done;
}

static bool as_shown(const struct reading *reading)
{
	return (reading->status == 0 || reading->step->asks_status) &&
	       document_agrees(&reading->step->output, &reading->output);
}

/* Tries the words until what they print, or the page says, is as shown. */
static bool try_until(struct reading *reading, const char *words)
{
	double deadline = now_ms() + RETRY_MS;

	for (;;) {
		if (!evaluate(reading, words, "", READER_MS))
			return false;
		if (as_shown(reading))
			return true;
		if (now_ms() >= deadline)
			return false;
		if (!evaluate(reading, PAUSE, "", READER_MS))
			return false;
	}
}

static bool start(struct reading *reading)
{
	return evaluate(reading, "reader_output=$(mktemp ~/.reader.XXXXXX)", "",
			READER_MS) &&
	       evaluate(reading, reading->step->text.data,
			">$reader_output 2>&1", READER_MS) &&
	       try_until(reading, "cat $reader_output");
}

static bool take_step(struct reading *reading)
{
	const struct document_step *step = reading->step;

	if (step->file != NULL)
		return write_file(reading);
	if (step->background)
		return start(reading);
	if (step->after_background)
		return try_until(reading, step->text.data);
	return evaluate(reading, step->text.data, "", READER_MS) &&
	       as_shown(reading);
}

static void tell(const struct reading *reading, const char *path,
		 struct bytes *fault)
{
	const struct document_step *step = reading->step;
	const char *output = reading->output.data;
	char where[PATH_MAX + 64];

	snprintf(where, sizeof where, "%s:%u: ", path, step->line);
	bytes_append_text(fault, where);
	bytes_append_text(fault,
			  step->file != NULL ? step->file : step->text.data);
	snprintf(where, sizeof where, ": status %d, printed\n",
		 reading->status);
	bytes_append_text(fault, where);
	bytes_append_text(fault, output != NULL ? output : "");
	bytes_append_text(fault, "and not\n");
	bytes_append_text(fault, step->output.data);
}

bool reader_follow(const struct document *document, const char *path,
		   const char *const shell[], struct bytes *fault)
{
	static const char ending[] =
		"set +m; reader_jobs=$(jobs -p); for job in $reader_jobs; do "
		"kill -KILL -- -$job; done; wait";
	struct reading reading = { 0 };
	bool good;

	process_start(&reading.shell, shell);
	/* Each job is a group of processes, so that all of it can be ended. */
	good = evaluate(&reading, "set -m; exec 2>&1", "", READER_MS);
	if (!good)
		bytes_append_text(fault, "the shell does not start");
	for (size_t i = 0; good && i < document->count; i++) {
		reading.step = &document->steps[i];
		good = take_step(&reading);
		if (!good)
			tell(&reading, path, fault);
	}
	evaluate(&reading, ending, ">/dev/null 2>&1", READER_MS);
	process_finish(&reading.shell);
	bytes_free(&reading.output);
	return good;
}

bool reader_follow_in_scratch(const struct document *document, const char *path,
			      const char *from, const char *sdk,
			      struct bytes *fault)
{
	static const char script[] =
		"rm -rf \"$1\"; mkdir \"$1\" || exit;"
		"[ -z \"$2\" ] || cp -R \"$2/.\" \"$1\";"
		"sdk=$(cd \"$3\" && pwd); cd \"$1\" || exit;"
		"exec env -i HOME=\"$PWD\" PATH=\"$sdk/bin:$PATH\""
		" LC_ALL=C.UTF-8 TERM=dumb bash --norc --noprofile";
	const char *const shell[] = { "bash",
				      "-c",
				      script,
				      "bash",
				      scratch_path("reader"),
				      from != NULL ? from : "",
				      sdk,
				      NULL };

	return reader_follow(document, path, shell, fault);
}
