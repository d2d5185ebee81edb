/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The power goes at any moment: of what was not flushed some is on the disk,
 * some is not, some in part.  The disk can be mounted again, what was synced is
 * there, and e2fsck finds nothing that the mount did not mend.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "rig.h"

#define SLOTS 24
#define STEPS 400
#define MIB 12

struct state {
	bool there;
	uint32_t seed;
	size_t length;
};

/* What was done to files, and from which entry of the recording on it may be on
 * the disk; what was synced, and from which entry on it must be. */
static struct {
	size_t from;
	int slot;
	struct state state;
} history[2 * STEPS];
static struct {
	size_t from;
	int done; /* so much of the history */
} syncs[STEPS];
static int done, synced;

static struct recording recording;
static struct state states[SLOTS];
static uint64_t dice;

static uint32_t roll(uint32_t bound)
{
	dice = dice * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(dice >> 33) % bound;
}

static const char *name_of(int slot)
{
	static char name[32];

	snprintf(name, sizeof(name), "d%d/file-%d", slot % 3, slot);
	return name;
}

static void note(int slot, struct state state)
{
	history[done].from = recording.count;
	history[done].slot = slot;
	history[done].state = state;
	done++;
	states[slot] = state;
}

static void sync_all(struct vfs_mount *mount)
{
	cr_assert_eq(mount->ops->sync(mount), 0);
	syncs[synced].from = recording.count;
	syncs[synced].done = done;
	synced++;
}

static void write_file(struct vfs_mount *mount, int slot)
{
	struct state state = { true, roll(UINT32_MAX), roll(60000) + 1 };
	struct vfs_node *node = rig_find(mount, name_of(slot));

	note(slot, state);
	if (node != NULL) {
		cr_assert_eq(node->ops->truncate(node, roll(20000)), 0);
		vfs_put(node);
		state.length = 60000 + roll(5000);
		states[slot] = state;
		history[done - 1].state = state;
	}
	cr_assert_eq(rig_write(mount, name_of(slot), state.seed, state.length),
		     0);
}

static void remove_file(struct vfs_mount *mount, int slot)
{
	if (!states[slot].there)
		return;
	note(slot, (struct state){ false, 0, 0 });
	cr_assert_eq(rig_unlink(mount, name_of(slot)), 0);
}

static void move_file(struct vfs_mount *mount, int from, int to)
{
	struct state state = states[from];
	char name[32];

	if (!state.there || from == to)
		return;
	note(from, (struct state){ false, 0, 0 });
	note(to, state);
	strcpy(name, name_of(from));
	cr_assert_eq(rig_rename(mount, name, name_of(to)), 0);
}

/* Overwrites in place: fdatasync then costs a flush and no transaction. */
static void overwrite(struct vfs_mount *mount, int slot)
{
	struct vfs_node *node = rig_find(mount, name_of(slot));
	struct state state = states[slot];

	if (node == NULL)
		return;
	state.seed = roll(UINT32_MAX);
	note(slot, state);
	cr_assert_eq(rig_write(mount, name_of(slot), state.seed, state.length),
		     0);
	cr_assert_eq(node->ops->sync(node, true), 0);
	vfs_put(node);
}

static void play(struct vfs_mount *mount)
{
	for (int i = 0; i < 3; i++) {
		char name[] = { 'd', (char)('0' + i), '\0' };
		struct vfs_node *node = rig_create(mount, name, S_IFDIR | 0755);

		cr_assert_not_null(node);
		vfs_put(node);
	}
	sync_all(mount);
	for (int i = 0; i < STEPS - 1; i++) {
		switch (roll(8)) {
		case 0:
			remove_file(mount, (int)roll(SLOTS));
			break;
		case 1:
			move_file(mount, (int)roll(SLOTS), (int)roll(SLOTS));
			break;
		case 2:
			overwrite(mount, (int)roll(SLOTS));
			break;
		case 3:
		case 4:
			sync_all(mount);
			break;
		default:
			write_file(mount, (int)roll(SLOTS));
			break;
		}
	}
}

/* What must be as it was at the last sync before the cut. */
static void judge(struct vfs_mount *mount, size_t cut)
{
	bool open[SLOTS] = { false };
	struct state must[SLOTS] = { { false, 0, 0 } };
	int last = -1;

	for (int i = 0; i < synced && syncs[i].from <= cut; i++)
		last = i;
	if (last < 0)
		return;
	for (int i = 0; i < done; i++) {
		if (i < syncs[last].done)
			must[history[i].slot] = history[i].state;
		else if (history[i].from <= cut)
			open[history[i].slot] = true;
	}
	for (int i = 0; i < SLOTS; i++) {
		struct vfs_node *node;

		if (open[i])
			continue;
		if (must[i].there) {
			cr_assert(rig_holds(mount, name_of(i), must[i].seed,
					    must[i].length),
				  "cut %zu: %s", cut, name_of(i));
			continue;
		}
		node = rig_find(mount, name_of(i));
		cr_assert_null(node, "cut %zu: %s", cut, name_of(i));
	}
}

static void cut_at(struct replay *replay, size_t cut, bool check)
{
	struct vfs_mount *mount;
	int error;

	replay_cut(replay, cut);
	memcpy(rig.data, replay->image, replay->size);
	error = rig_try("cache=1M", false, &mount);
	cr_assert_eq(error, 0, "cut %zu: %d", cut, error);
	vfs_lock(mount);
	judge(mount, cut);
	rig_unmount(mount);
	if (check)
		cr_assert_eq(rig_check("e2fsck -fn"), 0, "cut %zu", cut);
	memcpy(rig.data, replay->image, replay->size);
	if (check)
		cr_assert_lt(rig_check("e2fsck -fy") >> 8, 4, "cut %zu", cut);
}

static void lose_power(const char *format, unsigned cuts, uint64_t seed)
{
	size_t size = (size_t)MIB << 20;
	uint8_t *start = malloc(size);
	struct vfs_mount *mount;
	struct replay replay;
	size_t cut = 0;

	done = synced = 0;
	memset(states, 0, sizeof(states));
	dice = seed;
	rig_mkfs(MIB, format);
	cr_assert_not_null(start);
	memcpy(start, rig.data, size);
	rig.recording = &recording;
	mount = rig_mount("cache=1M");
	play(mount);
	for (int i = 0; i < SLOTS; i++)
		if (states[i].there)
			cr_assert(rig_holds(mount, name_of(i), states[i].seed,
					    states[i].length),
				  "%s", name_of(i));
	rig_unmount(mount);
	rig.recording = NULL;
	replay_start_from(&replay, &recording, start, size, seed);
	for (unsigned i = 0; i < cuts; i++) {
		cut = recording.count * (i + 1) / cuts;
		cut_at(&replay, cut, i % 8 == 0);
	}
	replay_finish(&replay);
	recording_free(&recording);
	free(start);
	rig_free();
}

static unsigned cuts(void)
{
	const char *text = getenv("DENALI_CUTS");

	return text != NULL ? (unsigned)atoi(text) : 120;
}

Test(powerloss, ext4)
{
	lose_power("mke2fs -q -F -t ext4 -b 4096 -N 256 -J size=4", cuts(), 1);
}

Test(powerloss, small_blocks)
{
	lose_power("mke2fs -q -F -t ext4 -b 1024 -J size=1", cuts(), 2);
}

Test(powerloss, no_sums)
{
	lose_power("mke2fs -q -F -t ext3 -b 2048 -J size=2", cuts(), 3);
}
