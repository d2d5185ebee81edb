/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disk table when the power goes: what it writes is recorded, and cut.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "ramdisk.h"
#include "script.h"
#include "verify.h"

#define BYTES ((size_t)SCRIPT_BLOCKS * ILW_DISKTABLE_BLOCK)
#define CHANGES 60
#define CUTS 1000

static struct ilw_disktable table;

static void record(struct ramdisk *disk, struct recording *recording,
		   uint32_t seed)
{
	*recording = (struct recording){ 0 };
	ramdisk_make(disk, SCRIPT_BLOCKS);
	disk->recording = recording;
	cr_assert_eq(script_run(&table, &disk->io, seed, CHANGES, NULL), 0);
}

static void end(struct ramdisk *disk, struct recording *recording)
{
	recording_free(recording);
	ramdisk_free(disk);
}

Test(powerloss, leaves_every_acknowledged_change_and_no_half)
{
	struct recording recording;
	struct ramdisk disk;

	for (uint32_t seed = 1; seed <= 2; seed++) {
		record(&disk, &recording, seed);
		cr_expect_null(verify(disk.data, BYTES, seed, CHANGES, 0));
		cr_expect_eq(verify_cuts(&recording, BYTES, seed, CUTS, seed,
					 stderr),
			     0);
		end(&disk, &recording);
	}
}

/* A recording without every second of its flushes: those that go before a copy
 * of the table, or those after it. */
static void without_flushes(struct recording *some,
			    const struct recording *recording, int which)
{
	for (size_t i = 0, flushes = 0; i < recording->count; i++) {
		const struct recorded *entry = &recording->entries[i];

		if (entry->data != NULL)
			recording_write(some, entry->offset, entry->data,
					entry->length);
		else if (++flushes % 2 == (size_t)which)
			recording_flush(some);
	}
}

/* The cuts do find what is wrong. */
Test(powerloss, finds_a_flush_that_is_missing)
{
	struct recording recording;
	struct ramdisk disk;

	record(&disk, &recording, 3);
	for (int which = 0; which < 2; which++) {
		struct recording some = { 0 };

		without_flushes(&some, &recording, which);
		cr_expect_gt(verify_cuts(&some, BYTES, 3, CUTS, 3, NULL), 5,
			     "all is well without flushes %d", which);
		recording_free(&some);
	}
	end(&disk, &recording);
}

/* Cut, opened, changed, and cut once more. */
Test(powerloss, may_come_again_and_again)
{
	struct recording recording;
	struct ramdisk disk;
	struct replay replay;

	record(&disk, &recording, 4);
	replay_start(&replay, &recording, BYTES, 4);
	for (size_t cut = recording.count / 2; cut < recording.count;
	     cut += 7) {
		struct recording more = { 0 };
		struct ramdisk image;
		struct replay second;

		replay_cut(&replay, cut);
		ramdisk_wrap(&image, replay.image, SCRIPT_BLOCKS);
		image.read_only = false;
		image.recording = &more;
		recording_write(&more, 0, replay.image, BYTES);
		recording_flush(&more);
		cr_assert_eq(ilw_disktable_open(&table, &image.io), 0);
		cr_assert_eq(ilw_disktable_finish(
				     &table,
				     ilw_disktable_create(&table, "new", 3)),
			     0);
		replay_start(&second, &more, BYTES, cut);
		for (size_t again = 2; again <= more.count; again++) {
			struct ramdisk left;

			replay_cut(&second, again);
			ramdisk_wrap(&left, second.image, SCRIPT_BLOCKS);
			cr_expect_eq(ilw_disktable_open(&table, &left.io), 0);
			cr_expect(again < more.count ||
				  ilw_disktable_find(&table, "new"));
		}
		replay_finish(&second);
		recording_free(&more);
	}
	replay_finish(&replay);
	end(&disk, &recording);
}
